/**
 * What one side came to on some tasks of an environment, and the mean of several environments: success with its 95 %
 * interval, reward, rounds, tokens, parse errors, and what errors of the plumbing took away. As evaluate/metrics.ts has
 * them, from a ledger's columns.
 */
import { intervalOfMean, wilson, worthOfSums } from '../evaluate/interval.ts';
import { meanOf } from '../evaluate/mean.ts';
import { type Missing, missingOfMean } from '../evaluate/missing.ts';
import type { Attempts } from '../evaluate/pass.ts';
import { counts } from '../trajectories/trajectory.ts';
import type { Ledger, Rollout } from './ledger.ts';

export interface Figures {
  tasks: number;
  /** Rollouts that count, and those that ended in an error of environment or policy. */
  n: number;
  errors: number;
  /** In [0, 1], with the 95 % interval; null where no rollout counts. */
  success: number | null;
  low: number | null;
  high: number | null;
  /** Means over the rollouts that count. `tokens` are those of prompts and completions. */
  reward: number | null;
  rounds: number | null;
  tokens: number | null;
  /** Sum over the rollouts that count, and the share of rounds. */
  parseErrors: number;
  parseErrorShare: number | null;
  /** Absent where nothing is missing. */
  missing?: Missing;
}

export interface FiguresSum {
  /** Adds a task by its rollouts. */
  add(rollouts: readonly Rollout[]): void;
  figures(): Figures;
}

export function figuresSum(): FiguresSum {
  const attempts = attemptCounts();
  const sum = { tasks: 0, n: 0, errors: 0, solved: 0, reward: 0, rounds: 0, tokens: 0, parseErrors: 0 };
  return {
    add: (all) => {
      let [rollouts, solved] = [0, 0];
      sum.tasks += 1;
      for (const one of all) {
        if (!counts(one)) {
          sum.errors += 1;
          continue;
        }
        rollouts += 1;
        solved += one.outcome === 'success' ? 1 : 0;
        sum.reward += one.reward ?? 0;
        sum.rounds += one.rounds;
        sum.tokens += one.tokens;
        sum.parseErrors += one.parseErrors;
      }
      sum.n += rollouts;
      sum.solved += solved;
      if (rollouts > 0) attempts.add(rollouts, solved);
    },
    figures: () => summed(sum, attempts.worth(sum.n, sum.solved)),
  };
}

export function figuresOf(ledger: Ledger, tasks: Iterable<number>): Figures {
  const sum = figuresSum();
  for (const task of tasks) sum.add(ledger.rolloutsOf(task));
  return sum.figures();
}

/** Tasks by how many rollouts they have, and how many of these solved them: of a million there are but a few kinds. */
function attemptCounts() {
  const kinds = new Map<string, Attempts & { tasks: number }>();
  let tasks = 0;
  return {
    add: (rollouts: number, solved: number): void => {
      tasks += 1;
      const key = `${rollouts} ${solved}`;
      const kind = kinds.get(key);
      if (kind === undefined) kinds.set(key, { rollouts, solved, tasks: 1 });
      else kind.tasks += 1;
    },
    worth: (rollouts: number, solved: number): number => {
      return worthOfSums({ tasks, rollouts, solved, spread: (rate) => spreadOf(kinds.values(), rate) });
    },
  };
}

function spreadOf(kinds: Iterable<Attempts & { tasks: number }>, rate: number): number {
  let sum = 0;
  for (const { tasks, rollouts, solved } of kinds) sum += tasks * (solved - rate * rollouts) ** 2;
  return sum;
}

interface Sums {
  tasks: number;
  n: number;
  errors: number;
  solved: number;
  reward: number;
  rounds: number;
  tokens: number;
  parseErrors: number;
}

/** `worth`: how many independent rollouts those are worth. */
function summed(sum: Sums, worth: number): Figures {
  const { tasks, n, errors, solved, parseErrors } = sum;
  const all = n + errors;
  const missing =
    errors === 0 ? {} : { missing: { share: errors / all, low: solved / all, high: (solved + errors) / all } };
  const shared = { tasks, n, errors, parseErrors, ...missing };
  if (n === 0) {
    const nothing = { success: null, low: null, high: null, reward: null, rounds: null, tokens: null };
    return { ...shared, ...nothing, parseErrorShare: null };
  }
  return {
    ...shared,
    success: solved / n,
    ...wilson(solved / n, worth),
    reward: sum.reward / n,
    rounds: sum.rounds / n,
    tokens: sum.tokens / n,
    parseErrorShare: sum.rounds === 0 ? null : parseErrors / sum.rounds,
  };
}

/** Unweighted means over environments; counts are summed. */
export function meanFigures(environments: readonly Figures[]): Figures {
  const total = (key: 'tasks' | 'n' | 'errors' | 'parseErrors'): number =>
    environments.reduce((sum, one) => sum + one[key], 0);
  const mean = (key: 'success' | 'reward' | 'rounds' | 'tokens' | 'parseErrorShare'): number | null =>
    meanOf(environments.map((one) => one[key]));
  const success = mean('success');
  const rates = environments.flatMap(({ success: rate, low, high }) =>
    rate === null || low === null || high === null ? [] : [{ success: rate, low, high }],
  );
  return {
    tasks: total('tasks'),
    n: total('n'),
    errors: total('errors'),
    parseErrors: total('parseErrors'),
    success,
    ...(success === null ? { low: null, high: null } : intervalOfMean(rates)),
    reward: mean('reward'),
    rounds: mean('rounds'),
    tokens: mean('tokens'),
    parseErrorShare: mean('parseErrorShare'),
    ...missingOfMean(environments),
  };
}
