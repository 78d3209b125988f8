/** compare, replay and reverify as users meet them: on the files of commands, and after an environment has changed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CompareReport } from '../../src/compare.ts';
import type { ReplayReport } from '../../src/replay.ts';
import type { ReverifyReport } from '../../src/reverify.ts';
import { agentgym, fixture, lastLine, start } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { writeTally } from '../support/tally-environment.ts';

const root = scratchDirectory('compare-replay');
const collect = (out: string, ...more: string[]): void => {
  const argv = ['collect-trajectories', '--config', 'tally.yaml', '--env', 'tally', '--out', out, ...more];
  const { status, stderr } = agentgym(root, argv);
  expect(status, stderr).toBe(0);
};

beforeAll(() => {
  writeTally(root);
  collect('expert.jsonl', '--policy', 'expert');
  // Off by one, off by one, and on the target.
  collect('random.jsonl', '--policy', 'random', '--seed', '1');
  const { status, stderr } = agentgym(root, ['evolve', '--config', fixture('tiny.yaml'), '--run-dir', 'runs/x']);
  expect(status, stderr).toBe(0);
});

describe('agentgym compare', () => {
  it('shows two files of the same tasks', () => {
    const { status, stdout, stderr } = agentgym(root, ['compare', 'random.jsonl', 'expert.jsonl', '--tasks']);
    expect(status, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'A  random.jsonl (train, 3 rows, random)',
      'B  expert.jsonl (train, 3 rows, expert)',
    ]);
    expect(stdout).toContain('tally gained: tally_0, tally_1\n');
    expect(lines.at(-1)).toMatch(/^No difference in success is shown: \+66\.7 points \[.*\], p 0\.50\.$/u);
  });

  it('compares a run with itself, by its parts', () => {
    const { status, stdout, stderr } = agentgym(root, ['compare', 'runs/x', '--json']);
    expect(status, stderr).toBe(0);
    expect(stdout.split('\n')).toHaveLength(2);
    const report = lastLine(stdout) as CompareReport;
    expect([report.a.file, report.b.file]).toEqual(['runs/x/final/baseline.jsonl', 'runs/x/final/promoted.jsonl']);
    const { final } = JSON.parse(readFileSync(join(root, 'runs/x/summary.json'), 'utf8')) as {
      final: Record<'baseline' | 'promoted', Record<string, object>>;
    };
    for (const [name, { a, b }] of Object.entries(report.environments)) {
      expect(a).toMatchObject(withoutCosts(final.baseline[name]));
      expect(b).toMatchObject(withoutCosts(final.promoted[name]));
    }
    expect(Object.keys(report.environments)).toEqual(Object.keys(final.promoted).toSorted());
    const looks = agentgym(root, ['compare', 'runs/x@0', 'runs/x@1', '--json']);
    const { comparison } = JSON.parse(readFileSync(join(root, 'runs/x/iterations/0001/metrics.json'), 'utf8')) as {
      comparison: { total: object };
    };
    const { total } = lastLine(looks.stdout) as CompareReport;
    expect({ ...total.tasks, success: total.success }).toMatchObject(
      pick(comparison.total, ['pairs', 'gained', 'lost', 'p', 'success']),
    );
  });

  it('refuses tasks that are others under the same names', () => {
    const other = readFileSync(join(root, 'expert.jsonl'), 'utf8').replace(
      '"fingerprint":"tally 1"',
      '"fingerprint":"new"',
    );
    writeFileSync(join(root, 'other.jsonl'), other);
    const { status, stderr } = agentgym(root, ['compare', 'expert.jsonl', 'other.jsonl']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('tally_1: tally 1 in A, new in B')]);
    expect(stderr).toContain('(E_STORE_MISMATCH)');
    const told = agentgym(root, ['compare', 'expert.jsonl', 'other.jsonl', '--ignore-fingerprints']);
    expect([told.status, told.stdout]).toEqual([0, expect.stringContaining('1 task with different fingerprints')]);
    expect(agentgym(root, ['compare', 'none.jsonl', 'other.jsonl']).status).toBe(2);
  });
});

describe('agentgym replay', () => {
  it('replays all of a run, with what its model said', () => {
    const { status, stdout, stderr } = agentgym(root, ['replay', 'runs/x', '--json']);
    expect(status, stderr).toBe(0);
    const { files, replayed, parted } = lastLine(stdout) as ReplayReport;
    expect(files).toContain('runs/x/final/promoted.jsonl');
    expect(files).toContain('runs/x/iterations/0001/trajectories.jsonl');
    expect([replayed > 50, parted]).toEqual([true, 0]);
  });

  it('shows an episode step by step', () => {
    const { stdout } = agentgym(root, ['replay', 'expert.jsonl', '--task', 'tally_1', '--config', 'tally.yaml']);
    expect(stdout).toBe(
      [
        'tally_1#0, expert on train: success, reward 1 after 1 round\n',
        'Reach the target, number by number.\n\nThe target is 4.\n',
        '> Thought: What is left.\n> Action: 4\n',
        'The sum is 4.\n(reward 1)\n',
        'The same as stored, to the end.\n',
        'environment  replayed  same  part  failed\ntally               1     1     0       0\n',
      ].join('\n'),
    );
  });

  it('needs the environment, and says where to name it', () => {
    const { status, stderr } = agentgym(root, ['replay', 'expert.jsonl']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/no environment tally[\s\S]*--config/u)]);
  });

  it('exits with 1 where the world has changed', () => {
    writeTally(root, { observation: 'It is ${sum}.' });
    const { status, stdout, stderr } = agentgym(root, ['replay', 'expert.jsonl', '--config', 'tally.yaml']);
    writeTally(root);
    expect(status).toBe(1);
    expect(stdout).toContain(
      'tally_0#0 parts at round 1: observation (expert.jsonl:1)\n  stored  The sum is 3.\n  now     It is 3.\n',
    );
    expect(stderr).toContain('3 of 3 trajectories part from what is stored.');
    expect(stderr).toContain('(E_REPLAY_PARTED)');
  });

  it('ends at Ctrl-C', async () => {
    const rows = readFileSync(join(root, 'expert.jsonl'), 'utf8').split('\n')[0] ?? '';
    const many = Array.from({ length: 20_000 }, (_, i) =>
      rows.replace('"sample":0', `"sample":${i}`).replace('#0', `#${i}`),
    );
    writeFileSync(join(root, 'many.jsonl'), `${many.join('\n')}\n`);
    writeTally(root, { observation: 'Sum.' });
    const run = start(root, ['replay', 'many.jsonl', '--config', 'tally.yaml']);
    // What parts first is told at once.
    run.child.stdout?.once('data', () => run.child.kill('SIGINT'));
    const { status, stderr } = await run.end;
    writeTally(root);
    expect([status, stderr]).toEqual([130, expect.stringMatching(/^Interrupted; \d+ trajectories were replayed\.$/mu)]);
  });
});

describe('agentgym reverify', () => {
  it('shows old and new, and writes what was scored anew', () => {
    writeTally(root, { reward: 'off === 0 ? 2 : off === 1 ? 1 : 0' });
    const argv = ['reverify', 'random.jsonl', '--config', 'tally.yaml', '--out', 'rescored.jsonl'];
    const { status, stdout, stderr } = agentgym(root, [...argv, '--json']);
    expect(status, stderr).toBe(0);
    const report = lastLine(stdout) as ReverifyReport;
    expect(stderr).toMatch(
      /^environment +trajectories +success +reward +rewards changed +outcomes changed\ntally +3 /u,
    );
    expect(stderr).toContain('3 rows in rescored.jsonl\n');
    const { status: again, stderr: refused } = agentgym(root, argv);
    expect([again, refused]).toEqual([2, expect.stringContaining('is there already')]);
    // What was scored anew is what is played now.
    expect(agentgym(root, ['replay', 'rescored.jsonl', '--config', 'tally.yaml']).status).toBe(0);
    expect(agentgym(root, ['replay', 'random.jsonl', '--config', 'tally.yaml']).status).toBe(
      report.changed > 0 ? 1 : 0,
    );
    expect(report.environments['tally']?.outcomes).toEqual([
      { before: 'failure', now: 'success', count: 2, tasks: ['tally_0', 'tally_1'] },
    ]);
    expect(report.changed).toBe(3);
    writeTally(root);
  });

  it('exits with 1 where it leaves something out', () => {
    writeTally(root, { observation: 'The sum is ${sum === 4 ? "four" : sum}.' });
    const { status, stdout, stderr } = agentgym(root, [
      'reverify',
      'expert.jsonl',
      '--config',
      'tally.yaml',
      '--out',
      'two.jsonl',
    ]);
    writeTally(root);
    expect([status, stderr]).toEqual([1, expect.stringContaining('1 part from what is stored')]);
    expect(stdout).toContain('tally_1#0 parts at round 1: observation (expert.jsonl:2)');
    expect(stdout).toContain('2 rows in two.jsonl');
  });
});

/** What a summary and a comparison both have. */
function withoutCosts(score: object | undefined): object {
  return pick(score ?? {}, ['success', 'low', 'high', 'n', 'reward']);
}

function pick(from: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));
}
