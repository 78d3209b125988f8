/** The query of the table: read from a URL, and what it lets through but for the text. Searches no file. */
import { AgentgymError } from '../../errors.ts';
import { AGENTS } from '../../runs/directory.ts';
import { OUTCOMES } from '../../trajectories/trajectory.ts';
import type { TrajectoryQuery, TrajectorySort } from '../api.ts';
import type { TrajectoryFile } from './files.ts';
import type { LightRow } from './light-row.ts';

/** A row and the file it is in. */
export interface Placed {
  readonly row: LightRow;
  readonly at: TrajectoryFile;
}

export type Query = Omit<TrajectoryQuery, 'offset' | 'limit'> & { offset: number; limit: number };

const SORTS: readonly TrajectorySort[] = [
  'order',
  'environment',
  'task',
  'outcome',
  'reward',
  'rounds',
  'iteration',
  'seconds',
  'tokens',
];
const KINDS = ['demonstrations', 'explore', 'dev', 'final'] as const;
const LONGEST_TEXT = 200;
const MOST_ROWS = 1000;

/** @throws AgentgymError E_VIEW_REQUEST that names the parameter. */
export function readQuery(of: (name: string) => string | undefined): Query {
  const given = (name: string): string | undefined => of(name) || undefined;
  const sort = oneOf('sort', given('sort'), [...SORTS, ...SORTS.map((name) => `-${name}` as const)]);
  const text = given('text');
  if (text !== undefined && text.length > LONGEST_TEXT) throw wrong('text', `at most ${LONGEST_TEXT} characters`);
  const numbers = {
    iteration: whole('iteration', given('iteration')),
    min: number('min', given('min')),
    max: number('max', given('max')),
  };
  const named = {
    environment: given('environment'),
    task: given('task'),
    file: given('file'),
    outcome: oneOf('outcome', given('outcome'), OUTCOMES),
    kind: oneOf('kind', given('kind'), KINDS),
    agent: oneOf('agent', given('agent'), AGENTS),
    text,
    sort,
  };
  const all = Object.entries({ ...named, ...numbers }).filter(([, value]) => value !== undefined);
  const limit = whole('limit', given('limit')) ?? 100;
  if (limit > MOST_ROWS) throw wrong('limit', `at most ${MOST_ROWS}`);
  return { ...(Object.fromEntries(all) as TrajectoryQuery), offset: whole('offset', given('offset')) ?? 0, limit };
}

/** Whether a file may hold rows that the query asks for. */
export function mayHold(file: TrajectoryFile, query: Query): boolean {
  return (
    (['kind', 'agent', 'iteration'] as const).every((key) => query[key] === undefined || query[key] === file[key]) &&
    (query.file === undefined || query.file === file.id)
  );
}

/** Whether a row is asked for, its file being one that is. */
export function isAsked(row: LightRow, { environment, task, outcome, min, max }: Query): boolean {
  if (row.replaced) return false;
  if (environment !== undefined && row.environment !== environment) return false;
  if (task !== undefined && row.task !== task) return false;
  if (outcome !== undefined && row.outcome !== outcome) return false;
  if (min !== undefined && (row.reward === null || row.reward < min)) return false;
  return max === undefined || (row.reward !== null && row.reward <= max);
}

/** Rows, which are in the order of the files, in the order asked for; equal ones stay as they are. */
export function sortRows(rows: readonly Placed[], sort: Query['sort'] = 'order'): readonly Placed[] {
  const back = sort.startsWith('-');
  const key = (back ? sort.slice(1) : sort) as TrajectorySort;
  if (key === 'order') return back ? rows.toReversed() : rows;
  const by = ORDERS[key];
  // Sorting the other way round rather than reversing keeps equal ones in the order of the files.
  return rows.toSorted(back ? (a, b) => by(b, a) : by);
}

type Order = (a: Placed, b: Placed) => number;

const ORDERS: Record<Exclude<TrajectorySort, 'order'>, Order> = {
  environment: ({ row: a }, { row: b }) => byText(a.environment, b.environment),
  task: ({ row: a }, { row: b }) =>
    byText(a.environment, b.environment) || a.number - b.number || byText(a.task, b.task),
  outcome: ({ row: a }, { row: b }) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome),
  // What has no reward is below everything.
  reward: ({ row: a }, { row: b }) => (a.reward ?? -1) - (b.reward ?? -1),
  rounds: ({ row: a }, { row: b }) => a.rounds - b.rounds,
  iteration: (a, b) => (a.at.iteration ?? -1) - (b.at.iteration ?? -1),
  seconds: ({ row: a }, { row: b }) => a.seconds - b.seconds,
  tokens: ({ row: a }, { row: b }) => a.completion - b.completion,
};

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const one = known.find((each) => each === value);
  if (one === undefined) throw wrong(name, `one of ${known.join(', ')}`);
  return one;
}

function whole(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,12}$/u.test(value)) throw wrong(name, 'a whole number from 0 on');
  return Number(value);
}

function number(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const read = Number(value);
  if (value.trim() === '' || !Number.isFinite(read)) throw wrong(name, 'a number');
  return read;
}

function wrong(name: string, expected: string): AgentgymError {
  return new AgentgymError('E_VIEW_REQUEST', `The parameter \`${name}\` is wrong.`, { hint: `Expected ${expected}.` });
}
