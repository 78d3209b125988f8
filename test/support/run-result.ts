/** What a run of two iterations came to, made up: for what is said of it. */
import { type Metrics, summarise } from '../../src/evaluate/metrics.ts';
import type { EvolveResult } from '../../src/evolve.ts';
import { runDirectory } from '../../src/runs/directory.ts';
import { scoresOf, type Summary } from '../../src/runs/summary.ts';
import { makeTrajectory } from './trajectories.ts';

/** Metrics of environments of ten tasks, `solved` of them each. */
export function metrics(...solved: readonly number[]): Metrics {
  const names = solved.map((_, e) => ['textcraft', 'babyai'][e] ?? `environment-${e}`);
  const rows = solved.flatMap((count, e) =>
    Array.from({ length: 10 }, (_, i) =>
      makeTrajectory(i, { environment: names[e] as string, reward: i < count ? 1 : 0 }),
    ),
  );
  return summarise(rows, names);
}

const checkpoint = { id: 'abc', path: 'abc' };

/** With `all`, every agent comes to the same; `promoted` says of each candidate whether it was. */
export function result(control?: Metrics, all?: Metrics, promoted: readonly boolean[] = [true, false]): EvolveResult {
  const final = { baseline: all ?? metrics(2, 4), promoted: all ?? metrics(5, 6) };
  const candidate = { explored: 1, kept: 1, loss: 1 };
  const incumbent = { checkpoint: 'abc', iteration: promoted.lastIndexOf(true) + 1 };
  const iterations = promoted.map((was, i) => ({
    ...candidate,
    index: i + 1,
    dev: all ?? (i === 0 ? metrics(3, 3) : metrics(1, 2)),
    promoted: was,
    verdict: was ? ('promote' as const) : ('reject' as const),
  }));
  const scores = {
    baseline: scoresOf(final.baseline),
    ...(control === undefined ? {} : { control: scoresOf(control) }),
    promoted: scoresOf(final.promoted),
  };
  const seconds = { explore: 1, weigh: 1, train: 1, evaluate: 1 };
  const summary: Summary = {
    ...({ status: 'completed', version: '1', seed: 1, configDigest: '', seconds: 1 } as const),
    final: { split: 'eval', ...scores },
    promoted: incumbent,
    iterations: iterations.map(({ dev, ...rest }) => ({ ...rest, dev: scoresOf(dev), seconds })),
  };
  const baseline = { checkpoint, dev: all ?? metrics(2, 2) };
  const results = iterations.map((iteration) => ({
    ...iteration,
    reason: 'So.',
    exploration: metrics(1, 1),
    looks: 1,
    comparison: undefined,
  }));
  const evolution = { baseline, iterations: results, final, promoted: { ...incumbent, checkpoint }, lineage: [] };
  return { summary, evolution, directory: runDirectory('.') };
}
