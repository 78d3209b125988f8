/**
 * 95 % intervals of a mean paired difference: of success by formula, of reward by resampling tasks. Each list is one
 * environment's; the mean is the unweighted one of theirs. Knows no trajectories.
 */
import { random } from '../seeds.ts';
import type { Column } from '../trajectories/columns.ts';

/** Candidate less incumbent, in [−1, 1]; null where no pair is complete. */
export interface Difference {
  difference: number | null;
  low: number | null;
  high: number | null;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;
const RESAMPLES = 1000;
/** From so many tasks on, the formula that a bootstrap comes to is as good, and takes no time. */
const MANY = 20_000;
export const NONE: Difference = { difference: null, low: null, high: null };

/**
 * Of differences in [−1, 1]: the interval of A. Agresti and Y. Min (2005), Wald's with half a task more that is gained,
 * half a one that is lost, and one that is neither.
 */
export function meanDifference(environments: readonly Column[]): Difference {
  if (environments.length === 0 || environments.some((list) => list.length === 0)) return NONE;
  const parts = environments.map((list) => {
    const n = list.length + 2;
    const mean = sum(list, same) / n;
    const variance = (sum(list, (one) => one * one) + 1) / n - mean * mean;
    return { mean, square: variance / n };
  });
  const centre = total(parts.map(({ mean }) => mean)) / parts.length;
  const half = (Z * Math.sqrt(total(parts.map(({ square }) => square)))) / parts.length;
  return {
    difference: meanOf(environments),
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
  };
}

/**
 * The percentile interval of a bootstrap that draws each environment's tasks anew (B. Efron, 1979); of very many tasks the
 * normal one.
 */
export function resampledDifference(environments: readonly Column[], seed: number): Difference {
  if (environments.length === 0 || environments.some((list) => list.length === 0)) return NONE;
  if (environments.some((list) => list.length >= MANY)) return normalDifference(environments);
  const dice = random(seed);
  const drawn = (list: Column): number => {
    let all = 0;
    for (let i = 0; i < list.length; i++) all += list.at(dice.below(list.length));
    return all / list.length;
  };
  const means = Array.from({ length: RESAMPLES }, () => total(environments.map(drawn)) / environments.length).toSorted(
    (a, b) => a - b,
  );
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] as number;
  return { difference: meanOf(environments), low: at(0.025), high: at(0.975) };
}

/** By the standard error of the mean. */
function normalDifference(environments: readonly Column[]): Difference {
  const errors = environments.map((list) => {
    const mean = sum(list, same) / list.length;
    return sum(list, (one) => (one - mean) ** 2) / list.length ** 2;
  });
  const difference = meanOf(environments);
  const half = (Z * Math.sqrt(total(errors))) / environments.length;
  return { difference, low: difference - half, high: difference + half };
}

function meanOf(environments: readonly Column[]): number {
  return total(environments.map((list) => sum(list, same) / list.length)) / environments.length;
}

function sum(list: Column, of: (value: number) => number): number {
  let all = 0;
  for (let i = 0; i < list.length; i++) all += of(list.at(i));
  return all;
}

function same(value: number): number {
  return value;
}

function total(list: readonly number[]): number {
  return list.reduce((all, one) => all + one, 0);
}
