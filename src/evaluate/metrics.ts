/**
 * Trajectories → success rates with 95 % intervals, mean rewards, and what else an evaluation reports. Rollouts that
 * ended in an error of the plumbing are in no rate and no mean; they are counted beside. Everything is safe to write as
 * JSON: where there is nothing to average, the value is null.
 *
 * With K samples of each task a rate is the mean over all rollouts, and its interval is that of as many independent ones
 * as they are worth (interval.ts): samples of one task are anything from equal to independent.
 */
import type { Usage } from '../policies/contract.ts';
import { counts, type Outcome, type Trajectory } from '../trajectories/trajectory.ts';
import { intervalOfMean, wilson, worthOf } from './interval.ts';
import { meanOf } from './mean.ts';
import { type Missing, missingOf, missingOfMean } from './missing.ts';
import type { Pass } from './pass.ts';
import { attemptsOf, repeatsOf, repeatsOfMean } from './repeats.ts';

/** A success rate in [0, 1] and its interval; null where no rollout counts. */
export interface Rate {
  success: number | null;
  low: number | null;
  high: number | null;
  /** Rollouts that count. */
  n: number;
}

export interface Summary extends Rate {
  /** Tasks that these rollouts are of. */
  tasks: number;
  /** Mean reward in [0, 1]. */
  reward: number | null;
  /** Mean number of assistant turns. */
  rounds: number | null;
  outcomes: Record<Outcome, number>;
  /** Rollouts that ended in an error of environment or policy. */
  errors: number;
  /** Absent where nothing is missing. */
  missing?: Missing;
  /** pass@k and pass^k; absent where tasks have one rollout, or not all the same number of them. */
  pass?: Pass[];
  parseErrors: number;
  tokens: Usage;
  /** Sum over rollouts, in the currency of the config's prices; absent where no rollout has a cost. */
  cost?: number;
  /** Sum over rollouts, which may have run side by side. */
  seconds: number;
}

export interface EnvironmentMetrics extends Summary {
  /** Success by the tasks' group (depth, level), of tasks that have one. */
  groups: Record<string, Rate>;
}

export interface Metrics {
  environments: Record<string, EnvironmentMetrics>;
  /**
   * Over environments: success, reward and rounds are unweighted means of the environments' (null when one of them is),
   * the interval is that of a mean of independent rates, everything else is summed.
   */
  total: Summary;
}

/**
 * Summarises; `environments` are the ones that must appear, also without trajectories (default: those of the
 * trajectories).
 */
export function summarise(trajectories: readonly Trajectory[], environments?: readonly string[]): Metrics {
  const names = environments ?? [...new Set(trajectories.map(({ environment }) => environment))].toSorted();
  const metrics: Record<string, EnvironmentMetrics> = {};
  for (const name of names)
    metrics[name] = ofEnvironment(trajectories.filter(({ environment }) => environment === name));
  return { environments: metrics, total: ofTotal(Object.values(metrics)) };
}

function ofEnvironment(trajectories: readonly Trajectory[]): EnvironmentMetrics {
  const counted = trajectories.filter(counts);
  const groups: Record<string, Rate> = {};
  const names = new Set(trajectories.flatMap(({ group }) => (group === undefined ? [] : [group])));
  for (const name of [...names].toSorted(byNumberThenText))
    groups[name] = rateOf(counted.filter(({ group }) => group === name));
  const total = (of: (trajectory: Trajectory) => number): number => trajectories.reduce((sum, one) => sum + of(one), 0);
  return {
    ...rateOf(counted),
    tasks: tasksOf(counted),
    reward: meanOf(counted.map(({ reward }) => reward)),
    rounds: meanOf(counted.map(({ rounds }) => rounds)),
    outcomes: outcomesOf((outcome) => trajectories.filter((trajectory) => trajectory.outcome === outcome).length),
    errors: trajectories.length - counted.length,
    ...missingOf(trajectories, counted),
    ...repeatsOf(trajectories),
    parseErrors: total(({ parseErrors }) => parseErrors),
    tokens: {
      prompt: total(({ usage }) => usage.prompt),
      cached: total(({ usage }) => usage.cached),
      completion: total(({ usage }) => usage.completion),
    },
    ...costOf(trajectories),
    seconds: total(({ seconds }) => seconds),
    groups,
  };
}

function ofTotal(environments: readonly EnvironmentMetrics[]): Summary {
  const total = (of: (one: EnvironmentMetrics) => number): number =>
    environments.reduce((sum, one) => sum + of(one), 0);
  const success = meanOf(environments.map((one) => one.success));
  const rates = environments.flatMap(({ success: rate, low, high }) =>
    rate === null || low === null || high === null ? [] : [{ success: rate, low, high }],
  );
  return {
    success,
    ...(success === null ? { low: null, high: null } : intervalOfMean(rates)),
    n: total(({ n }) => n),
    tasks: total(({ tasks }) => tasks),
    reward: meanOf(environments.map(({ reward }) => reward)),
    rounds: meanOf(environments.map(({ rounds }) => rounds)),
    outcomes: outcomesOf((outcome) => total(({ outcomes }) => outcomes[outcome])),
    errors: total(({ errors }) => errors),
    ...missingOfMean(environments),
    ...repeatsOfMean(environments),
    parseErrors: total(({ parseErrors }) => parseErrors),
    tokens: {
      prompt: total(({ tokens }) => tokens.prompt),
      cached: total(({ tokens }) => tokens.cached),
      completion: total(({ tokens }) => tokens.completion),
    },
    ...costOf(environments),
    seconds: total(({ seconds }) => seconds),
  };
}

function costOf(list: readonly { cost?: number }[]): { cost?: number } {
  const costs = list.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  return costs.length === 0 ? {} : { cost: costs.reduce((sum, cost) => sum + cost, 0) };
}

/** The rate of rollouts that all count. */
function rateOf(counted: readonly Trajectory[]): Rate {
  const n = counted.length;
  if (n === 0) return { success: null, low: null, high: null, n };
  const success = counted.filter(({ outcome }) => outcome === 'success').length / n;
  return { success, ...wilson(success, worthOf(attemptsOf(counted))), n };
}

function tasksOf(trajectories: readonly Trajectory[]): number {
  return new Set(trajectories.map(({ itemId }) => itemId)).size;
}

function outcomesOf(countOf: (outcome: Outcome) => number): Record<Outcome, number> {
  return {
    success: countOf('success'),
    failure: countOf('failure'),
    truncated: countOf('truncated'),
    env_error: countOf('env_error'),
    policy_error: countOf('policy_error'),
  };
}

function numberIn(text: string): number {
  return Number(/\d+/u.exec(text)?.[0] ?? 0);
}

/** `level 4` before `level 12`. */
function byNumberThenText(a: string, b: string): number {
  return numberIn(a) - numberIn(b) || (a < b ? -1 : 1);
}
