/**
 * 95 % intervals of a mean paired difference: of success by formula, of reward by resampling tasks. Each list is one
 * environment's; the mean is the unweighted one of theirs. Knows no trajectories.
 */
import { random } from '../seeds.ts';

/** Candidate less incumbent, in [−1, 1]; null where no pair is complete. */
export interface Difference {
  difference: number | null;
  low: number | null;
  high: number | null;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;
const RESAMPLES = 1000;
const NONE: Difference = { difference: null, low: null, high: null };

/**
 * Of differences in [−1, 1]: the interval of A. Agresti and Y. Min (2005), Wald's with half a task more that is gained,
 * half a one that is lost, and one that is neither.
 */
export function meanDifference(environments: readonly (readonly number[])[]): Difference {
  if (environments.length === 0 || environments.some((list) => list.length === 0)) return NONE;
  const parts = environments.map((list) => {
    const n = list.length + 2;
    const mean = sum(list) / n;
    const variance = (sum(list.map((one) => one * one)) + 1) / n - mean * mean;
    return { mean, square: variance / n };
  });
  const centre = sum(parts.map(({ mean }) => mean)) / parts.length;
  const half = (Z * Math.sqrt(sum(parts.map(({ square }) => square)))) / parts.length;
  return {
    difference: meanOf(environments),
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
  };
}

/** The percentile interval of a bootstrap that draws each environment's tasks anew (B. Efron, 1979). */
export function resampledDifference(environments: readonly (readonly number[])[], seed: number): Difference {
  if (environments.length === 0 || environments.some((list) => list.length === 0)) return NONE;
  const dice = random(seed);
  const means = Array.from({ length: RESAMPLES }, () =>
    meanOf(environments.map((list) => list.map(() => dice.pick(list)))),
  ).toSorted((a, b) => a - b);
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] as number;
  return { difference: meanOf(environments), low: at(0.025), high: at(0.975) };
}

function meanOf(environments: readonly (readonly number[])[]): number {
  return sum(environments.map((list) => sum(list) / list.length)) / environments.length;
}

function sum(list: readonly number[]): number {
  return list.reduce((total, one) => total + one, 0);
}
