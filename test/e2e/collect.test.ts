import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentgym, fixture, start, until } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('collect');
const ECHO = ['collect-trajectories', '--config', fixture('tiny.yaml'), '--env', 'echo'];

interface Row {
  conversations: { from: string; value: string; loss: boolean | null }[];
  item_id: string;
  reward: number;
  success: boolean;
  sample: number;
}

function rowsOf(file: string): Row[] {
  return readFileSync(join(root, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** What was played, whatever order it finished in and however long it took. */
function played(file: string): string[] {
  return rowsOf(file)
    .map(({ conversations, item_id: id, sample, reward }) => {
      const turns = conversations.map((turn) => ({ ...turn, seconds: 0 }));
      return JSON.stringify([id, sample, reward, turns]);
    })
    .toSorted();
}

describe('agentgym collect-trajectories', () => {
  it('writes AgentTraj rows of every task and sample', () => {
    const { status, stdout, stderr } = agentgym(root, [
      ...ECHO,
      '--policy',
      'random',
      '--samples',
      '2',
      '--out',
      'rows.jsonl',
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('24 trajectories in rows.jsonl, 24 of them new');
    const rows = rowsOf('rows.jsonl');
    expect(new Set(rows.map(({ item_id: id, sample }) => `${id}#${sample}`)).size).toBe(24);
    for (const { conversations, reward, success } of rows) {
      expect(conversations[0]).toMatchObject({ from: 'human', loss: null });
      expect(conversations[1]).toMatchObject({ from: 'gpt', loss: true });
      expect(success).toBe(reward > 0);
    }
  });

  it('plays the experts of built-in environments, on any split', () => {
    const argv = ['collect-trajectories', '--env', 'textcraft,babyai', '--policy', 'expert', '--split', 'dev'];
    const { status, stderr } = agentgym(root, [...argv, '--limit', '5', '--out', 'new/folder/experts.jsonl']);
    expect(status, stderr).toBe(0);
    const rows = rowsOf('new/folder/experts.jsonl');
    for (const name of ['textcraft', 'babyai'])
      expect(rows.filter(({ item_id: id }) => id.startsWith(`${name}_`))).toHaveLength(5);
    expect(rows.every(({ success }) => success)).toBe(true);
  });

  it('goes on where it was killed, mends the torn last line, and comes to the same rows', async () => {
    const argv = [...ECHO, '--policy', 'random', '--samples', '40', '--concurrency', '1', '--seed', '5', '--out'];
    expect(agentgym(root, [...argv, 'whole.jsonl']).status).toBe(0);
    const run = start(root, [...argv, 'killed.jsonl']);
    await until(run, join(root, 'killed.jsonl'), (text) => text.split('\n').length > 3);
    run.child.kill('SIGKILL');
    expect((await run.end).status).toBe(null);
    const kept = rowsOf('killed.jsonl');
    appendFileSync(join(root, 'killed.jsonl'), '{"conversations":[{"from":"human","va');
    const { status, stdout, stderr } = agentgym(root, [...argv, 'killed.jsonl']);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(`480 trajectories in killed.jsonl, ${480 - kept.length} of them new`);
    expect(played('killed.jsonl')).toEqual(played('whole.jsonl'));
    expect(existsSync(join(root, 'killed.jsonl.lock'))).toBe(false);
    expect(agentgym(root, [...argv, 'killed.jsonl']).stdout).toContain(
      '480 trajectories in killed.jsonl, 0 of them new',
    );
  });

  it('keeps what is finished on Ctrl-C, says so, and exits with 130', async () => {
    const argv = [...ECHO, '--policy', 'random', '--samples', '5000', '--concurrency', '1', '--out', 'stopped.jsonl'];
    const run = start(root, argv);
    await until(run, join(root, 'stopped.jsonl'), (text) => text.split('\n').length > 3);
    run.child.kill('SIGINT');
    const { status, stderr } = await run.end;
    expect(status).toBe(130);
    const kept = rowsOf('stopped.jsonl').length;
    expect(stderr).toBe(`Interrupted; ${kept} new trajectories are kept in stopped.jsonl. The same command goes on.\n`);
  });

  it('adds to a file what more samples ask for', () => {
    const argv = [...ECHO, '--policy', 'random', '--limit', '2', '--out', 'more.jsonl'];
    expect(agentgym(root, argv).stdout).toContain('2 trajectories in more.jsonl, 2 of them new');
    expect(agentgym(root, [...argv, '--samples', '3']).stdout).toContain('6 trajectories in more.jsonl, 4 of them new');
  });

  const random = ['--policy', 'random'];
  it.each([
    ['another policy', [...ECHO, '--policy', 'expert'], 'of the policy random, not expert'],
    ['another seed', [...ECHO, ...random, '--seed', '4'], 'not of the seed 4'],
    ['another temperature', [...ECHO, ...random, '--temperature', '0.5'], 'at temperature 0, not 0.5'],
    [
      'another environment',
      [...ECHO.slice(0, -1), 'counting', ...random],
      'not among the environments, tasks and samples',
    ],
    ['another split', [...ECHO, ...random, '--split', 'dev'], 'not among the environments, tasks and samples'],
    ['fewer tasks', [...ECHO, ...random, '--limit', '1'], 'not among the environments, tasks and samples'],
    ['fewer samples', [...ECHO, ...random, '--limit', '2'], 'not among the environments, tasks and samples'],
  ])('asked for %s, refuses the file and leaves it alone', (_what, argv, reason) => {
    const before = readFileSync(join(root, 'more.jsonl'), 'utf8');
    const { status, stderr } = agentgym(root, [...argv, '--out', 'more.jsonl']);
    expect([status, stderr]).toEqual([2, expect.stringContaining(reason)]);
    expect(stderr).toContain('(E_STORE_MISMATCH)');
    expect(readFileSync(join(root, 'more.jsonl'), 'utf8')).toBe(before);
  });

  it('refuses a file with a damaged line in the middle, by its line, and a directory', () => {
    writeFileSync(join(root, 'damaged.jsonl'), '{"conversations":\n{}\n');
    const { status, stderr } = agentgym(root, [...ECHO, ...random, '--out', 'damaged.jsonl']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/damaged\.jsonl:1.*\n(?:.*\n)*\(E_STORE_CORRUPT\)/u)]);
    const directory = agentgym(root, [...ECHO, ...random, '--out', 'new']);
    expect([directory.status, directory.stderr]).toEqual([2, expect.stringMatching(/^error: EISDIR/u)]);
  });
});
