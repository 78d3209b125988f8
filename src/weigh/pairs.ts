/**
 * Preference pairs: of each task, trajectories that solved it beside ones that did not (AgentGym, section 4, leaves failures
 * out; trainers with `preference` learn from them too). Knows nothing of weights.
 */
import type { PreferencePair, WeightedMessage } from '../train/contract.ts';
import { type Candidate, inOrder, taskKey } from './candidate.ts';
import { dedupe } from './dedupe.ts';
import { betterFirst } from './weights.ts';

type Played = Omit<Candidate, 'weight'>;

/**
 * At most `perTask` pairs of each task, in the order of examples. The best solution stands against the worst failure,
 * the next against the next; where one side is shorter, it begins again. No pair occurs twice.
 */
export function pairsOf(played: readonly Played[], perTask: number): PreferencePair[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of dedupe(played.map((one) => ({ ...one, weight: 1 })))) {
    const key = taskKey(candidate.trajectory);
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].flatMap((group) => pairsOfTask(group, perTask));
}

function pairsOfTask(group: readonly Candidate[], perTask: number): PreferencePair[] {
  const ranked = group.toSorted((a, b) => betterFirst(a.trajectory, b.trajectory) || inOrder(a, b));
  const solved = ranked.filter(({ trajectory }) => trajectory.outcome === 'success');
  const failed = ranked.filter(({ trajectory }) => trajectory.outcome !== 'success').toReversed();
  const most = Math.min(perTask, solved.length * failed.length);
  const pairs: PreferencePair[] = [];
  for (let i = 0; i < most; i++) {
    // Once around both sides, the shorter one moves on by one, so that no pair comes again.
    const lap = Math.floor(i / lcm(solved.length, failed.length));
    const chosen = solved[(i + lap) % solved.length] as Candidate;
    const rejected = failed[i % failed.length] as Candidate;
    const { itemId, environment } = chosen.trajectory;
    pairs.push({ itemId, environment, chosen: marked(chosen), rejected: marked(rejected) });
  }
  return pairs;
}

function marked({ trajectory }: Candidate): WeightedMessage[] {
  return trajectory.messages.map(({ role, content, loss, tokenIds }) => ({
    role,
    content,
    weight: role === 'assistant' && loss ? 1 : 0,
    ...(tokenIds === undefined ? {} : { tokenIds }),
  }));
}

function lcm(a: number, b: number): number {
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  return (a * b) / gcd(a, b);
}
