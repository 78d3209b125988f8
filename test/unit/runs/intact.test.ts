import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { EvolveConfig } from '../../../src/config/schema.ts';
import { createBase, keepCheckpoint } from '../../../src/runs/checkpoints.ts';
import { digestOf, digestsOf } from '../../../src/runs/digest.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { checkpointAt, requireIntact } from '../../../src/runs/intact.ts';
import { openJournal } from '../../../src/runs/journal.ts';
import type { CheckpointRef } from '../../../src/train/contract.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('intact');
const FILES = { 'config.json': '{}', 'model.safetensors': 'weights', 'tokenizer.json': '[]' };

/** A checkpoint of a run, as another process would find it; `journal`: whether the run remembers its files. */
async function kept(name: string, journal = true): Promise<CheckpointRef> {
  const made = join(root, name, 'made');
  mkdirSync(made, { recursive: true });
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(made, file), text);
  const { id, files } = await digestsOf(made);
  const directory = runDirectory(join(root, name));
  const path = directory.checkpoint(id);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(path, file), text);
  if (journal) {
    const opened = await openJournal(directory.journal);
    await opened.record('clone', { id, loss: 1, files }, 1);
    await opened.close();
  }
  return { id, path };
}

describe('a checkpoint that is read', () => {
  it('is whole: nothing is said', async () => {
    const checkpoint = await kept('whole');
    await requireIntact(checkpoint);
    expect(await checkpointAt(checkpoint.path)).toEqual(checkpoint);
  });

  it('is none of a run where a link stands for a file of it', async () => {
    const { path } = await kept('linked');
    writeFileSync(join(root, 'weights'), 'weights');
    rmSync(join(path, 'model.safetensors'));
    symlinkSync(join(root, 'weights'), join(path, 'model.safetensors'));
    await expect(checkpointAt(path)).rejects.toMatchObject({ code: 'E_STORE_LINK' });
  });

  it.each<[string, (path: string) => void, string]>([
    [
      'of another byte',
      (path) => writeFileSync(join(path, 'model.safetensors'), 'weightz'),
      'model.safetensors differs',
    ],
    ['cut off', (path) => writeFileSync(join(path, 'model.safetensors'), 'weigh'), 'model.safetensors differs'],
    ['without a file', (path) => rmSync(join(path, 'tokenizer.json')), 'tokenizer.json is missing'],
    ['with one more', (path) => writeFileSync(join(path, 'notes.txt'), 'hm'), 'notes.txt was not there'],
  ])('%s is refused, and the file named', async (name, damage, said) => {
    const { id, path } = await kept(name.replaceAll(' ', '-'));
    damage(path);
    const refused = {
      code: 'E_STORE_CHECKPOINT',
      message: expect.stringContaining(`${path} is not the checkpoint that it was: ${said}`) as string,
      hint: expect.stringContaining('agentgym rollback') as string,
    };
    await expect(requireIntact({ id, path })).rejects.toMatchObject(refused);
    await expect(checkpointAt(path)).rejects.toMatchObject(refused);
  });

  it('is refused where the run does not remember its files', async () => {
    const { id, path } = await kept('forgetful', false);
    writeFileSync(join(path, 'config.json'), '{ }');
    await expect(requireIntact({ id, path })).rejects.toMatchObject({
      message: expect.stringContaining('one of its files (config.json, model.safetensors, tokenizer.json)') as string,
    });
  });

  it('is read once a process; what was refused, and put right, again', async () => {
    const { id, path } = await kept('once');
    writeFileSync(join(path, 'config.json'), '{ }');
    await expect(requireIntact({ id, path })).rejects.toThrow('config.json differs');
    writeFileSync(join(path, 'config.json'), FILES['config.json']);
    await requireIntact({ id, path });
    writeFileSync(join(path, 'config.json'), '{ }');
    await requireIntact({ id, path });
  });

  it('that is gone is E_STORE_CHECKPOINT', async () => {
    const gone = { id: '0'.repeat(16), path: join(root, 'nowhere') };
    await expect(requireIntact(gone)).rejects.toMatchObject({ code: 'E_STORE_CHECKPOINT' });
  });

  it('elsewhere than in a run has any name', async () => {
    const { path } = await kept('elsewhere');
    const moved = join(root, 'my-model');
    mkdirSync(moved);
    writeFileSync(join(moved, 'config.json'), readFileSync(join(path, 'config.json')));
    expect(await checkpointAt(moved)).toEqual({ id: await digestOf(moved), path: moved });
  });

  it('of a reference is also what it refers to', async () => {
    const model = join(root, 'large-model');
    mkdirSync(model);
    writeFileSync(join(model, 'config.json'), '{}');
    const policy = { kind: 'endpoint', model: 'base', url: 'http://127.0.0.1:1', base: model };
    const serving = { kind: 'vllm-lora' };
    const train = { kind: 'trl', steps: 1 };
    const config = parseConfig({ name: 'x', environments: [{ name: 'babyai' }], policy, serving, train });
    const from = await createBase(config as EvolveConfig, [], runDirectory(join(root, 'served')));
    // As another process finds it.
    const copy = join(root, 'copied', 'checkpoints', from.id);
    mkdirSync(copy, { recursive: true });
    for (const name of Object.keys(from.files)) writeFileSync(join(copy, name), readFileSync(join(from.path, name)));
    writeFileSync(join(model, 'config.json'), '{"hidden_size":1}');
    await expect(requireIntact({ id: from.id, path: copy })).rejects.toMatchObject({
      code: 'E_STORE_CHECKPOINT',
      message: expect.stringContaining(`The model in ${model} is not the one that the run began with`) as string,
    });
    writeFileSync(join(model, 'config.json'), '{}');
    await requireIntact({ id: from.id, path: copy });
  });
});

describe('keeping a checkpoint', () => {
  it('replaces one of its name that was damaged', async () => {
    const { id, path } = await kept('twice');
    writeFileSync(join(path, 'config.json'), 'damaged');
    const again = await keepCheckpoint(runDirectory(join(root, 'twice')), join(root, 'twice', 'made'));
    expect(again).toMatchObject({ id, path });
    expect(readFileSync(join(path, 'config.json'), 'utf8')).toBe('{}');
  });
});
