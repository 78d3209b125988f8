/** Summaries, for comparing runs. */
import type { Summary } from '../../src/runs/summary.ts';

/** The summary with every time set to 0. */
export function withoutTimes(summary: Summary): Summary {
  const seconds = { explore: 0, weigh: 0, train: 0, evaluate: 0 };
  const iterations = summary.iterations.map((iteration) => ({ ...iteration, seconds }));
  return { ...summary, seconds: 0, iterations };
}
