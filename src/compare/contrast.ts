/**
 * Two ledgers in one environment: task by task where they share tasks (evaluate/paired.ts), as two independent samples
 * where they share none; and the mean of several environments. B less A everywhere.
 */
import { type Difference, NONE } from '../evaluate/differences.ts';
import { addPair, noPairs, pairedOf, type Pairs } from '../evaluate/paired.ts';
import { counts } from '../trajectories/trajectory.ts';
import { type Figures, figuresOf, figuresSum, meanFigures } from './figures.ts';
import type { Ledger } from './ledger.ts';
import type { TaskNumbers } from './tasks.ts';

export interface Contrast {
  /** Whether A and B are compared task by task; of the total: whether they are in all environments. */
  paired: boolean;
  /** Tasks that both have played, and that one has: where there are shared ones, these are left out of all figures. */
  shared: number;
  onlyA: number;
  onlyB: number;
  a: Figures;
  b: Figures;
  /** In [−1, 1], with 95 % intervals; null where it cannot be said. */
  success: Difference;
  reward: Difference;
  /** What is known of paired tasks; absent where they are not paired. */
  tasks?: {
    /** Tasks that both have finished. */
    pairs: number;
    /** Tasks that B solves more often than A, and less often. */
    gained: number;
    lost: number;
    /** McNemar's exact test of "as many are gained as lost", two-sided. */
    p: number;
    /** The difference in success, had all that is missing gone against B, and all for it; absent where nothing is missing. */
    bounds?: { low: number; high: number };
  };
}

/** A task that one solves more often than the other: the shares of its rollouts that succeeded. */
export interface TaskChange {
  itemId: string;
  a: number;
  b: number;
}

export interface EnvironmentContrast extends Contrast {
  gained: readonly TaskChange[];
  lost: readonly TaskChange[];
}

export interface Sides {
  a: Ledger;
  b: Ledger;
  tasks: TaskNumbers;
}

/** What the total is made of. */
interface Part {
  contrast: EnvironmentContrast;
  pairs: Pairs;
}

/** In an environment that both have played. The bootstrap depends on the rows alone, not on their order. */
export function contrastOf({ a, b, tasks }: Sides, environment: string): Part {
  const [shared, onlyA, onlyB] = [[], [], []] as [number[], number[], number[]];
  for (const task of tasks.tasksOf(environment)) {
    if (a.has(task) && b.has(task)) shared.push(task);
    else if (a.has(task)) onlyA.push(task);
    else if (b.has(task)) onlyB.push(task);
  }
  const numbers = { shared: shared.length, onlyA: onlyA.length, onlyB: onlyB.length };
  if (shared.length === 0) {
    const figures = { a: figuresOf(a, onlyA), b: figuresOf(b, onlyB) };
    const reward = independent(rewardsOf(a, onlyA), rewardsOf(b, onlyB));
    const success = rateDifference(figures.a, figures.b);
    const contrast = { paired: false, ...numbers, ...figures, success, reward, gained: [], lost: [] };
    return { contrast, pairs: noPairs() };
  }
  shared.sort((one, other) => tasks.inOrder(one, other));
  const pairs = noPairs();
  const sums = { a: figuresSum(), b: figuresSum() };
  const changes = { gained: [] as TaskChange[], lost: [] as TaskChange[] };
  for (const task of shared) {
    const [ours, theirs] = [b.rolloutsOf(task), a.rolloutsOf(task)];
    sums.a.add(theirs);
    sums.b.add(ours);
    const difference = addPair(pairs, ours, theirs);
    if (difference === undefined || difference === 0) continue;
    const change = { itemId: tasks.itemOf(task), a: solvedShare(theirs), b: solvedShare(ours) };
    changes[difference > 0 ? 'gained' : 'lost'].push(change);
  }
  const figures = { a: sums.a.figures(), b: sums.b.figures() };
  const contrast = { paired: true, ...numbers, ...figures, ...testOf([pairs], environment), ...changes };
  return { contrast, pairs };
}

/** Over environments: counts are summed, the rest are unweighted means. */
export function totalOf(parts: readonly Part[]): Contrast {
  const contrasts = parts.map(({ contrast }) => contrast);
  const sum = (key: 'shared' | 'onlyA' | 'onlyB'): number => contrasts.reduce((total, one) => total + one[key], 0);
  const paired = contrasts.every((one) => one.paired);
  const shared = {
    paired,
    shared: sum('shared'),
    onlyA: sum('onlyA'),
    onlyB: sum('onlyB'),
    a: meanFigures(contrasts.map((one) => one.a)),
    b: meanFigures(contrasts.map((one) => one.b)),
  };
  const pairs = parts.map((part) => part.pairs);
  if (paired) return { ...shared, ...testOf(pairs, 'total') };
  const mean = (key: 'success' | 'reward'): Difference => meanOfDifferences(contrasts.map((one) => one[key]));
  return { ...shared, success: mean('success'), reward: mean('reward') };
}

function testOf(pairs: readonly Pairs[], name: string): Pick<Contrast, 'success' | 'reward' | 'tasks'> {
  const { success, reward, pairs: both, gained, lost, p, bounds } = pairedOf(pairs, { seed: 1, name });
  return { success, reward, tasks: { pairs: both, gained, lost, p, ...(bounds === undefined ? {} : { bounds }) } };
}

function solvedShare(rollouts: ReturnType<Ledger['rolloutsOf']>): number {
  const counted = rollouts.filter(counts);
  return counted.filter(({ outcome }) => outcome === 'success').length / Math.max(1, counted.length);
}

/** Of two independent rates, from their own intervals (R. G. Newcombe, 1998, method 10). */
function rateDifference(a: Figures, b: Figures): Difference {
  if (a.success === null || b.success === null) return NONE;
  const [lowA, highA, lowB, highB] = [a.low ?? 0, a.high ?? 1, b.low ?? 0, b.high ?? 1];
  const difference = b.success - a.success;
  return {
    difference,
    low: difference - Math.hypot(b.success - lowB, highA - a.success),
    high: difference + Math.hypot(highB - b.success, a.success - lowA),
  };
}

/** Mean rewards of tasks; of those with a rollout that counts. */
function rewardsOf(ledger: Ledger, tasks: readonly number[]): number[] {
  const means: number[] = [];
  for (const task of tasks) {
    const rewards = ledger.rolloutsOf(task).flatMap((one) => (counts(one) ? [one.reward ?? 0] : []));
    if (rewards.length > 0) means.push(rewards.reduce((sum, one) => sum + one, 0) / rewards.length);
  }
  return means;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/** Of two independent means, by their standard errors. */
function independent(a: readonly number[], b: readonly number[]): Difference {
  if (a.length === 0 || b.length === 0) return NONE;
  const [ours, theirs] = [momentsOf(b), momentsOf(a)];
  const difference = ours.mean - theirs.mean;
  const half = Z * Math.sqrt(ours.square + theirs.square);
  return { difference, low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

/** The mean, and its standard error squared. */
function momentsOf(list: readonly number[]): { mean: number; square: number } {
  const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
  const squares = list.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, square: squares / Math.max(1, list.length - 1) / list.length };
}

/** Independent differences: their distances to their own bounds are squared and added, as in evaluate/interval.ts. */
function meanOfDifferences(list: readonly Difference[]): Difference {
  const known = list.flatMap(({ difference, low, high }) =>
    difference === null || low === null || high === null ? [] : [{ difference, low, high }],
  );
  if (known.length < list.length || known.length === 0) return NONE;
  const difference = known.reduce((sum, one) => sum + one.difference, 0) / known.length;
  const distance = (of: (one: (typeof known)[number]) => number): number => Math.hypot(...known.map(of)) / known.length;
  return {
    difference,
    low: difference - distance((one) => one.difference - one.low),
    high: difference + distance((one) => one.high - one.difference),
  };
}
