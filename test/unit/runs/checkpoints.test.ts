import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { EvolveConfig } from '../../../src/config/schema.ts';
import { createBase, keepCheckpoint } from '../../../src/runs/checkpoints.ts';
import { requireContained } from '../../../src/runs/contained.ts';
import { digestOf } from '../../../src/runs/digest.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { createCountingEnvironment } from '../../support/counting-environment.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('checkpoints');

function folder(name: string, files: Record<string, string>): string {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}

const MODEL = { 'config.json': '{}', 'model.safetensors': 'weights' };

describe('the digest of a checkpoint', () => {
  it('depends on the names and the bytes of its files, and on nothing else', async () => {
    const id = await digestOf(folder('one', MODEL));
    expect(id).toMatch(/^[0-9a-f]{16}$/u);
    expect(await digestOf(folder('same', Object.fromEntries(Object.entries(MODEL).toReversed())))).toBe(id);
    const others = [
      folder('bytes', { ...MODEL, 'config.json': '{ }' }),
      folder('names', { 'config.json': '{}', 'weights.safetensors': 'weights' }),
      folder('more', { ...MODEL, 'tokenizer.json': '' }),
      folder('moved', { 'config.json': '{}model', 'model.safetensors': 'weights' }),
    ];
    const ids = await Promise.all(others.map((other) => digestOf(other)));
    expect(new Set([id, ...ids]).size).toBe(5);
  });

  it('leaves out folders, which a checkpoint from a hub may have', async () => {
    const directory = folder('hub', MODEL);
    const id = await digestOf(directory);
    folder('hub/onnx', { 'model.onnx': 'x' });
    expect(await digestOf(directory)).toBe(id);
  });

  it('is of the file that a link stands for, as in a cache of the Hub', async () => {
    const id = await digestOf(folder('plain', MODEL));
    const snapshot = folder('snapshot', { 'config.json': '{}' });
    symlinkSync('../plain/model.safetensors', join(snapshot, 'model.safetensors'));
    symlinkSync('../plain', join(snapshot, 'onnx'));
    expect(await digestOf(snapshot)).toBe(id);
  });

  it.each(['the pipe itself', 'a link to it', 'a link to nothing', 'a link to a device'])(
    'is not waited for where there is %s',
    async (what) => {
      const directory = folder(what, MODEL);
      const name = join(directory, 'other.safetensors');
      const pipe = what === 'the pipe itself' ? name : join(root, `pipe of ${what}`);
      execFileSync('mkfifo', [pipe]);
      if (what === 'a link to it') symlinkSync(pipe, name);
      if (what === 'a link to nothing') symlinkSync('nowhere', name);
      if (what === 'a link to a device') symlinkSync('/dev/zero', name);
      await expect(digestOf(directory)).rejects.toMatchObject({
        code: 'E_STORE_CHECKPOINT',
        message: expect.stringContaining(`${name} is `) as string,
      });
    },
  );

  it('of a directory that is not there is E_STORE_CHECKPOINT', async () => {
    await expect(digestOf(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'E_STORE_CHECKPOINT' });
  });
});

describe('keeping a checkpoint', () => {
  it('moves it to the place of its digest', async () => {
    const directory = runDirectory(join(root, 'run'));
    const made = folder('made', MODEL);
    const { id, path } = await keepCheckpoint(directory, made);
    expect(path).toBe(directory.checkpoint(id));
    expect(await digestOf(path)).toBe(id);
    expect(existsSync(made)).toBe(false);
  });

  it('keeps one of two that are equal', async () => {
    const directory = runDirectory(join(root, 'twice'));
    const first = await keepCheckpoint(directory, folder('made-1', MODEL));
    const again = folder('made-2', MODEL);
    expect(await keepCheckpoint(directory, again)).toEqual(first);
    expect(existsSync(again)).toBe(false);
    expect(readdirSync(directory.checkpoints)).toEqual([first.id]);
  });
});

describe('the base', () => {
  const config = (policy: object) =>
    parseConfig({ name: 'x', environments: [{ name: 'babyai' }], policy }) as EvolveConfig;

  it('is a fresh model, the same for the same seed, whatever an attempt left behind', async () => {
    const model = { hidden: 16, layers: 1, heads: 1, intermediate: 16, context: 64 };
    const environments = [createCountingEnvironment()];
    const one = await createBase(config({ model }), environments, runDirectory(join(root, 'base-1')));
    const two = runDirectory(join(root, 'base-2'));
    folder('base-2/checkpoints/.workshop/base', { 'config.json': 'torn' });
    expect((await createBase(config({ model }), environments, two)).id).toBe(one.id);
    const other = { ...config({ model }), seed: 2 };
    expect((await createBase(other, environments, two)).id).not.toBe(one.id);
  });

  it('is a copy of the configured checkpoint, which stays as it is', async () => {
    const checkpoint = folder('configured', MODEL);
    const { path } = await createBase(config({ checkpoint }), [], runDirectory(join(root, 'base-3')));
    for (const [name, text] of Object.entries(MODEL)) {
      expect(readFileSync(join(path, name), 'utf8')).toBe(text);
      expect(readFileSync(join(checkpoint, name), 'utf8')).toBe(text);
    }
  });

  it('holds the files themselves where the configured checkpoint has links to them', async () => {
    const blobs = folder('cache/blobs', { a: '{}', b: 'weights' });
    const snapshot = folder('cache/snapshots/main', {});
    symlinkSync('../../blobs/a', join(snapshot, 'config.json'));
    symlinkSync('../../blobs/b', join(snapshot, 'model.safetensors'));
    const directory = runDirectory(join(root, 'base-4'));
    const { path } = await createBase(config({ checkpoint: snapshot }), [], directory);
    await requireContained(directory.root);
    rmSync(blobs, { recursive: true });
    expect(readFileSync(join(path, 'model.safetensors'), 'utf8')).toBe('weights');
  });

  it('is not made of a checkpoint with a pipe in it', async () => {
    const checkpoint = folder('piped', MODEL);
    execFileSync('mkfifo', [join(checkpoint, 'pipe')]);
    const made = createBase(config({ checkpoint }), [], runDirectory(join(root, 'base-5')));
    await expect(made).rejects.toMatchObject({ code: 'E_STORE_CHECKPOINT' });
  });
});
