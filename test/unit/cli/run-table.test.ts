import { describe, expect, it } from 'vitest';
import { gainOf, runTable } from '../../../src/cli/run-table.ts';
import { shellWord } from '../../../src/cli/shell-word.ts';
import { type Metrics, summarise } from '../../../src/evaluate/metrics.ts';
import type { EvolveResult } from '../../../src/evolve.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { scoresOf, type Summary } from '../../../src/runs/summary.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

/** Metrics of two environments of ten tasks, `solved` of them each. */
function metrics(...solved: readonly [number, number]): Metrics {
  const rows = solved.flatMap((count, e) =>
    Array.from({ length: 10 }, (_, i) =>
      makeTrajectory(i, { environment: ['textcraft', 'babyai'][e] as string, reward: i < count ? 1 : 0 }),
    ),
  );
  return summarise(rows, ['textcraft', 'babyai']);
}

const checkpoint = { id: 'abc', path: 'abc' };

function result(control?: Metrics): EvolveResult {
  const final = { baseline: metrics(2, 4), promoted: metrics(5, 6) };
  const candidate = { explored: 1, kept: 1, loss: 1 };
  const iterations = [
    { ...candidate, index: 1, dev: metrics(3, 3), promoted: true, verdict: 'promote' as const },
    { ...candidate, index: 2, dev: metrics(1, 2), promoted: false, verdict: 'reject' as const },
  ];
  const scores = {
    baseline: scoresOf(final.baseline),
    ...(control === undefined ? {} : { control: scoresOf(control) }),
    promoted: scoresOf(final.promoted),
  };
  const seconds = { explore: 1, weigh: 1, train: 1, evaluate: 1 };
  const summary: Summary = {
    ...({ status: 'completed', version: '1', seed: 1, configDigest: '', seconds: 1 } as const),
    final: { split: 'eval', ...scores },
    promoted: { checkpoint: 'abc', iteration: 1 },
    iterations: iterations.map(({ dev, ...rest }) => ({ ...rest, dev: scoresOf(dev), seconds })),
  };
  const baseline = { checkpoint, dev: metrics(2, 2) };
  const results = iterations.map((iteration) => ({
    ...iteration,
    reason: 'So.',
    exploration: metrics(1, 1),
    looks: 1,
    comparison: undefined,
  }));
  const evolution = { baseline, iterations: results, final, promoted: { checkpoint, iteration: 1 }, lineage: [] };
  return { summary, evolution, directory: runDirectory('.') };
}

describe('the table of a run', () => {
  it('has iterations by environment, with intervals and the change against the baseline of the same split', () => {
    const lines = runTable(result(metrics(4, 4)), {}).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/u))).toEqual([
      ['', 'textcraft', 'babyai', 'mean'],
      ['dev, baseline', '20.0 % [6, 51]', '20.0 % [6, 51]', '20.0 %'],
      ['dev, iteration 1 ↑', '30.0 % [11, 60] +10.0', '30.0 % [11, 60] +10.0', '30.0 % +10.0'],
      ['dev, iteration 2', '10.0 % [2, 40] −10.0', '20.0 % [6, 51] +0.0', '15.0 % −5.0'],
      ['eval, baseline', '20.0 % [6, 51]', '40.0 % [17, 69]', '30.0 %'],
      ['eval, control', '40.0 % [17, 69] +20.0', '40.0 % [17, 69] +0.0', '40.0 % +10.0'],
      ['eval, promoted', '50.0 % [24, 76] +30.0', '60.0 % [31, 83] +20.0', '55.0 % +25.0'],
    ]);
    expect(runTable(result(), {})).not.toContain('control');
  });

  it.each([80, 60, 40])('fits a terminal of %i columns, without losing a number', (width) => {
    const wide = runTable(result(metrics(4, 4)), {});
    const table = runTable(result(metrics(4, 4)), { width });
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    const numbers = (text: string): string[] => text.match(/\d+\.\d % \[\d+, \d+\]( [+−]\d+\.\d)?/gu) ?? [];
    expect(numbers(table)).toEqual(numbers(wide));
  });
});

describe('the gain', () => {
  it('is stated against the better of baseline and control', () => {
    expect(gainOf(result(metrics(4, 4)).summary)).toBe(
      'Success on eval: 55.0 %, +15.0 points against the better of baseline and control (control).',
    );
    expect(gainOf(result(metrics(1, 1)).summary)).toBe(
      'Success on eval: 55.0 %, +25.0 points against the better of baseline and control (baseline).',
    );
    expect(gainOf(result().summary)).toBe('Success on eval: 55.0 %, +25.0 points against the baseline.');
  });
});

describe('shellWord', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellWord('runs/x-2026.1Z')).toBe('runs/x-2026.1Z');
    expect(shellWord('my runs')).toBe("'my runs'");
    expect(shellWord("it's $HOME")).toBe(`'it'\\''s $HOME'`);
  });
});
