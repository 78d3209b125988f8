/** Summaries, for comparing runs. */
import type { Summary } from '../../src/runs/summary.ts';

/**
 * The summary with every time set to 0, without the machine, and without the usage: rollouts that an interruption gave up
 * were spent on too, and what is found in a cache depends on what runs beside.
 */
export function withoutTimes({ usage: _usage, machine: _machine, ...summary }: Summary): Summary {
  const seconds = { explore: 0, weigh: 0, train: 0, evaluate: 0 };
  const iterations = summary.iterations.map((iteration) => ({ ...iteration, seconds }));
  return { ...summary, seconds: 0, iterations };
}
