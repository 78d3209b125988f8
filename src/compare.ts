/**
 * `compare`: what B does better or worse than A, from the trajectories that both left: runs, iterations, checkpoints or
 * files (compare/side.ts says what they are called). Plays nothing, decides nothing, changes no file, and holds some
 * numbers of each row, never a conversation.
 */
import { relative } from 'node:path';
import { contrastOf, totalOf, type Contrast, type EnvironmentContrast } from './compare/contrast.ts';
import { refuseOthers } from './compare/fingerprints.ts';
import { type Ledger, readLedger } from './compare/ledger.ts';
import { notesOn } from './compare/notes.ts';
import { type Choice, choicesOf, sameSplit } from './compare/side.ts';
import { type TaskNumbers, taskNumbers } from './compare/tasks.ts';
import { AgentgymError } from './errors.ts';

export type { Contrast, EnvironmentContrast, TaskChange } from './compare/contrast.ts';
export type { Figures } from './compare/figures.ts';

export interface CompareOptions {
  /** What relative paths are relative to; default: the working directory. */
  cwd?: string | undefined;
  /** Pairs tasks by their ids alone, also where their fingerprints say that they are different tasks. */
  ignoreFingerprints?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** Called with the number of rows read so far, now and then. */
  onProgress?: ((rows: number) => void) | undefined;
}

/** One of the two. */
export interface ComparedSide {
  /** As it was named. */
  name: string;
  /** Relative to the working directory. */
  file: string;
  /** Rows of the file, those of errors that were played again among them. */
  rows: number;
  /** The first twenty different ones. */
  splits: readonly string[];
  /** Whose the tasks are: `agentgym@<version>`, `custom@<digest>`, `server@<address>`, or where rows were read from. */
  sources: readonly string[];
  policies: readonly string[];
  temperatures: readonly number[];
  /** Environments that only this side has played: they are left out. */
  alone: readonly string[];
}

export interface CompareReport {
  a: ComparedSide;
  b: ComparedSide;
  /** Of the environments that both have played. */
  environments: Record<string, EnvironmentContrast>;
  total: Contrast;
  /** Tasks whose fingerprints differ, where they were to be ignored. */
  otherFingerprints: number;
  /** Sentences about what makes the two less comparable. */
  notes: readonly string[];
}

/** Rows between two reports of progress. */
const PROGRESS_ROWS = 2000;

/**
 * Compares two runs, iterations, checkpoints or files; without `b`, the baseline of the run `a` with what it promoted.
 * @throws AgentgymError E_DATA_SOURCE where there is nothing of a name; E_STORE_MISMATCH where a run has not come so far,
 * where the same ids have different fingerprints, and where the two have no environment in common; E_STORE_CORRUPT.
 */
export async function compare(a: string, b: string | undefined, options: CompareOptions = {}): Promise<CompareReport> {
  const { cwd = process.cwd(), ignoreFingerprints = false, signal, onProgress } = options;
  const names = b === undefined ? { a: `${a}@baseline`, b: `${a}@promoted` } : { a, b };
  const choices = sameSplit(await choicesOf(names.a, cwd), await choicesOf(names.b, cwd));
  if (choices === undefined) throw new Error('A name stands for no file.');
  const tasks = taskNumbers();
  const onRow = onProgress === undefined ? undefined : counter(onProgress);
  const read = ({ file }: Choice): Promise<Ledger> => readLedger(file, tasks, { ignoreFingerprints, signal, onRow });
  const ledgers = { a: await read(choices[0]), b: await read(choices[1]) };
  const sides = { ...ledgers, tasks };
  const otherFingerprints = await refuseOthers(sides, { ignored: ignoreFingerprints, signal });
  const { both, alone } = environmentsOf(tasks, ledgers);
  if (both.length === 0) throw nothingShared(names, alone);
  const parts = both.map((name) => contrastOf(sides, name));
  const environments = Object.fromEntries(parts.map(({ contrast }, i) => [both[i] ?? '', contrast]));
  const side = (key: 'a' | 'b'): ComparedSide => sideOf(ledgers[key], { name: names[key], cwd, alone: alone[key] });
  const report = { a: side('a'), b: side('b'), environments, total: totalOf(parts), otherFingerprints };
  return { ...report, notes: notesOn(report, [ledgers.a.torn, ledgers.b.torn]) };
}

function counter(onProgress: (rows: number) => void): () => void {
  let rows = 0;
  return () => {
    if (++rows % PROGRESS_ROWS === 0) onProgress(rows);
  };
}

type Both<T> = Record<'a' | 'b', T>;

function environmentsOf(tasks: TaskNumbers, { a, b }: Both<Ledger>): { both: string[]; alone: Both<string[]> } {
  const plays = (ledger: Ledger, name: string): boolean => {
    for (const task of tasks.tasksOf(name)) if (ledger.has(task)) return true;
    return false;
  };
  const names = tasks.environments().map((name) => ({ name, a: plays(a, name), b: plays(b, name) }));
  const where = (of: (one: (typeof names)[number]) => boolean): string[] => names.filter(of).map(({ name }) => name);
  return {
    both: where((one) => one.a && one.b),
    alone: { a: where((one) => one.a && !one.b), b: where((one) => one.b && !one.a) },
  };
}

function nothingShared(names: Both<string>, alone: Both<string[]>): AgentgymError {
  const said = (key: 'a' | 'b'): string =>
    alone[key].length === 0 ? `${names[key]} holds no trajectory` : `${names[key]} is of ${alone[key].join(', ')}`;
  return new AgentgymError('E_STORE_MISMATCH', `There is no environment in both: ${said('a')}, ${said('b')}.`, {
    hint: 'Environments go by the name that the config gives them.',
  });
}

function sideOf(ledger: Ledger, { name, cwd, alone }: { name: string; cwd: string; alone: string[] }): ComparedSide {
  const { rows, splits, sources, policies, temperatures } = ledger;
  return { name, file: relative(cwd, ledger.file) || '.', rows, splits, sources, policies, temperatures, alone };
}
