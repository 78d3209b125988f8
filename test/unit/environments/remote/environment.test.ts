/** A remote environment as a config describes it: its tasks, instructions, health, and what it says of itself. */
import { describeActions } from '../../../../src/environments/action-formats/describe.ts';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../../src/config/load.ts';
import type { EnvironmentConfig } from '../../../../src/config/schema.ts';
import { REMOTE_NAMES } from '../../../../src/config/stages/remote.ts';
import { createEnvironment } from '../../../../src/environments/catalog.ts';
import type { Environment } from '../../../../src/environments/contract.ts';
import { AgentgymError } from '../../../../src/errors.ts';
import { answering } from '../../../support/answering-server.ts';
import { agentgym } from '../../../support/command-line.ts';
import { remote } from '../../../support/remote.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const scratch = scratchDirectory('remote');
const NOWHERE = 'http://127.0.0.1:1/';

function file(name: string, value: unknown): string {
  const path = join(scratch, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

function entry(value: object): EnvironmentConfig {
  const base = { name: 'sciworld', kind: 'agentgym', url: NOWHERE, tasks: { train: { from: 0, count: 3 } } };
  const [first] = parseConfig({ name: 'x', environments: [{ ...base, ...value }] }).environments;
  if (!first) throw new Error('no entry');
  return first;
}

const ids = (environment: Environment, split: 'train' | 'dev' | 'eval') =>
  environment.tasks(split).map(({ itemId }) => itemId);

describe('the tasks of a remote environment', () => {
  it('are ranges, lists, and files of item ids or parts of them', async () => {
    const list = file(
      'list.json',
      [9, 12, 7, 30].map((n) => ({ item_id: `lmrlgym_maze_${n}`, conversations: null })),
    );
    const environment = await createEnvironment(
      entry({
        name: 'labyrinth',
        environment: 'maze',
        tasks: { train: { file: list, from: 1, count: 2 }, dev: { ids: [5, 3] }, eval: { from: 20, count: 2 } },
      }),
    );
    expect(environment.name).toBe('labyrinth');
    expect(ids(environment, 'train')).toEqual(['maze_12', 'maze_7']);
    expect(ids(environment, 'dev')).toEqual(['maze_5', 'maze_3']);
    expect(environment.tasks('eval')).toEqual([
      { itemId: 'maze_20', index: 20, split: 'eval' },
      { itemId: 'maze_21', index: 21, split: 'eval' },
    ]);
    expect(environment.taskCount('dev')).toBe(2);
  });

  it.each([
    [{ train: { ids: [1, 2] }, eval: { from: 2, count: 3 } }, 'sciworld_2 is in tasks.train and tasks.eval'],
    [{ train: { ids: [4, 4] } }, 'sciworld_4 is twice in tasks.train'],
    [{ dev: { file: 'other.json' } }, 'holds babyai_3, which is no item of sciworld'],
    [{ dev: { file: 'short.json', count: 5 } }, 'has 2 items, and tasks.dev asks for 5'],
    [{ dev: { file: 'short.json', from: 2 } }, 'has 2 items, and tasks.dev asks for those after the first 2'],
  ])('are refused: %j', async (tasks, message) => {
    file('other.json', [{ item_id: 'babyai_3' }]);
    file('short.json', ['sciworld_1', 'sciworld_2']);
    const path = file('splits.yaml', '');
    const value = { name: 'x', environments: [{ name: 'sciworld', kind: 'agentgym', url: NOWHERE, tasks }] };
    writeFileSync(path, JSON.stringify(value));
    const { config } = await loadConfig(path, { cwd: scratch });
    const [first] = config.environments;
    const made = createEnvironment(first!);
    await expect(made).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
    await expect(made).rejects.toThrow(message);
  });

  it('and its rounds and threshold can be set', async () => {
    const own = await createEnvironment(entry({}));
    expect([own.maxRounds, own.reward.success(99), own.reward.success(99.5)]).toEqual([30, false, true]);
    const set = await createEnvironment(entry({ rounds: 7, success: 49 }));
    expect([set.maxRounds, set.reward.success(49), set.reward.success(50)]).toEqual([7, false, true]);
  });
});

describe('its instructions', () => {
  it.each(REMOTE_NAMES)('of %s are our own, in every format', async (name) => {
    const environment = await createEnvironment(entry({ name }));
    const [react, calls] = (['react', 'function_calling'] as const).map((format) => environment.instructions(format));
    expect(react?.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(calls?.[0]?.content).toContain('"function_name"');
    expect(react?.[0]?.content).not.toContain('function_name');
    expect([...environment.lexicon()]).toEqual(react?.map(({ content }) => content));
  });

  it('come from a text file', async () => {
    const environment = await createEnvironment(entry({ instructions: file('rules.txt', 'Do it.\n') }));
    expect(environment.instructions('react')).toEqual([
      { role: 'user', content: 'Do it.' },
      { role: 'assistant', content: 'OK.' },
    ]);
  });

  const row = (item: string, ...values: string[]) => ({
    item_id: item,
    conversations: values.map((value, i) => ({ from: i % 2 === 0 ? 'human' : 'gpt', value, loss: null })),
  });

  it('come from the first two turns of an AgentTraj row of this environment', async () => {
    const rows = file('traj.json', [
      row('babyai_1', 'other', 'OK', 'x'),
      row('sciworld_4', 'the rules', 'Ok, I see', 'y'),
    ]);
    const environment = await createEnvironment(entry({ instructions: `agenttraj:${rows}` }));
    expect(environment.instructions('react').map(({ content }) => content)).toEqual(['the rules', 'Ok, I see']);
    const none = createEnvironment(entry({ name: 'webshop', instructions: `agenttraj:${rows}` }));
    await expect(none).rejects.toThrow('has no trajectory of webshop');
  });

  it.each([
    ['a text', () => file('own.txt', 'Do it.')],
    ['an AgentTraj', () => `agenttraj:${file('own.json', [row('sciworld_4', 'Do it.', 'Ok, I see')])}`],
  ])('of %s file are followed by the form of an answer where that is not ReAct', async (_, source) => {
    const environment = await createEnvironment(entry({ instructions: source() }));
    for (const format of ['function_calling', 'code_as_action'] as const) {
      const [rules] = environment.instructions(format);
      expect(rules?.content).toBe(`Do it.\n\n${describeActions(environment.actionSpace, format)}`);
    }
    expect(environment.instructions('react')[0]?.content).toBe('Do it.');
  });

  it('come with the rules that maze and wordle have before the first observation', async () => {
    const rules =
      'Long rules, like "The goal is at position 1, 1."\nThe goal is at position 8, 6. Your position is 2, 3.';
    const rows = file('lmrl.json', [
      row('lmrlgym_maze_4', 'a', 'OK', rules),
      row('lmrlgym_wordle_1', 'b', 'OK', 'The rules: panic, solar.'),
    ]);
    const server = await answering(({ path }) => {
      if (path.endsWith('/create')) return { json: { id: 1 } };
      return {
        json: path.includes('vocab') ? ['other'] : { observation: 'The goal is at position 9, 9. You are here.' },
      };
    });
    const first = async (name: 'maze' | 'wordle'): Promise<string> => {
      const environment = await remote(name, server.url, { instructions: `agenttraj:${rows}` });
      const session = await environment.open();
      const [task] = environment.tasks('train');
      return (await session.reset(task!, 1)).observation;
    };
    const shown = 'Long rules, like "The goal is at position 1, 1."\nThe goal is at position 9, 9. You are here.';
    expect(await first('maze')).toBe(shown);
    expect(await first('wordle')).toBe('The rules: panic, solar.');
  });
});

describe('its health', () => {
  it.each([
    ['maze', '/maze', { '/': { json: 'This is environment LMRL-Gym.' } }],
    ['textcraft', '', { '/': { json: 'This is environment TextCraft.' } }],
    ['webarena', '', { '/': { text: 'ok', type: 'text/html' } }],
  ] as const)('of %s is seen at its root', async (name, path, answers: Record<string, object>) => {
    const server = await answering((asked) => (answers[asked.path] ?? { json: {}, status: 404 }) as { json: unknown });
    const environment = await remote(name, server.url + path);
    await expect(environment.check?.()).resolves.toBeUndefined();
  });

  it('is asked for before anything is opened, and an error names every server and what to do', async () => {
    const bad = await answering(() => ({ text: 'Internal Server Error', status: 500 }));
    const hanging = await answering(() => 'hang');
    const gone = await answering(() => 'hang');
    await gone.stop();
    const urls = [bad.url, hanging.url, gone.url];
    const environment = await remote('textcraft', urls, { timeouts: { health: 1 } });
    const error: unknown = await environment.check?.().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AgentgymError);
    const { code, message, hint } = error as AgentgymError;
    expect(code).toBe('E_ENV_UNREACHABLE');
    for (const url of urls) expect(message).toContain(url);
    expect(message).toContain('HTTP 500');
    expect(message).toContain('no answer within 1000 ms');
    expect(hint).toContain('`urls` of `textcraft`');
  });

  it('is enough with one server that is well', async () => {
    const good = await answering(() => ({ json: 'ok' }));
    const gone = await answering(() => 'hang');
    await gone.stop();
    const environment = await remote('textcraft', [gone.url, good.url]);
    await expect(environment.check?.()).resolves.toBeUndefined();
  });
});

describe('a command', () => {
  it.each(['eval', 'collect-trajectories', 'evolve'])(
    '%s says within seconds that the server is not there',
    async (command) => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const config = {
        name: 'x',
        environments: [{ name: 'sciworld', kind: 'agentgym', url, tasks: { train: { ids: [1] } } }],
      };
      // A checkpoint that is there; nothing gets as far as reading it.
      mkdirSync(join(scratch, command));
      file(`${command}/config.json`, {});
      const path = file(`gone-${command}.yaml`, { ...config, policy: { checkpoint: command }, control: false });
      const more = {
        eval: ['--policy', 'random'],
        'collect-trajectories': ['--env', 'sciworld', '--policy', 'random', '--out', 'x.jsonl'],
        evolve: [],
      };
      const { status, stderr } = agentgym(scratch, [command, '--config', path, ...(more[command as 'eval'] ?? [])]);
      expect(stderr).toContain(`error: The server of environment \`sciworld\` cannot be reached:\nGET ${url}/: `);
      expect(stderr).toContain('(E_ENV_UNREACHABLE)');
      expect(status).toBe(2);
    },
  );
});

it('a fresh model, whose vocabulary nobody can list, is refused before anything is asked or written', () => {
  const environments = [{ name: 'sciworld', kind: 'agentgym', url: NOWHERE, tasks: { train: { ids: [1] } } }];
  const path = file('fresh.yaml', { name: 'x', environments, control: false });
  const { status, stderr } = agentgym(scratch, ['evolve', '--config', path, '--run-dir', 'fresh-run']);
  expect(stderr).toContain('A fresh model cannot play `sciworld`');
  expect(stderr).toContain('(E_POLICY_CAPABILITY)');
  expect(status).toBe(2);
  expect(existsSync(join(scratch, 'fresh-run'))).toBe(false);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
