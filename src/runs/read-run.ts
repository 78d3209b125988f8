/**
 * What a run directory tells its readers (viewer, `status`, report): plain data, as far as it is there. Never throws for
 * what is unfinished or damaged, but says what is missing; reads no trajectories and writes nothing, so that it may be
 * asked of a run that is going on, or of a copy of one from another machine.
 */
import { readdir } from 'node:fs/promises';
import { parse } from 'yaml';
import { messageOf } from '../errors.ts';
import type { IterationResult } from '../loop.ts';
import type { LineageEntry } from '../promote/lineage.ts';
import type { ProgressNote } from '../report/progress-file.ts';
import type { WeighReport } from '../weigh/weigh.ts';
import { requireContained } from './contained.ts';
import { runDirectory, type RunDirectory } from './directory.ts';
import type { JournalEntry } from './journal.ts';
import { type LockHolder, lookAt } from './lock.ts';
import { type Faults, isObject, jsonLinesIn, jsonOf, textOf } from './readable.ts';
import type { Summary } from './summary.ts';

/** `unknown`: it is not said, and there is no process; no attempt was begun, or it is a run of another machine. */
export type RunState = 'running' | 'interrupted' | 'limited' | 'failed' | 'completed' | 'unknown';

export interface ReadIteration {
  /** 0 is cloning. */
  index: number;
  /** metrics.json: absent while the iteration is going on, and of cloning. */
  result?: IterationResult;
  weighed?: WeighReport;
  /** data-card.json. */
  dataCard?: unknown;
  /** losses.jsonl, by optimiser step. */
  losses: { step: number; loss: number }[];
}

export interface ReadRun {
  directory: RunDirectory;
  state: RunState;
  /** config.resolved.yaml, and what it says; not checked against the schema, which may be another version's. */
  configText?: string;
  config: Record<string, unknown>;
  summary?: Summary;
  lineage: LineageEntry[];
  /** The last entry of each key, in the order in which the keys first came. */
  journal: JournalEntry[];
  /** When its first attempt began; UTC, ISO 8601. */
  started?: string;
  /** Of work that is finished, earlier attempts included. */
  seconds: number;
  iterations: ReadIteration[];
  /** Only of a run that is going on. */
  progress?: ProgressNote;
  /** What is missing or damaged, one sentence each. */
  faults: string[];
}

/** A lock of another machine counts while the run says where it is, at least this often (ms). */
const FRESH = 120_000;

/** Reads what is there. `now` is milliseconds since 1970. */
export async function readRun(root: string, now: number = Date.now()): Promise<ReadRun> {
  const directory = runDirectory(root);
  const outside = await requireContained(root).then(() => undefined, messageOf);
  if (outside !== undefined) return unread(directory, outside);
  const faults: string[] = [];
  const fault: Faults = (sentence) => void faults.push(sentence);
  const [configText, summary, lineage, journal, iterations, said, holder] = await Promise.all([
    textOf(directory.config, 'config.resolved.yaml', fault),
    jsonOf(directory.summary, 'summary.json', fault),
    jsonOf(directory.lineage, 'lineage.json', fault),
    journalIn(directory, fault),
    iterationsIn(directory, fault),
    jsonOf(directory.progress, 'progress.json', () => {}),
    lookAt(directory.lock),
  ]);
  if (configText === undefined) fault('config.resolved.yaml is missing.');
  const progress = progressOf(said);
  const state = stateOf({ holder, summary: summaryIn(summary), journal, progress, now });
  const started = startOf(journal);
  return {
    directory,
    state,
    ...(configText === undefined ? {} : { configText }),
    config: configIn(configText, fault),
    ...(summaryIn(summary) === undefined ? {} : { summary: summary as Summary }),
    lineage: Array.isArray(lineage) ? (lineage.filter(isObject) as unknown as LineageEntry[]) : [],
    journal,
    ...(started === undefined ? {} : { started }),
    seconds: journal.reduce((sum, { key, seconds }) => (key.startsWith('attempts/') ? sum : sum + seconds), 0),
    iterations: iterations.map((one) => withReport(one, journal)),
    ...(state === 'running' && progress !== undefined ? { progress } : {}),
    faults,
  };
}

/** A run of which nothing is read, and why. */
function unread(directory: RunDirectory, fault: string): ReadRun {
  return {
    directory,
    state: 'unknown',
    config: {},
    lineage: [],
    journal: [],
    seconds: 0,
    iterations: [],
    faults: [fault],
  };
}

function configIn(text: string | undefined, fault: Faults): Record<string, unknown> {
  try {
    const value: unknown = parse(text ?? '', { logLevel: 'error' });
    if (isObject(value)) return value;
  } catch (error) {
    fault(`config.resolved.yaml cannot be read: ${messageOf(error).split('\n')[0]}`);
  }
  return {};
}

const STATES: readonly string[] = ['completed', 'interrupted', 'limited', 'failed'];

function summaryIn(value: unknown): Summary | undefined {
  return isObject(value) && STATES.includes(String(value['status'])) ? (value as unknown as Summary) : undefined;
}

async function journalIn(directory: RunDirectory, fault: Faults): Promise<JournalEntry[]> {
  const entries = new Map<string, JournalEntry>();
  for (const line of await jsonLinesIn(directory.journal, 'journal.jsonl', fault)) {
    const { key, seconds, forgotten } = line;
    if (typeof key !== 'string' || typeof seconds !== 'number')
      fault('journal.jsonl holds a line that is not one of a journal.');
    else if (forgotten === true) entries.delete(key);
    else entries.set(key, line as unknown as JournalEntry);
  }
  return [...entries.values()];
}

async function iterationsIn(directory: RunDirectory, fault: Faults): Promise<ReadIteration[]> {
  const names = await readdir(directory.iterations).catch(() => []);
  const indices = names.filter((name) => /^\d{4,}$/u.test(name)).map(Number);
  return Promise.all(
    indices
      .toSorted((a, b) => a - b)
      .map(async (index) => {
        const { metrics, dataCard, losses } = directory.iteration(index);
        const of = (file: string): string => `${file} of iteration ${index}`;
        const result = await jsonOf(metrics, of('metrics.json'), fault);
        const card = await jsonOf(dataCard, of('data-card.json'), fault);
        return {
          index,
          ...(isObject(result) && isObject(result['dev']) ? { result: result as unknown as IterationResult } : {}),
          ...(card === undefined ? {} : { dataCard: card }),
          losses: pointsOf(await jsonLinesIn(losses, of('losses.jsonl'), fault)),
        };
      }),
  );
}

/** A step that was taken again on resuming counts as it was the last time. */
function pointsOf(lines: readonly Record<string, unknown>[]): ReadIteration['losses'] {
  const points = new Map<number, number>();
  for (const { step, loss } of lines) if (typeof step === 'number' && typeof loss === 'number') points.set(step, loss);
  return [...points].map(([step, loss]) => ({ step, loss })).toSorted((a, b) => a.step - b.step);
}

function withReport(iteration: ReadIteration, journal: readonly JournalEntry[]): ReadIteration {
  const weighed = journal.find(({ key }) => key === `iterations/${iteration.index}/weigh`)?.result;
  return isObject(weighed) && isObject(weighed['dropped'])
    ? { ...iteration, weighed: weighed as unknown as WeighReport }
    : iteration;
}

function progressOf(value: unknown): ProgressNote | undefined {
  const known = isObject(value) && typeof value['title'] === 'string' && typeof value['at'] === 'string';
  return known ? (value as unknown as ProgressNote) : undefined;
}

function startOf(journal: readonly JournalEntry[]): string | undefined {
  const first = journal.find(({ key }) => key.startsWith('attempts/'));
  const { started } = (first?.result ?? {}) as { started?: unknown };
  return typeof started === 'string' ? started : journal[0]?.at;
}

/** The lock is what says that it is running: whatever an earlier attempt wrote is about that one. */
function stateOf(told: {
  holder: LockHolder;
  summary: Summary | undefined;
  journal: readonly JournalEntry[];
  progress: ProgressNote | undefined;
  now: number;
}): RunState {
  const { holder, summary, journal, progress, now } = told;
  if (holder === 'alive') return 'running';
  if (holder === 'elsewhere' && progress !== undefined && now - Date.parse(progress.at) < FRESH) return 'running';
  const last = journal.findLast(({ key }) => key.startsWith('attempts/'));
  // An attempt that never ended was killed, whatever the summary of one before it says.
  const killed = last !== undefined && !(isObject(last.result) && 'seconds' in last.result);
  if (killed) return 'interrupted';
  return summary?.status ?? 'unknown';
}
