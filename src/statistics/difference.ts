/**
 * How much more often one of two wins a task than the other, where each plays every task once: is the difference above
 * a bound? Exact for any number of tasks and any share of them that differ. Knows no trajectories.
 */
import { lowerBound, upperBound, upperTail } from './binomial.ts';

export interface Pairs {
  /** Tasks that both have played. */
  pairs: number;
  gained: number;
  lost: number;
}

/** Part of the level that goes to not knowing how many tasks differ. */
const NUISANCE = 0.15;

/**
 * Whether "the difference P(gained) − P(lost) is at most `bound`" is refuted at `level`.
 *
 * Given the tasks that differ, each is gained with probability ½(1 + difference / share that differs): a binomial test
 * once that share is known. It is not, so it takes the worst value in a one-sided Clopper–Pearson interval, whose error
 * is taken off the level (R. L. Berger and D. D. Boos, 1994). Where the bound is 0 the share does not matter: McNemar's
 * exact test.
 */
export function exceeds({ pairs, gained, lost }: Pairs, bound: number, level: number): boolean {
  const differ = gained + lost;
  if (bound === 0) return upperTail(differ, gained, 0.5) <= level;
  // What was seen is no more than the bound: nothing to test.
  if (gained - lost <= bound * pairs) return false;
  const nuisance = NUISANCE * level;
  const share = bound < 0 ? upperBound(pairs, differ, nuisance) : lowerBound(pairs, differ, nuisance);
  // So few differ that the difference cannot be as low; or so few are known to that it can be anything.
  if (bound < 0 && share < -bound) return true;
  if (bound > 0 && share <= bound) return false;
  return upperTail(differ, gained, (1 + bound / share) / 2) <= level - nuisance;
}
