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
import { type Column, column } from '../trajectories/columns.ts';
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

/** What is compared of a rollout. */
export type Played = Pick<Trajectory, 'sample' | 'outcome' | 'reward'>;

export type PlayedTask = Played & Pick<Trajectory, 'environment' | 'itemId'>;

/** Differences of an environment's tasks, candidate less incumbent: numbers alone, since there may be a million. */
export interface Pairs {
  /** Of the tasks that both have finished. */
  success: Column;
  reward: Column;
  /** Of all tasks: in success, with what is missing counted against the candidate, and for it. */
  worst: Column;
  best: Column;
}

/**
 * Compares; `environments` are those that must appear. The interval of the reward depends on the seed and the
 * trajectories alone, not on their order.
 */
export function comparePairs(
  { candidate, incumbent }: Record<'candidate' | 'incumbent', readonly PlayedTask[]>,
  environments: readonly string[],
  seed: number,
): Comparison {
  const of = (name: string): Pairs => {
    const [ours, theirs] = [byTask(candidate, name), byTask(incumbent, name)];
    const pairs = noPairs();
    for (const id of [...new Set([...ours.keys(), ...theirs.keys()])].toSorted())
      addPair(pairs, ours.get(id) ?? [], theirs.get(id) ?? []);
    return pairs;
  };
  const all = environments.map((name) => of(name));
  const each = environments.map((name, i) => [name, pairedOf([all[i] ?? noPairs()], { seed, name })] as const);
  return { environments: Object.fromEntries(each), total: pairedOf(all, { seed, name: 'total' }) };
}

function byTask(rollouts: readonly PlayedTask[], environment: string): Map<string, PlayedTask[]> {
  const tasks = new Map<string, PlayedTask[]>();
  for (const one of rollouts) {
    if (one.environment === environment) tasks.set(one.itemId, [...(tasks.get(one.itemId) ?? []), one]);
  }
  return tasks;
}

export function noPairs(): Pairs {
  return { success: column('float'), reward: column('float'), worst: column('float'), best: column('float') };
}

/** Adds a task by the rollouts of both; the difference in success, or undefined where the pair is missing. */
export function addPair(pairs: Pairs, candidate: readonly Played[], incumbent: readonly Played[]): number | undefined {
  const both = finishedByBoth(candidate, incumbent);
  if (both === undefined) {
    // What is not known of the candidate failed at worst, of the incumbent succeeded.
    const [ours, theirs] = [meanOf(candidate.filter(counts), solved), meanOf(incumbent.filter(counts), solved)];
    pairs.worst.push((ours ?? 0) - (theirs ?? 1));
    pairs.best.push((ours ?? 1) - (theirs ?? 0));
    return undefined;
  }
  const difference = (of: (one: Played) => number): number =>
    (meanOf(both.ours, of) ?? 0) - (meanOf(both.theirs, of) ?? 0);
  const success = difference(solved);
  pairs.success.push(success);
  pairs.reward.push(difference(({ reward }) => reward ?? 0));
  pairs.worst.push(success);
  pairs.best.push(success);
  return success;
}

/**
 * The rollouts that stand for each: of the samples that both have finished, and where they were not asked for the same
 * samples, all that each has finished. Undefined where one has none.
 */
function finishedByBoth(
  candidate: readonly Played[],
  incumbent: readonly Played[],
): { ours: Played[]; theirs: Played[] } | undefined {
  let [ours, theirs] = [candidate.filter(counts), incumbent.filter(counts)];
  if (sameSamples(candidate, incumbent)) {
    const shared = ours.filter(({ sample }) => theirs.some((other) => other.sample === sample));
    theirs = shared.flatMap(({ sample }) => theirs.find((other) => other.sample === sample) ?? []);
    ours = shared;
  }
  return ours.length === 0 || theirs.length === 0 ? undefined : { ours, theirs };
}

function sameSamples(candidate: readonly Played[], incumbent: readonly Played[]): boolean {
  if (candidate.length !== incumbent.length) return false;
  return candidate.every(({ sample }) => incumbent.some((other) => other.sample === sample));
}

function solved({ outcome }: Played): number {
  return outcome === 'success' ? 1 : 0;
}

/** Undefined where there is nothing. */
function meanOf(rollouts: readonly Played[], of: (one: Played) => number): number | undefined {
  if (rollouts.length === 0) return undefined;
  return rollouts.reduce((sum, one) => sum + of(one), 0) / rollouts.length;
}

/** Of the pairs of one environment, or of several; the bootstrap is named by seed and name. */
export function pairedOf(environments: readonly Pairs[], { seed, name }: { seed: number; name: string }): Paired {
  const count = (key: keyof Pairs, of: (difference: number) => boolean): number =>
    environments.reduce((sum, pairs) => sum + countOf(pairs[key], of), 0);
  const gained = count('success', (difference) => difference > 0);
  const lost = count('success', (difference) => difference < 0);
  const [tasks, pairs] = [count('worst', () => true), count('success', () => true)];
  const mean = (key: keyof Pairs): number | null => meanDifference(environments.map((list) => list[key])).difference;
  const [low, high] = [mean('worst'), mean('best')];
  return {
    tasks,
    pairs,
    gained,
    lost,
    lostAtWorst: count('worst', (difference) => difference < 0),
    p: Math.min(1, 2 * upperTail(gained + lost, Math.max(gained, lost), 0.5)),
    success: meanDifference(environments.map(({ success }) => success)),
    reward: resampledDifference(
      environments.map(({ reward }) => reward),
      seedOf(seed, 'bootstrap', name),
    ),
    ...(pairs === tasks || low === null || high === null ? {} : { bounds: { low, high } }),
  };
}

function countOf(values: Column, of: (value: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values.at(i)) ? 1 : 0;
  return sum;
}
