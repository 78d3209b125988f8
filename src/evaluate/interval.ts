/** 95 % confidence intervals of success rates. Knows no trajectories. */

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson's score interval of a rate observed on n independent trials (E. B. Wilson, 1927). The rate need not be a
 * multiple of 1/n: with several samples of each task, n is the number of tasks.
 */
export function wilson(rate: number, n: number): Interval {
  const z2 = Z * Z;
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  // At 0 and at 1 the bound is the rate itself; rounding must not put it beside.
  return { low: rate === 0 ? 0 : Math.max(0, centre - half), high: rate === 1 ? 1 : Math.min(1, centre + half) };
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
