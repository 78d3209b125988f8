import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { BUILTIN_KINDS } from '../../../src/config/stages/environment.ts';
import { Captured, typed } from '../../support/streams.ts';

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function run(
  argv: readonly string[],
  lines: readonly string[] = [],
  terminal?: { columns: number },
): Promise<Ran> {
  const stdout = new Captured(terminal);
  const stderr = new Captured();
  const surroundings = {
    stdin: typed(...lines),
    stdout,
    stderr,
    env: {},
    cwd: tmpdir(),
    signal: new AbortController().signal,
  };
  const code = await main(argv, surroundings);
  return { code, out: stdout.text, err: stderr.text };
}

const COUNTING = fileURLToPath(new URL('../../fixtures/counting.yaml', import.meta.url));

describe('usage', () => {
  it('--help names every command and ends well', async () => {
    const { code, out, err } = await run(['--help']);
    expect([code, err]).toEqual([0, '']);
    for (const command of ['evolve', 'eval', 'collect-trajectories', 'envs']) expect(out).toContain(`  ${command} `);
  });

  it('--version prints the version', async () => {
    const { code, out } = await run(['--version']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it('exits with 2 without a command, and shows what there is', async () => {
    const { code, err } = await run([]);
    expect(code).toBe(2);
    expect(err).toContain('Usage: agentgym');
  });

  it.each([
    [['evlove'], "unknown command 'evlove'\n(Did you mean evolve?)"],
    [['evolve', '--confg', 'x'], "unknown option '--confg'\n(Did you mean --config?)"],
    [['evolve'], '--config FILE is missing'],
    [['evolve', '--resume', 'd', '--config', 'c', '--seed', '1'], 'leave out --config, --seed'],
    [['evolve', '--config', 'c', '--seed', '1.5'], 'Expected a whole number from 0 on.'],
    [['evolve', '--config'], 'argument missing'],
    [['eval', '--env', 'babyai'], 'one of --run DIR, --config FILE or --policy POLICY is needed'],
    [['eval', '--policy', 'expert'], '--env NAME is missing'],
    [['eval', '--policy', 'policy', '--env', 'babyai'], 'add --config FILE'],
    [['eval', '--run', 'd', '--policy', 'expert'], 'leave out --config and --policy'],
    [['eval', '--policy', 'expert', '--env', 'babyai,'], 'Expected names with commas between them.'],
    [['eval', '--policy', 'expert', '--env', 'babyai', '--split', 'test'], 'Allowed choices are train, dev, eval.'],
    [['eval', '--policy', 'clever', '--env', 'babyai'], 'Expected expert, random, checkpoint:DIR'],
    [['eval', '--policy', 'checkpoint:', '--env', 'babyai'], 'Expected expert, random, checkpoint:DIR'],
    [['eval', '--policy', 'expert', '--env', 'babyai', '--temperature', '-1'], 'Expected a number from 0 on.'],
    [['collect-trajectories', '--env', 'babyai', '--policy', 'expert'], "'--out <file.jsonl>' not specified"],
    [['collect-trajectories', '--env', 'a', '--policy', 'expert', '--out', 'o', '--samples', '0'], 'from 1 on'],
    [['collect-trajectories', '--env', 'a', '--policy', 'policy', '--out', 'o'], 'add --config FILE'],
    [['envs', 'play'], "missing required argument 'name'"],
  ])('%j exits with 2 and says why', async (argv, message) => {
    const { code, out, err } = await run(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

describe('errors of the user', () => {
  it('show message, hint and code, and no stack', async () => {
    const { code, err } = await run(['envs', 'play', 'babyia']);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: There is no environment `babyia`: did you mean `babyai`?\nhint: Built in are ' +
        `${BUILTIN_KINDS.join(', ')}.\n(E_ENV_UNKNOWN)\n`,
    );
  });

  it('in a task id name the nearest', async () => {
    const { code, err } = await run(['envs', 'play', 'counting', '--config', COUNTING, '--task', 'counting_00']);
    expect(code).toBe(2);
    expect(err).toContain('Did you mean counting_0?');
  });
});

describe('envs', () => {
  it('lists the environments of a config, as a table and as JSON', async () => {
    const table = await run(['envs', '--config', COUNTING], [], { columns: 60 });
    expect(table.code).toBe(0);
    expect(table.out).toContain('counting');
    for (const line of table.out.split('\n')) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(60);
    const { out } = await run(['envs', '--config', COUNTING, '--json']);
    expect(JSON.parse(out)).toEqual([
      {
        name: 'counting',
        kind: 'custom',
        summary: 'A custom environment.',
        tasks: { train: 3, dev: 1, eval: 1 },
        rounds: 5,
        reward: { min: 0, max: 1 },
      },
    ]);
  });
});

describe('envs play', () => {
  const play = ['envs', 'play', 'counting', '--config', COUNTING];

  it('shows instructions, observations, hints and the end', async () => {
    const { code, out } = await run(play, ['', 'x', 'hint', '1', '2', 'never read']);
    expect(code).toBe(0);
    for (const part of [
      'Count up',
      'Task counting_0 (train)',
      'Count to 2.',
      'No: after 0',
      'One more.\n→ 1',
      'Go on.',
    ]) {
      expect(out).toContain(part);
    }
    expect(out).toMatch(/Done\.\n\nSolved, reward 1, after 3 rounds\.\n$/u);
  });

  it('plays a task of any split by its id', async () => {
    expect((await run([...play, '--task', 'counting_odd'], ['quit'])).out).toContain('Count to 3.');
    expect((await run([...play, '--split', 'dev'], ['quit'])).out).toContain('Task counting_3 (dev)');
    const both = await run([...play, '--split', 'eval', '--task', 'counting_odd'], ['quit']);
    expect(both.out).toContain('Task counting_odd (eval)');
  });

  it('refuses a task of another split than --split says', async () => {
    const { code, out, err } = await run([...play, '--split', 'dev', '--task', 'counting_0'], ['quit']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('The task counting_0 is of the split train, not of dev.');
    const none = await run(['envs', 'play', 'weather', '--split', 'dev', '--task', 'weather_500000'], ['quit']);
    expect(none.err).toContain('No split of `weather` lists the task weather_500000.');
  });

  it.each(['babyai', 'household', 'science', 'weather'])('plays a task of %s that no split lists', async (name) => {
    const { code, out, err } = await run(['envs', 'play', name, '--task', `${name}_500000`], ['quit']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Task ${name}_500000 (which no split lists)`);
  });

  it.each(['textcraft_500000', 'textcraft_01', 'babyai_1', 'textcraft'])('textcraft has no task %s', async (id) => {
    const { code, out, err } = await run(['envs', 'play', 'textcraft', '--task', id], ['quit']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`\`textcraft\` has no task ${id}.`);
  });

  it('ends when the rounds are used up, when the person quits and when the input ends', async () => {
    expect((await run(play, ['9', '9', '9', '9', '9', '1'])).out).toContain(
      'Not solved: the rounds are used up, reward 0, after 5',
    );
    expect((await run(play, ['1', 'quit', '2'])).out).toMatch(/Left after 1 round\.\n$/u);
    expect((await run(play, ['1'])).out).toMatch(/Left after 1 round\.\n$/u);
  });

  it('exits with 130 when interrupted', async () => {
    const interruption = new AbortController();
    interruption.abort();
    const stderr = new Captured();
    const surroundings = { stdin: typed('1'), stdout: new Captured(), stderr, env: {}, cwd: tmpdir() };
    expect(await main(play, { ...surroundings, signal: interruption.signal })).toBe(130);
    expect(stderr.text).toBe('Interrupted.\n');
  });
});
