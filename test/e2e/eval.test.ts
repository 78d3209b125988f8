import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Metrics } from '../../src/evaluate/metrics.ts';
import { wilson } from '../../src/evaluate/interval.ts';
import type { Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture, lastLine } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('eval');
const TINY = fixture('tiny.yaml');

interface Result extends Metrics {
  policy: string;
  split: string;
  seconds: number;
}

function evaluated(...argv: string[]): Result {
  const { status, stdout, stderr } = agentgym(root, ['eval', ...argv, '--json']);
  expect(status, stderr).toBe(0);
  expect(stdout.split('\n')).toHaveLength(2);
  return lastLine(stdout) as Result;
}

describe('agentgym eval of scripted policies', () => {
  it('shows a row for each environment and a total', () => {
    const { status, stdout } = agentgym(root, [
      'eval',
      '--policy',
      'expert',
      '--env',
      'textcraft,babyai',
      '--limit',
      '10',
    ]);
    expect(status).toBe(0);
    const [titles = '', ...lines] = stdout.trimEnd().split('\n');
    expect(titles.split(/ {2,}/u)).toEqual('environment,success [95 %],reward,rounds,n,seconds,outcomes'.split(','));
    expect(lines).toEqual([
      expect.stringMatching(/^textcraft +100\.0 % \[72, 100\] +1\.000 +\d+\.\d +10 +\d+\.\d +10 success$/u),
      expect.stringMatching(/^babyai +100\.0 % \[72, 100\] +0\.\d{3} +\d+\.\d +10 +\d+\.\d +10 success$/u),
      expect.stringMatching(/^total +100\.0 % \[\d+, 100\] +0\.\d{3} +\d+\.\d +20 +\d+\.\d +20 success$/u),
      expect.stringMatching(/^expert on eval, \d+\.\d s$/u),
    ]);
  });

  it('--json has rates with Wilson intervals, rewards, rounds, outcomes and seconds', () => {
    const result = evaluated('--policy', 'random', '--config', TINY, '--split', 'train', '--samples', '4');
    expect(result).toMatchObject({ policy: 'random', split: 'train', seconds: expect.any(Number) as number });
    expect(Object.keys(result.environments)).toEqual(['echo', 'counting']);
    const { echo } = result.environments;
    expect(echo).toMatchObject({ n: 48, tasks: 12, rounds: expect.any(Number) as number });
    const success = (echo?.outcomes.success ?? 0) / 48;
    expect(echo?.success).toBe(success);
    // Samples of one task are not independent: they are worth less than their number, but not less than the tasks.
    const [tasks, rollouts] = [wilson(success, 12), wilson(success, 48)];
    expect(echo?.low).toBeGreaterThanOrEqual(tasks.low);
    expect(echo?.low).toBeLessThanOrEqual(rollouts.low);
    expect(echo?.high).toBeLessThanOrEqual(tasks.high);
    expect(echo?.high).toBeGreaterThanOrEqual(rollouts.high);
    expect(Object.values(echo?.outcomes ?? {}).reduce((sum, count) => sum + count)).toBe(48);
    expect(result.total.n).toBe(60);
    expect(result.total.seconds).toBeGreaterThan(0);
  });

  it('--out keeps trajectories and metrics, and goes on from them', () => {
    const argv = ['--policy', 'random', '--config', TINY, '--env', 'echo', '--samples', '2', '--out', 'kept'];
    const result = evaluated(...argv);
    expect(JSON.parse(readFileSync(join(root, 'kept', 'metrics.json'), 'utf8'))).toEqual(result);
    const rows = readFileSync(join(root, 'kept', 'trajectories.jsonl'), 'utf8');
    expect(rows.trimEnd().split('\n')).toHaveLength(24);
    expect(evaluated(...argv)).toEqual({ ...result, seconds: expect.any(Number) as number });
    expect(readFileSync(join(root, 'kept', 'trajectories.jsonl'), 'utf8')).toBe(rows);
    const other = agentgym(root, ['eval', ...argv, '--policy', 'expert']);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('(E_STORE_MISMATCH)')]);
  });

  it('needs something to evaluate, and an environment to do it in', () => {
    expect(agentgym(root, ['eval', '--policy', 'expert']).stderr).toContain('--env NAME is missing');
    const { stdout } = agentgym(root, ['eval', '--help']);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('default: all of the run or the config; else needed');
    const fresh = agentgym(root, ['eval', '--config', TINY]);
    expect([fresh.status, fresh.stderr]).toEqual([
      2,
      expect.stringContaining('a fresh model, which has learned nothing'),
    ]);
  });
});

describe('agentgym eval of checkpoints', () => {
  let summary: Summary;
  let checkpoint: string;
  beforeAll(() => {
    const argv = ['evolve', '--config', TINY, '--run-dir', 'run', '--set', 'iterations=1', '--set', 'control=false'];
    const { status, stdout, stderr } = agentgym(root, [...argv, '--json']);
    expect(status, stderr).toBe(0);
    summary = lastLine(stdout) as Summary;
    checkpoint = `run/checkpoints/${summary.promoted?.checkpoint}`;
  });

  it('--run evaluates what was promoted in all environments of the run, --policy checkpoint: the same', () => {
    const result = evaluated('--run', 'run');
    expect(result.policy).toBe(summary.promoted?.checkpoint);
    expect(result.environments).toMatchObject(summary.final?.promoted ?? {});
    const same = evaluated('--policy', `checkpoint:${checkpoint}`, '--config', 'run/config.resolved.yaml');
    for (const name of ['echo', 'counting'] as const)
      expect(same.environments[name]).toEqual({ ...result.environments[name], seconds: expect.any(Number) as number });
  });

  it('samples with a temperature', () => {
    const result = evaluated('--run', 'run', '--env', 'echo', '--temperature', '1', '--samples', '3');
    expect(result.environments['echo']).toMatchObject({ n: 36, tasks: 12 });
  });

  it('says that greedy samples of a task are equal', () => {
    const { stdout } = agentgym(root, ['eval', '--run', 'run', '--env', 'echo', '--limit', '1', '--samples', '2']);
    expect(stdout).toContain('warning: temperature 0 gives 2 equal samples of each task');
    expect(stdout).toMatch(/^environment +pass@2 +pass\^2$\n^echo +(\d+\.0 %) +\1$/mu);
  });

  it('refuses a directory that is no checkpoint', () => {
    const { status, stderr } = agentgym(root, ['eval', '--policy', 'checkpoint:run', '--env', 'babyai']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('(E_STORE_CHECKPOINT)')]);
    expect(existsSync(join(root, 'run', 'summary.json'))).toBe(true);
  });
});
