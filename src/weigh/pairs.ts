/**
 * Preference pairs: of each task, trajectories that solved it beside ones that did not (AgentGym, section 4, leaves failures
 * out; trainers with `preference` learn from them too). Knows nothing of weights.
 */
import { inOrder, type Played } from './candidate.ts';
import { dedupe } from './dedupe.ts';
import { betterFirst } from './weights.ts';

/** The first is to be likelier. */
export interface PlayedPair {
  chosen: Played;
  rejected: Played;
}

/**
 * At most `most` pairs of a task. The best solution stands against the worst failure, the next against the next; where
 * one side is shorter, it begins again. No pair occurs twice.
 */
export function pairsOf(played: readonly Played[], most: number): PlayedPair[] {
  const ranked = dedupe(played, () => 1).toSorted((a, b) => betterFirst(a, b) || inOrder(a, b));
  const solved = ranked.filter((one) => one.solved);
  const failed = ranked.filter((one) => !one.solved).toReversed();
  const all = Math.min(most, solved.length * failed.length);
  const lap = lcm(solved.length, failed.length);
  return Array.from({ length: all }, (_, i) => ({
    // Once around both sides, the shorter one moves on by one, so that no pair comes again.
    chosen: solved[(i + Math.floor(i / lap)) % solved.length] as Played,
    rejected: failed[i % failed.length] as Played,
  }));
}

function lcm(a: number, b: number): number {
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  return (a * b) / gcd(a, b);
}
