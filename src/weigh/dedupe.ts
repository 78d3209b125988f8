/**
 * Which of several candidates are kept: of equal conversations one, of a task at most so many. Does not compute weights.
 */
import { type Candidate, inOrder, taskKey } from './candidate.ts';
import { betterFirst } from './weights.ts';

/**
 * One of each set of candidates in which the same task was answered by the same texts: the one with the highest weight,
 * then the first in order (so a demonstration before a rollout that repeats it).
 */
export function dedupe(candidates: readonly Candidate[]): Candidate[] {
  const kept = new Map<string, Candidate>();
  for (const candidate of candidates.toSorted((a, b) => b.weight - a.weight || inOrder(a, b))) {
    const key = answers(candidate);
    if (!kept.has(key)) kept.set(key, candidate);
  }
  return [...kept.values()].toSorted(inOrder);
}

/**
 * At most `limit` candidates of each task, over all iterations: highest weight first, then highest reward, fewest rounds
 * and lowest sample. Demonstrations stay, and do not count.
 */
export function limitPerTask(candidates: readonly Candidate[], limit: number): Candidate[] {
  const taken = new Map<string, number>();
  return candidates
    .toSorted(heaviestFirst)
    .filter(({ trajectory, iteration }) => {
      if (iteration === 0) return true;
      const key = taskKey(trajectory);
      const count = taken.get(key) ?? 0;
      taken.set(key, count + 1);
      return count < limit;
    })
    .toSorted(inOrder);
}

function heaviestFirst(a: Candidate, b: Candidate): number {
  return b.weight - a.weight || betterFirst(a.trajectory, b.trajectory) || inOrder(a, b);
}

function answers({ trajectory }: Candidate): string {
  const texts = trajectory.messages.filter((message) => message.role === 'assistant').map((message) => message.content);
  return JSON.stringify([taskKey(trajectory), texts]);
}
