/**
 * Trajectories → success rates with 95 % intervals, mean rewards, and what else an evaluation reports. Rollouts that
 * ended in an error of the plumbing are in no rate and no mean; they are counted beside. Everything is safe to write as
 * JSON: where there is nothing to average, the value is null.
 *
 * With K samples of each task a rate is the mean over all rollouts, and its interval is that of as many independent ones
 * as they are worth (interval.ts): samples of one task are anything from equal to independent.
 */
import { throwIfInterrupted } from '../errors.ts';
import type { Usage } from '../policies/contract.ts';
import { exactSum } from '../statistics/exact-sum.ts';
import { counts, type Outcome, type Trajectory } from '../trajectories/trajectory.ts';
import { intervalOfMean, wilson, worthOf } from './interval.ts';
import { meanOf } from './mean.ts';
import { type Missing, missingOf, missingOfMean } from './missing.ts';
import type { Attempts, Pass } from './pass.ts';
import { countTasks, passOfMean, type TaskCounter } from './tasks.ts';

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
  /** Success by the tasks' group (depth, level), of tasks that have one; and what errors could at most have changed. */
  groups: Record<string, Rate & { missing?: Missing }>;
}

export interface Metrics {
  environments: Record<string, EnvironmentMetrics>;
  /**
   * Over environments: success, reward and rounds are unweighted means of the environments' (null when one of them is),
   * the interval is that of a mean of independent rates, everything else is summed.
   */
  total: Summary;
}

/** What is counted of a rollout: everything but its conversation. */
export type Countable = Pick<
  Trajectory,
  'environment' | 'itemId' | 'group' | 'outcome' | 'reward' | 'rounds' | 'parseErrors' | 'usage' | 'cost' | 'seconds'
>;

export interface MetricsCounter {
  add(one: Countable): void;
  /** Of what was added, in whatever order. */
  metrics(): Metrics;
}

/** Counts one rollout after the other. `environments` are those that must appear; default: those that come. */
export function countMetrics(environments?: readonly string[]): MetricsCounter {
  const counters = new Map(environments?.map((name) => [name, countEnvironment()]));
  return {
    add: (one) => {
      let counter = counters.get(one.environment);
      if (counter === undefined && environments !== undefined) return;
      if (counter === undefined) counters.set(one.environment, (counter = countEnvironment()));
      counter.add(one);
    },
    metrics: () => {
      const names = environments ?? [...counters.keys()].toSorted();
      const each = names.map((name) => [name, (counters.get(name) ?? countEnvironment()).metrics()] as const);
      return { environments: Object.fromEntries(each), total: ofTotal(each.map(([, metrics]) => metrics)) };
    },
  };
}

/** The same of a list. */
export function summarise(trajectories: Iterable<Countable>, environments?: readonly string[]): Metrics {
  const counter = countMetrics(environments);
  for (const one of trajectories) counter.add(one);
  return counter.metrics();
}

/** The same of rows as they are read. */
export async function metricsOf(
  rows: AsyncIterable<Countable>,
  { environments, signal }: { environments?: readonly string[]; signal?: AbortSignal | undefined } = {},
): Promise<Metrics> {
  const counter = countMetrics(environments);
  for await (const row of rows) {
    throwIfInterrupted(signal);
    counter.add(row);
  }
  return counter.metrics();
}

function countEnvironment() {
  const tasks = countTasks();
  const groups = new Map<string, TaskCounter>();
  const outcomes = outcomesOf(() => 0);
  const sums = { rounds: 0, parseErrors: 0, prompt: 0, cached: 0, completion: 0 };
  const [reward, seconds, cost] = [exactSum(), exactSum(), exactSum()];
  let paid = false;
  const add = (one: Countable): void => {
    const { group, outcome, usage } = one;
    tasks.add(one);
    if (group !== undefined) {
      let counter = groups.get(group);
      if (counter === undefined) groups.set(group, (counter = countTasks()));
      counter.add(one);
    }
    outcomes[outcome] += 1;
    if (counts(one)) {
      reward.add(one.reward ?? 0);
      sums.rounds += one.rounds;
    }
    sums.parseErrors += one.parseErrors;
    sums.prompt += usage.prompt;
    sums.cached += usage.cached;
    sums.completion += usage.completion;
    seconds.add(one.seconds);
    if (one.cost === undefined) return;
    paid = true;
    cost.add(one.cost);
  };
  const metrics = (): EnvironmentMetrics => {
    const rate = rateOf(tasks.attempts());
    const { n } = rate;
    const errors = outcomes.env_error + outcomes.policy_error;
    const byGroup = [...groups].toSorted(([a], [b]) => byNumberThenText(a, b));
    return {
      ...rate,
      tasks: tasks.attempts().length,
      reward: n === 0 ? null : reward.value() / n,
      rounds: n === 0 ? null : sums.rounds / n,
      outcomes: { ...outcomes },
      errors,
      ...missingOf({ all: n + errors, errors, solved: outcomes.success }),
      ...tasks.pass(),
      parseErrors: sums.parseErrors,
      tokens: { prompt: sums.prompt, cached: sums.cached, completion: sums.completion },
      ...(paid ? { cost: cost.value() } : {}),
      seconds: seconds.value(),
      groups: Object.fromEntries(byGroup.map(([name, counter]) => [name, groupOf(counter)])),
    };
  };
  return { add, metrics };
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
    ...passOfMean(environments),
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

function groupOf(counter: TaskCounter): EnvironmentMetrics['groups'][string] {
  const attempts = counter.attempts();
  const rate = rateOf(attempts);
  const [errors, solved] = [counter.errors(), attempts.reduce((sum, one) => sum + one.solved, 0)];
  return { ...rate, ...missingOf({ all: rate.n + errors, errors, solved }) };
}

/** The rate of rollouts that all count. */
function rateOf(tasks: readonly Attempts[]): Rate {
  const n = tasks.reduce((sum, { rollouts }) => sum + rollouts, 0);
  if (n === 0) return { success: null, low: null, high: null, n };
  const success = tasks.reduce((sum, { solved }) => sum + solved, 0) / n;
  return { success, ...wilson(success, worthOf(tasks)), n };
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
