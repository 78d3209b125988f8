/**
 * The rollouts of a file as columns of numbers, under task numbers that two files share: what a comparison keeps of a
 * million rows. Compares nothing.
 */
import { throwIfInterrupted, AgentgymError } from '../errors.ts';
import { seedOf } from '../seeds.ts';
import { counts, OUTCOMES, type Outcome } from '../trajectories/trajectory.ts';
import { type Column, column } from '../trajectories/columns.ts';
import { type Facts, factsIn } from './row.ts';
import type { TaskNumbers } from './tasks.ts';

export interface Rollout {
  sample: number;
  outcome: Outcome;
  reward: number | null;
  rounds: number;
  parseErrors: number;
  tokens: number;
}

export interface Ledger {
  file: string;
  rows: number;
  /** Place of a last line that a crash tore, or that is still being written. */
  torn: string | undefined;
  splits: readonly string[];
  sources: readonly string[];
  policies: readonly string[];
  temperatures: readonly number[];
  /** The rollouts of a task, by sample; an error that was played again is not among them. */
  rolloutsOf(task: number): Rollout[];
  /** Whether the task has a row. */
  has(task: number): boolean;
  /** Hash of the task's fingerprint; undefined where no row has one. */
  fingerprintOf(task: number): number | undefined;
}

export interface ReadLedger {
  /** Of rows that disagree about a task within the file too. */
  ignoreFingerprints?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onRow?: (() => void) | undefined;
}

/** Values of a side that are told one by one; more are as good as many. */
const MOST_TOLD = 20;

/**
 * Reads the file, row by row.
 * @throws AgentgymError E_STORE_CORRUPT where a row is none or stands twice, E_STORE_MISMATCH where a task has two
 * fingerprints.
 */
export async function readLedger(file: string, tasks: TaskNumbers, options: ReadLedger = {}): Promise<Ledger> {
  const { ignoreFingerprints = false, signal, onRow = () => {} } = options;
  const [rows, marks] = [rowColumns(), fingerprintColumns()];
  const told = {
    splits: new Set<string>(),
    sources: new Set<string>(),
    policies: new Set<string>(),
    temperatures: new Set<number>(),
  };
  let torn: string | undefined;
  const onTorn = (at: string): void => void (torn = at);
  for await (const { facts, at } of factsIn(file, { signal, onTorn })) {
    throwIfInterrupted(signal);
    const task = tasks.numberOf(facts.environment, facts.itemId);
    if (!marks.add(task, facts.fingerprint) && !ignoreFingerprints) throw twoTasks(facts, at);
    rows.add(task, facts);
    if (told.splits.size < MOST_TOLD) told.splits.add(facts.split);
    if (facts.source !== undefined && told.sources.size < MOST_TOLD) told.sources.add(facts.source);
    if (told.policies.size < MOST_TOLD) told.policies.add(facts.policy);
    if (told.temperatures.size < MOST_TOLD) told.temperatures.add(facts.temperature);
    onRow();
  }
  const { rolloutsOf, has } = rows.byTask((task) => `${file}: a sample of ${tasks.itemOf(task)}`);
  return {
    file,
    rows: rows.count(),
    torn,
    splits: [...told.splits],
    sources: [...told.sources],
    policies: [...told.policies],
    temperatures: [...told.temperatures],
    rolloutsOf,
    has,
    fingerprintOf: marks.of,
  };
}

function twoTasks({ itemId, environment, fingerprint }: Facts, at: string): AgentgymError {
  const message = `${at}: ${environment} ${itemId} has the fingerprint ${fingerprint}, and another one earlier in the file.`;
  return new AgentgymError('E_STORE_MISMATCH', message, {
    hint: 'The file holds two different tasks under one id; --ignore-fingerprints takes them for one.',
  });
}

/** Fingerprints by task, as 32-bit hashes above 0: two that differ pass for equal once in four thousand million. */
function fingerprintColumns() {
  const hashes = column('count');
  return {
    /** Whether the task has no other one. An error may have come before there was any. */
    add: (task: number, fingerprint: string): boolean => {
      if (fingerprint === '') return true;
      const hash = hashOf(fingerprint);
      const known = hashes.at(task);
      if (known === 0) hashes.set(task, hash);
      return known === 0 || known === hash;
    },
    of: (task: number): number | undefined => hashes.at(task) || undefined,
  };
}

/** Digests are hashes already. */
function hashOf(fingerprint: string): number {
  const hash = /^[\da-f]{16,}$/u.test(fingerprint) ? Number.parseInt(fingerprint.slice(0, 8), 16) : seedOf(fingerprint);
  return hash || 1;
}

const FIELDS = ['rounds', 'parseErrors', 'tokens'] as const;

function rowColumns() {
  const [task, sample, outcome, reward] = [column('count'), column('count'), column('byte'), column('float')];
  const [rounds, parseErrors, tokens] = [column('count'), column('count'), column('float')];
  const played = column('count');
  const at = (row: number): Rollout => {
    const known = OUTCOMES[outcome.at(row)] ?? 'failure';
    return {
      sample: sample.at(row),
      outcome: known,
      reward: counts({ outcome: known }) ? reward.at(row) : null,
      rounds: rounds.at(row),
      parseErrors: parseErrors.at(row),
      tokens: tokens.at(row),
    };
  };
  return {
    count: () => task.length,
    add: (number: number, facts: Facts): void => {
      sample.push(facts.sample ?? played.at(number));
      played.set(number, played.at(number) + 1);
      task.push(number);
      outcome.push(OUTCOMES.indexOf(facts.outcome));
      reward.push(facts.reward ?? 0);
      for (const [i, of] of [rounds, parseErrors, tokens].entries()) of.push(facts[FIELDS[i] ?? 'rounds']);
    },
    byTask: (named: (task: number) => string) => {
      const { start, rows } = sortedByTask(task, played);
      return {
        has: (number: number) => played.at(number) > 0,
        rolloutsOf: (number: number) => {
          const first = start.at(number);
          const list = Array.from({ length: played.at(number) }, (_, i) => at(rows[first + i] ?? 0));
          return list.length < 2 ? list : withoutRepeats(list, () => named(number));
        },
      };
    },
  };
}

/** Where the rows of each task begin in a list of all rows that is ordered by task (a counting sort). */
function sortedByTask(task: Column, played: Column): { start: Column; rows: Uint32Array } {
  const [start, next] = [column('count'), column('count')];
  for (let number = 0, sum = 0; number < played.length; number++) {
    start.set(number, sum);
    next.set(number, sum);
    sum += played.at(number);
  }
  const rows = new Uint32Array(task.length);
  for (let row = 0; row < task.length; row++) {
    const number = task.at(row);
    rows[next.at(number)] = row;
    next.set(number, next.at(number) + 1);
  }
  return { start, rows };
}

/** By sample; of those that stand several times, an error gives way to a later row. */
function withoutRepeats(list: readonly Rollout[], named: () => string): Rollout[] {
  const samples = new Map<number, Rollout>();
  for (const one of list) {
    const earlier = samples.get(one.sample);
    if (earlier !== undefined && counts(earlier)) {
      throw new AgentgymError('E_STORE_CORRUPT', `${named()} (#${one.sample}) stands in the file twice.`, {
        hint: 'Ids are unique in a file; only a rollout that ended in an error is repeated. `agentgym merge` joins files.',
      });
    }
    samples.set(one.sample, one);
  }
  return [...samples.values()].toSorted((a, b) => a.sample - b.sample);
}
