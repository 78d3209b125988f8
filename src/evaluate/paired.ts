/**
 * Two evaluations of the same tasks with the same seeds, task by task: what one has gained and lost against the other,
 * and by how much success and reward differ, with 95 % intervals. Says which is better of nothing (promote/ decides).
 *
 * A task counts once, however often it was played: its rollouts that both have finished are averaged. Where one has none,
 * because its rollouts ended in errors of the plumbing, the pair is missing; `bounds` say what the missing ones could at
 * most change, and `lostAtWorst` counts them against the candidate.
 */
import { seedOf } from '../seeds.ts';
import { upperTail } from '../statistics/binomial.ts';
import { counts, type Trajectory } from '../trajectories/trajectory.ts';
import { type Difference, meanDifference, resampledDifference } from './differences.ts';

export interface Paired {
  tasks: number;
  /** Tasks that both have played. */
  pairs: number;
  /** Tasks in which the candidate has more successes than the incumbent, and fewer. */
  gained: number;
  lost: number;
  /** `lost`, had everything that is missing gone against the candidate. */
  lostAtWorst: number;
  /** McNemar's exact test of "as many are gained as lost", two-sided. */
  p: number;
  success: Difference;
  /** By a paired bootstrap. */
  reward: Difference;
  /** Where pairs are missing: the difference in success, had they all gone against the candidate, and all for it. */
  bounds?: { low: number; high: number };
}

export interface Comparison {
  environments: Record<string, Paired>;
  /** Counts and p of all tasks together; differences are unweighted means over the environments. */
  total: Paired;
}

/** Rewards and successes of one task, candidate less incumbent; undefined where the pair is missing. */
interface Pair {
  success: number | undefined;
  reward: number | undefined;
  worst: number;
  best: number;
}

/**
 * Compares; `environments` are those that must appear. The interval of the reward depends on the seed and the
 * trajectories alone, not on their order.
 */
export function compare(
  { candidate, incumbent }: Record<'candidate' | 'incumbent', readonly Trajectory[]>,
  environments: readonly string[],
  seed: number,
): Comparison {
  const of = (name: string): Pair[] => {
    const [ours, theirs] = [byTask(candidate, name), byTask(incumbent, name)];
    const ids = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
    return ids.map((id) => pairOf(ours.get(id) ?? [], theirs.get(id) ?? []));
  };
  const pairs = environments.map((name) => of(name));
  const one = (list: readonly Pair[][], name: string): Paired => pairedOf(list, seedOf(seed, 'bootstrap', name));
  const each = environments.map((name, i) => [name, one([pairs[i] ?? []], name)] as const);
  return { environments: Object.fromEntries(each), total: one(pairs, 'total') };
}

function byTask(trajectories: readonly Trajectory[], environment: string): Map<string, Trajectory[]> {
  const tasks = new Map<string, Trajectory[]>();
  for (const one of trajectories) {
    if (one.environment === environment) tasks.set(one.itemId, [...(tasks.get(one.itemId) ?? []), one]);
  }
  return tasks;
}

function pairOf(candidate: readonly Trajectory[], incumbent: readonly Trajectory[]): Pair {
  const both = candidate.filter(counts).flatMap((ours) => {
    const theirs = incumbent.find(({ sample, ...other }) => sample === ours.sample && counts(other));
    return theirs === undefined ? [] : [{ ours, theirs }];
  });
  // What is not known of the candidate failed at worst, of the incumbent succeeded.
  const [ours, theirs] = [successOf(candidate), successOf(incumbent)];
  const [worst, best] = [(ours ?? 0) - (theirs ?? 1), (ours ?? 1) - (theirs ?? 0)];
  if (both.length === 0) return { success: undefined, reward: undefined, worst, best };
  const success = both.reduce((sum, pair) => sum + solved(pair.ours) - solved(pair.theirs), 0) / both.length;
  const reward = both.reduce((sum, pair) => sum + (pair.ours.reward ?? 0) - (pair.theirs.reward ?? 0), 0) / both.length;
  return { success, reward, worst: success, best: success };
}

function solved({ outcome }: Trajectory): number {
  return outcome === 'success' ? 1 : 0;
}

/** Share of the rollouts that count; undefined where none does. */
function successOf(rollouts: readonly Trajectory[]): number | undefined {
  const counted = rollouts.filter(counts);
  if (counted.length === 0) return undefined;
  return counted.reduce((sum, one) => sum + solved(one), 0) / counted.length;
}

/** Of the pairs of one environment, or of several. */
function pairedOf(environments: readonly (readonly Pair[])[], seed: number): Paired {
  const all = environments.flat();
  const known = environments.map((pairs) => pairs.filter(({ success }) => success !== undefined));
  const gained = all.filter(({ success = 0 }) => success > 0).length;
  const lost = all.filter(({ success = 0 }) => success < 0).length;
  const of = (key: 'success' | 'reward'): number[][] => known.map((pairs) => pairs.map((pair) => pair[key] ?? 0));
  const pairs = known.flat().length;
  const mean = (key: 'worst' | 'best'): number | null =>
    meanDifference(environments.map((list) => list.map((pair) => pair[key]))).difference;
  const [low, high] = [mean('worst'), mean('best')];
  return {
    tasks: all.length,
    pairs,
    gained,
    lost,
    lostAtWorst: all.filter(({ worst }) => worst < 0).length,
    p: Math.min(1, 2 * upperTail(gained + lost, Math.max(gained, lost), 0.5)),
    success: meanDifference(of('success')),
    reward: resampledDifference(of('reward'), seed),
    ...(pairs === all.length || low === null || high === null ? {} : { bounds: { low, high } }),
  };
}
