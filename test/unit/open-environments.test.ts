import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import type { Environment, Split } from '../../src/environments/contract.ts';
import { openEnvironments } from '../../src/open-environments.ts';
import { COMMIT, REPO, startHub } from '../support/hub-server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-lists-'));
});
afterAll(() => rm(folder, { recursive: true }));

const URL = 'http://127.0.0.1:1';
let files = 0;

interface Opened {
  environments: Environment[];
  notices: string[];
}

/** Opens the entries with lists of ids by split. */
async function open(
  entries: object[],
  lists: Partial<Record<Split, string>>,
  more: { partial?: boolean; skipInvalid?: boolean } = {},
): Promise<Opened> {
  const tasks: Partial<Record<Split, string>> = {};
  for (const [split, text] of Object.entries(lists) as [Split, string][]) {
    tasks[split] = join(folder, `${files++}.txt`);
    await writeFile(tasks[split], text.replaceAll(' ', '\n'));
  }
  const { skipInvalid = false, partial } = more;
  const config = parseConfig({ name: 'x', environments: entries, data: { tasks, skipInvalid } });
  const notices: string[] = [];
  const onNotice = (notice: string): void => void notices.push(notice);
  const environments = await openEnvironments(config.environments, { data: config.data, onNotice, partial });
  return { environments, notices };
}
const idsOf = (environment: Environment | undefined, split: Split): string[] =>
  (environment?.tasks(split) ?? []).map((task) => {
    expect(task.split).toBe(split);
    return task.itemId;
  });

/** The first item ids of the environment's own splits. */
const OWN = await openEnvironments(parseConfig({ name: 'x', environments: [{ name: 'textcraft' }] }).environments);
const own = (split: Split, count: number): string[] => idsOf(OWN[0], split).slice(0, count);

describe('lists of tasks', () => {
  it('make up their splits, and are taken out of the others', async () => {
    const [a = '', b = '', c = ''] = own('train', 3);
    const [d = ''] = own('dev', 1);
    const { environments, notices } = await open([{ name: 'textcraft' }], { eval: `${b} ${d} ${a} ${b}` });
    const [textcraft] = environments;
    expect(idsOf(textcraft, 'eval')).toEqual([b, d, a]);
    expect(textcraft?.taskCount('eval')).toBe(3);
    expect(idsOf(textcraft, 'train').slice(0, 1)).toEqual([c]);
    expect(idsOf(textcraft, 'train')).toHaveLength((OWN[0]?.taskCount('train') ?? 0) - 2);
    expect(idsOf(textcraft, 'dev')).not.toContain(d);
    expect(textcraft?.tasks('eval')[0]?.group).toMatch(/^depth /u);
    expect(notices).toEqual([]);
  });

  it('are counted off after that', async () => {
    const [a, b, c] = own('train', 3);
    const entry = { name: 'craft', kind: 'textcraft', tasks: { train: 2, dev: 1 } };
    const { environments } = await open([entry], { train: `${a} ${b} ${c}` });
    expect(environments[0]?.name).toBe('craft');
    expect(idsOf(environments[0], 'train')).toEqual([a, b]);
    expect(environments[0]?.taskCount('dev')).toBe(1);
    await expect(open([{ ...entry, tasks: { train: 4 } }], { train: `${a}` })).rejects.toThrow(/has 1 train tasks/u);
  });

  it('leave an environment alone that they do not name', async () => {
    const [a] = own('eval', 1);
    const { environments } = await open([{ name: 'textcraft' }, { name: 'babyai' }], { eval: `${a}` });
    expect(idsOf(environments[0], 'eval')).toEqual([a]);
    expect(environments[1]?.taskCount('eval')).toBeGreaterThan(1);
  });

  it('share tasks out among the parts of an environment', async () => {
    const parts = [
      { name: 'easy', kind: 'textcraft', depths: [1] },
      { name: 'hard', kind: 'textcraft', depths: [2, 3, 4] },
    ];
    const all = own('eval', 20);
    const { environments } = await open(parts, { eval: all.join(' ') });
    const [easy, hard] = environments.map((one) => idsOf(one, 'eval'));
    expect([...(easy ?? []), ...(hard ?? [])].toSorted()).toEqual(all.toSorted());
    expect(easy?.length).toBeGreaterThan(0);
  });

  it('say every index of a server, which lists none', async () => {
    const entry = { name: 'words', kind: 'agentgym', environment: 'wordle', url: URL, tasks: { dev: { ids: [3, 4] } } };
    const { environments } = await open([entry], { train: 'lmrlgym_wordle_7 wordle_4' });
    expect(environments[0]?.tasks('train')).toEqual([
      { itemId: 'wordle_7', index: 7, split: 'train' },
      { itemId: 'wordle_4', index: 4, split: 'train' },
    ]);
    expect(idsOf(environments[0], 'dev')).toEqual(['wordle_3']);
  });
});

describe('ids of a list', () => {
  it('of environments that the config does not have are said once, and left out', async () => {
    const [a] = own('eval', 1);
    const lists = { eval: `webshop_1 ${a} tool_movie_2 webshop_3` };
    const { environments, notices } = await open([{ name: 'textcraft' }], lists);
    expect(idsOf(environments[0], 'eval')).toEqual([a]);
    expect(notices).toEqual([
      'data.tasks.eval: 3 ids left out, of environments that the config does not have: webshop (2), movie (1)',
    ]);
  });

  it('are of some environment of the config', async () => {
    const opening = open([{ name: 'textcraft' }], { eval: 'webshop_1 maze_2' });
    await expect(opening).rejects.toThrow(/data.tasks.eval names no task of the config's environments: 2 ids/u);
    await expect(opening).rejects.toMatchObject({ code: 'E_CONFIG_INVALID', hint: 'They are textcraft.' });
    const some = await open([{ name: 'textcraft' }], { eval: 'webshop_1' }, { partial: true });
    expect(some.environments[0]?.taskCount('eval')).toBe(OWN[0]?.taskCount('eval'));
    expect(some.notices).toEqual([]);
  });

  it('name tasks that there are', async () => {
    const opening = open([{ name: 'textcraft' }], { dev: 'textcraft_99999 textcraft_99998' });
    await expect(opening).rejects.toThrow(
      'data.tasks.dev names textcraft_99999, textcraft_99998, which `textcraft` does not have.',
    );
    await expect(opening).rejects.toMatchObject({ code: 'E_ENV_TASK' });
  });

  it('stand in one split alone', async () => {
    const [a, b] = own('eval', 2);
    const opening = open([{ name: 'textcraft' }], { dev: `${a} ${b}`, eval: `${b}` });
    await expect(opening).rejects.toThrow(`data.tasks.dev and data.tasks.eval share ${b}.`);
    await expect(opening).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
  });

  it('are skipped where they are none, if that is asked for', async () => {
    const [a] = own('eval', 1);
    await expect(open([{ name: 'textcraft' }], { eval: `${a} oops` })).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
    });
    const { environments, notices } = await open([{ name: 'textcraft' }], { eval: `${a} oops` }, { skipInvalid: true });
    expect(idsOf(environments[0], 'eval')).toEqual([a]);
    expect(notices[0]).toMatch(/^data.tasks.eval: 1 of 2 rows cannot be read and is skipped: .*:2 holds no item id/u);
  });
});

describe('what a server reads from the hub', () => {
  it('comes from the cache of the config, and offline from there alone', async () => {
    const rows = [{ item_id: 'maze_4', conversations: [turnOf('human', 'Mind the walls.'), turnOf('gpt', 'OK.')] }];
    const hub = await startHub({ 'ids.json': '["maze_7"]', 'rows.json': JSON.stringify(rows) });
    vi.stubEnv('HF_ENDPOINT', hub.url);
    const tasks = { eval: { file: `hf:${REPO}@${COMMIT}/ids.json` } };
    const entry = {
      name: 'maze',
      kind: 'agentgym',
      url: URL,
      tasks,
      instructions: `agenttraj:hf:${REPO}@${COMMIT}/rows.json`,
    };
    const opened = async (data: object): Promise<Environment | undefined> => {
      const config = parseConfig({ name: 'x', environments: [entry], data });
      return (await openEnvironments(config.environments, { data: config.data }))[0];
    };
    const cache = join(folder, 'cache');
    await opened({ cache });
    await hub.close();
    const maze = await opened({ cache, offline: true });
    expect(idsOf(maze, 'eval')).toEqual(['maze_7']);
    expect(maze?.instructions('react')[0]?.content).toBe('Mind the walls.');
    await expect(opened({ cache: join(folder, 'empty'), offline: true })).rejects.toMatchObject({
      code: 'E_DATA_SOURCE',
    });
    vi.unstubAllEnvs();
  });
});

function turnOf(from: string, value: string): object {
  return { from, loss: null, value };
}
