/** 95 % confidence intervals of success rates. Knows no trajectories. */
import type { Attempts } from './pass.ts';

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson's score interval of a rate observed on n independent trials (E. B. Wilson, 1927). Neither need the
 * rate be a multiple of 1/n nor n be whole: with several rollouts of each task, n is what they are worth.
 */
export function wilson(rate: number, n: number): Interval {
  const z2 = Z * Z;
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  // At 0 and at 1 the bound is the rate itself; rounding must not put it beside.
  return { low: rate === 0 ? 0 : Math.max(0, centre - half), high: rate === 1 ? 1 : Math.min(1, centre + half) };
}

/** Fewest tasks whose spread says how much their rollouts go together. */
const ENOUGH_TASKS = 10;

/**
 * How many independent rollouts those of these tasks are worth: the number whose variance is the one clustered by task
 * (K.-Y. Liang and S. L. Zeger, 1986; E. Miller, 2024, arXiv 2411.00640). Between the number of tasks, where the rollouts
 * of a task are all equal, and the number of rollouts. With one rollout of each task it is their number, and where there
 * are few tasks, or no spread, that of the tasks.
 */
export function worthOf(tasks: readonly Attempts[]): number {
  const rollouts = tasks.reduce((sum, one) => sum + one.rollouts, 0);
  const solved = tasks.reduce((sum, one) => sum + one.solved, 0);
  const spread = (rate: number): number => tasks.reduce((sum, one) => sum + (one.solved - rate * one.rollouts) ** 2, 0);
  return worthOfSums({ tasks: tasks.length, rollouts, solved, spread });
}

/** As `worthOf`, from sums over the tasks; `spread` sums the squares of what each solved more than the rate says. */
export function worthOfSums({
  tasks,
  rollouts,
  solved,
  spread,
}: Attempts & {
  tasks: number;
  spread: (rate: number) => number;
}): number {
  const rate = solved / rollouts;
  if (rollouts === tasks || tasks < ENOUGH_TASKS || rate === 0 || rate === 1) return tasks;
  const variance = (spread(rate) * tasks) / (tasks - 1) / rollouts ** 2;
  return Math.min(rollouts, Math.max(tasks, (rate * (1 - rate)) / variance));
}

/**
 * The interval of the unweighted mean of independent rates, by squaring and adding their distances to their own bounds
 * (the MOVER of Zou and Donner, 2008, on Wilson's intervals). With one rate it is that rate's own interval.
 */
export function intervalOfMean(rates: readonly (Interval & { success: number })[]): Interval {
  const mean = rates.reduce((sum, { success }) => sum + success, 0) / rates.length;
  const below = Math.hypot(...rates.map(({ success, low }) => success - low)) / rates.length;
  const above = Math.hypot(...rates.map(({ success, high }) => high - success)) / rates.length;
  return { low: Math.max(0, mean - below), high: Math.min(1, mean + above) };
}
