/** Demonstrations that are read: from files and the hub, whatever is wrong with them. (loop.test.ts has those of experts.) */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { demonstrate, type Demonstrated } from '../../src/demonstrate.ts';
import { openEnvironments } from '../../src/open-environments.ts';
import { pinData } from '../../src/pin-data.ts';
import { trajectoriesOf } from '../../src/trajectories/collection.ts';
import type { Trajectory } from '../../src/trajectories/trajectory.ts';
import { COMMIT, type HubServer, REPO, startHub } from '../support/hub-server.ts';
import { listOf } from '../support/trajectories.ts';

const row = (itemId: string, value = 'Action: look'): object => ({
  conversations: [
    { from: 'human', loss: null, value: 'Go.' },
    { from: 'gpt', loss: true, value },
  ],
  item_id: itemId,
});
const chat = { messages: [{ role: 'assistant', content: 'Action: look' }] };

const [TEXTCRAFT] = await openEnvironments(
  parseConfig({ name: 'x', environments: [{ name: 'textcraft' }] }).environments,
);
/** A task to explore, and one that is held out. */
const TRAIN = TEXTCRAFT?.tasks('train')[0]?.itemId ?? '';
const HELD = TEXTCRAFT?.tasks('eval')[0]?.itemId ?? '';

let folder: string;
let hub: HubServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-demonstrate-'));
  hub = await startHub({ 'a.json': JSON.stringify([row(TRAIN)]), 'b.json': JSON.stringify([chat]) });
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_HUB_CACHE', join(folder, 'cache'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(folder, { recursive: true });
});

async function read(
  data: object,
  environments: object[] = [{ name: 'textcraft' }],
): Promise<Omit<Demonstrated, 'trajectories'> & { trajectories: Trajectory[]; notices: string[] }> {
  const { config } = await pinData(parseConfig({ name: 'x', environments, data }));
  const notices: string[] = [];
  const request = {
    config,
    environments: await openEnvironments(config.environments),
    file: join(folder, 'unused.jsonl'),
    signal: undefined,
    onNotice: (notice: string) => void notices.push(notice),
  };
  const demonstrated = await demonstrate(request);
  return { ...demonstrated, trajectories: await listOf(trajectoriesOf(demonstrated.trajectories)), notices };
}
async function file(name: string, rows: readonly unknown[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, rows.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'));
  return path;
}

describe('demonstrations from files', () => {
  it('are those of the environments of the config; others are said once and counted', async () => {
    const demonstrations = await file('rows.jsonl', [row(TRAIN), row('webshop_3'), row('tool_movie_3'), chat]);
    const { trajectories, read: from, notices } = await read({ demonstrations });
    // A row that names no task is of the only environment there is.
    expect(trajectories.map(({ id, reward }) => [id, reward])).toEqual([
      [`${TRAIN}#0`, 1],
      ['textcraft:conversation_0#0', 1],
    ]);
    const kept = { [demonstrations]: { textcraft: 2 } };
    expect(from).toEqual({ sources: [demonstrations], rows: 4, invalid: 0, foreign: { webshop: 1, movie: 1 }, kept });
    expect(notices).toEqual([
      'demonstrations: 2 rows left out, of environments that the config does not have: webshop (1), movie (1)',
    ]);
  });

  it('come without token ids, which are of whatever tokenizer sampled them', async () => {
    const answer = { from: 'gpt', loss: true, value: 'Action: look', token_ids: [7, 8], logprobs: [-1, -2] };
    const rows = [{ item_id: TRAIN, conversations: [{ from: 'human', loss: null, value: 'Go.' }, answer] }];
    const { trajectories } = await read({ demonstrations: await file('sampled.jsonl', rows) });
    expect(trajectories[0]?.messages[1]).toEqual({ role: 'assistant', content: 'Action: look', loss: true });
  });

  it('go to the environment whose items they are of, whatever its name', async () => {
    const url = 'http://127.0.0.1:1';
    const environments = [
      { name: 'craft', kind: 'textcraft' },
      { name: 'science', kind: 'agentgym', environment: 'sciworld', url, tasks: {} },
    ];
    const rows = [row(TRAIN), { ...row('sciworld_2'), reward: 30 }];
    const { trajectories } = await read({ demonstrations: await file('rows.jsonl', rows) }, environments);
    expect(trajectories.map(({ id, reward, outcome }) => [id, reward, outcome])).toEqual([
      [`craft:${TRAIN}#0`, 1, 'success'],
      ['science:sciworld_2#0', 0.3, 'failure'],
    ]);
  });

  it('that cannot be read stop the run, or are skipped and counted', async () => {
    const demonstrations = await file('rows.jsonl', [row(TRAIN), '{"torn', row(TRAIN)]);
    await expect(read({ demonstrations })).rejects.toThrow(/rows.jsonl:2 is not JSON/u);
    const { trajectories, notices } = await read({ demonstrations, skipInvalid: true });
    expect(trajectories.map(({ id }) => id)).toEqual([`${TRAIN}#0`, `${TRAIN}#1`]);
    expect(notices).toEqual([
      expect.stringMatching(/^demonstrations: 1 of 3 rows cannot be read and is skipped: .*:2 /u),
    ]);
  });

  it('need no hub, whatever its settings', async () => {
    vi.stubEnv('HF_TOKEN', 'sesame');
    const demonstrations = await file('rows.jsonl', [row(TRAIN)]);
    expect((await read({ demonstrations })).trajectories).toHaveLength(1);
    await expect(read({ demonstrations: `hf:${REPO}/a.json` })).rejects.toThrow(/^HF_TOKEN holds no token/u);
    expect(hub.calls).toEqual([]);
  });

  it('that are of nothing are an error', async () => {
    const demonstrations = await file('rows.jsonl', [row('webshop_1')]);
    await expect(read({ demonstrations })).rejects.toMatchObject({
      code: 'E_TRAIN_DATA',
      message: expect.stringContaining("There is no demonstration of the config's environments in 1 rows of"),
    });
  });

  it('with ids of tasks that are evaluated on are said, where ids may mean the same', async () => {
    const demonstrations = await file('rows.jsonl', [row(HELD), row('webshop_3'), row('webshop_4')]);
    const shop = { name: 'webshop', kind: 'agentgym', url: 'http://127.0.0.1:1', tasks: { dev: { ids: [3] } } };
    const { notices, trajectories } = await read({ demonstrations }, [{ name: 'textcraft' }, shop]);
    // The ids of the built-in textcraft are its own.
    expect(notices).toEqual([expect.stringContaining('1 of 3 have ids of tasks of the dev or eval split')]);
    expect(new Set(trajectories.map(({ source }) => source))).toEqual(new Set([demonstrations]));
  });
});

describe('the data of a run', () => {
  it('is pinned: patterns to files, revisions to commits, and reads the same when the hub has moved on', async () => {
    const local = await file('rows.jsonl', [row('textcraft_2')]);
    await file('ids.txt', ['textcraft_3']);
    const config = parseConfig({
      name: 'x',
      environments: [{ name: 'textcraft' }],
      data: { demonstrations: [`hf:${REPO}/*.json`, join(folder, '*.jsonl')], tasks: { dev: join(folder, 'i*.txt') } },
    });
    const { config: pinned, notes } = await pinData(config);
    expect(pinned.data).toMatchObject({
      demonstrations: [`hf:${REPO}@${COMMIT}/a.json`, `hf:${REPO}@${COMMIT}/b.json`, local],
      tasks: { dev: [join(folder, 'ids.txt')] },
    });
    expect(notes).toEqual([`the data set ${REPO} is licensed cc-by-nc-4.0`]);
    const first = await read(pinned.data);
    expect(first.trajectories).toHaveLength(3);
    const calls = hub.calls.length;
    hub.files['a.json'] = '[]';
    expect(await pinData(pinned)).toEqual({ config: pinned, notes: [] });
    expect((await read(pinned.data)).trajectories).toEqual(first.trajectories);
    expect(hub.calls).toHaveLength(calls);
  });

  it('may be named as demonstrations.file, which is then data.demonstrations', async () => {
    const path = await file('rows.jsonl', [row('textcraft_2')]);
    const config = parseConfig({ name: 'x', environments: [{ name: 'textcraft' }], demonstrations: { file: path } });
    const { config: pinned } = await pinData(config);
    expect([pinned.data.demonstrations, pinned.demonstrations]).toEqual([[path], {}]);
    expect(await readFile(path, 'utf8')).toContain('textcraft_2');
  });

  it('is that of environment servers too', async () => {
    const entry = { name: 'maze', kind: 'agentgym', url: 'http://127.0.0.1:1' };
    const tasks = { train: { file: `hf:${REPO}/a.json` }, dev: { ids: [3] } };
    const instructions = `agenttraj:hf:${REPO}/a.json`;
    const config = parseConfig({ name: 'x', environments: [{ ...entry, tasks, instructions }] });
    const { config: pinned } = await pinData(config);
    expect(pinned.environments[0]).toMatchObject({
      tasks: { train: { file: `hf:${REPO}@${COMMIT}/a.json` }, dev: { ids: [3] } },
      instructions: `agenttraj:hf:${REPO}@${COMMIT}/a.json`,
    });
  });

  it('is left as it is where there is none', async () => {
    const config = parseConfig({ name: 'x', environments: [{ name: 'textcraft' }] });
    expect((await pinData(config)).config).toBe(config);
    expect(hub.calls).toEqual([]);
  });
});
