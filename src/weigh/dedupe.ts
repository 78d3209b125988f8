/**
 * Which of several candidates of one task are kept: of equal conversations one, of all at most so many. Does not compute
 * weights.
 */
import { type Candidate, inOrder, type Played } from './candidate.ts';
import { betterFirst } from './weights.ts';

/**
 * One of each set of candidates that answered by the same texts: the one with the highest weight, then the first in order
 * (so a demonstration before a rollout that repeats it).
 */
export function dedupe<T extends Played>(candidates: readonly T[], weightOf: (one: T) => number): T[] {
  const kept = new Map<number, T>();
  for (const candidate of candidates.toSorted((a, b) => weightOf(b) - weightOf(a) || inOrder(a, b)))
    if (!kept.has(candidate.answers)) kept.set(candidate.answers, candidate);
  return [...kept.values()].toSorted(inOrder);
}

/**
 * At most `limit` candidates, over all iterations: highest weight first, then highest reward, fewest rounds and lowest
 * sample. Demonstrations stay, and do not count.
 */
export function limitPerTask(candidates: readonly Candidate[], limit: number): Candidate[] {
  let taken = 0;
  return candidates
    .toSorted((a, b) => b.weight - a.weight || betterFirst(a, b) || inOrder(a, b))
    .filter(({ iteration }) => iteration === 0 || taken++ < limit)
    .toSorted(inOrder);
}
