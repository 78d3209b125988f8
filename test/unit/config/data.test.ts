/** The sources of data in a config: how they are written, what goes together, and what they are relative to. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { toYaml } from '../../../src/config/resolved.ts';
import type { Config } from '../../../src/config/schema.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-data-'));
  await writeFile(join(folder, 'rows.json'), '[]');
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string): Promise<Config> {
  const file = join(folder, 'config.yaml');
  await writeFile(file, `name: x\nenvironments: [{name: textcraft}]\n${text}`);
  return (await loadConfig(file)).config;
}

describe('data', () => {
  it('may be one source or several: files, patterns, the hub', async () => {
    const { data, demonstrations } = await load(
      'data: {demonstrations: rows.json, tasks: {eval: ["*.txt", hf:o/n@v1/a.json]}, cache: hub, offline: true}\n',
    );
    expect(data).toEqual({
      demonstrations: [join(folder, 'rows.json')],
      tasks: { eval: [join(folder, '*.txt'), 'hf:o/n@v1/a.json'] },
      skipInvalid: false,
      cache: join(folder, 'hub'),
      offline: true,
    });
    expect(demonstrations).toEqual({});
  });

  it('leaves demonstrations to the experts where it names none', async () => {
    expect(await load('')).toMatchObject({ data: { skipInvalid: false }, demonstrations: { expert: 100 } });
    expect((await load('data: {tasks: {eval: rows.json}}\n')).demonstrations).toEqual({ expert: 100 });
    expect((await load('demonstrations: {file: rows.json}\n')).demonstrations).toEqual({
      file: join(folder, 'rows.json'),
    });
  });

  it('is written down so that it loads again', async () => {
    const config = await load('data: {demonstrations: [rows.json], tasks: {train: rows.json}}\n');
    const file = join(folder, 'resolved.yaml');
    await writeFile(file, toYaml(config));
    expect((await loadConfig(file)).config).toEqual(config);
  });

  it.each([
    ['data: {demonstrations: none.json}', /3:24: `none.json` does not exist/u],
    ['data: {demonstrations: [rows.json, none.json]}', /3:36: `none.json` does not exist/u],
    ['data: {tasks: {dev: .}}', /3:21: `\.` is a folder: name its files/u],
    ['data: {demonstrations: hf:o/n}', /3:24: `hf:o\/n` is not of the form hf:owner\/name\[@revision\]\/path/u],
    ['data: {demonstrations: []}', /`data.demonstrations` must/u],
    ['data: {tasks: rows.json}', /`data.tasks` must be a group of settings/u],
    ['data: {demonstration: rows.json}', /did you mean `demonstrations`/u],
    [
      'data: {demonstrations: rows.json}\ndemonstrations: {expert: 3}',
      /4:26: both `demonstrations.expert` and `data.dem/u,
    ],
    [
      'data: {demonstrations: rows.json}\ndemonstrations: {file: rows.json}',
      /4:24: both `demonstrations.file` and `data.de/u,
    ],
    [
      'data: {demonstrations: rows.json}\ndemonstrations: {epsilon: 0.1}',
      /4:27: both `demonstrations.epsilon` and `data.de/u,
    ],
  ])('is refused: %s', async (text, message) => {
    await expect(load(`${text}\n`)).rejects.toThrow(message);
    await expect(load(`${text}\n`)).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
  });

  it('may stand beside experts of nothing', async () => {
    const { demonstrations } = await load('data: {demonstrations: rows.json}\ndemonstrations: {expert: 0}\n');
    expect(demonstrations).toEqual({ expert: 0 });
  });
});
