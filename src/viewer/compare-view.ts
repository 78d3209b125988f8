/** Two runs, iterations or agents beside each other: the comparison of compare.ts, with the trajectories behind each task. */
import { resolve } from 'node:path';
import { compare, type Contrast, type Figures, type TaskChange } from '../compare.ts';
import { AgentgymError } from '../errors.ts';
import type { ComparisonView, Paired, Scores, Side, TaskPair } from './api.ts';
import type { KnownRun } from './known-runs.ts';
import type { ServedRun } from './served-run.ts';
import type { TrajectoryFile } from './table/files.ts';
import type { LightRow } from './table/light-row.ts';
import { rowOf } from './table/run-table.ts';

/** Tasks that are named, of those gained and of those lost. */
const MOST_TASKS = 1000;
const WHAT = /^(?:baseline|control|promoted|\d{1,6})$/u;

/** A side as a URL names it, looked up. */
export interface NamedSide {
  known: KnownRun;
  run: ServedRun;
  /** Agent or iteration; undefined: what the run came to. */
  what: string | undefined;
}

/** `<run>` or `<run>@<what>`. @throws AgentgymError E_VIEW_REQUEST */
export function readSide(name: 'a' | 'b', value: string | undefined): { id: string; what: string | undefined } {
  const [id = '', what, ...rest] = (value ?? '').split('@');
  if (id !== '' && rest.length === 0 && (what === undefined || WHAT.test(what))) return { id, what };
  throw new AgentgymError('E_VIEW_REQUEST', `The parameter \`${name}\` is wrong.`, {
    hint: 'Expected a run, or <run>@<what> with baseline, control, promoted or the number of an iteration.',
  });
}

export async function comparisonView(a: NamedSide, b: NamedSide): Promise<ComparisonView> {
  // Different tasks under one name are no reason to show nothing here: the notes say how many.
  const report = await compare(pathOf(a), pathOf(b), { cwd: '/', ignoreFingerprints: true });
  const [left, right] = [await sideOf(a, report.a.file), await sideOf(b, report.b.file)];
  const pairs = (key: 'gained' | 'lost'): TaskPair[] =>
    Object.entries(report.environments).flatMap(([environment, contrast]) =>
      contrast[key].map((change) => pairOf(environment, change, [left, right])),
    );
  const [gained, lost] = [pairs('gained'), pairs('lost')];
  const cut =
    Math.max(gained.length, lost.length) > MOST_TASKS ? [`Only the first ${MOST_TASKS} tasks are named.`] : [];
  return {
    a: { ...left.side, ...scoresOf('a', report) },
    b: { ...right.side, ...scoresOf('b', report) },
    split: [...new Set([...report.a.splits, ...report.b.splits])].join(', '),
    environments: Object.fromEntries(Object.entries(report.environments).map(([name, one]) => [name, pairedOf(one)])),
    total: pairedOf(report.total),
    gained: gained.slice(0, MOST_TASKS),
    lost: lost.slice(0, MOST_TASKS),
    notes: [...report.notes, ...cut],
  };
}

/** As `compare` is asked; made of what was looked up, never of what a request says. */
function pathOf({ known, what }: NamedSide): string {
  return what === undefined ? known.directory.root : `${known.directory.root}@${what}`;
}

interface Placed {
  side: Side;
  at: TrajectoryFile | undefined;
  /** A task's rollouts, the one to look at first: the best. */
  rows: ReadonlyMap<string, LightRow>;
}

async function sideOf({ known, run }: NamedSide, file: string): Promise<Placed> {
  const at = (await run.table.files()).find((one) => one.file === resolve('/', file));
  const what = at?.agent ?? at?.iteration ?? 'promoted';
  const titles = { baseline: 'baseline', control: 'control', promoted: 'promoted' };
  const said = typeof what === 'number' ? (what === 0 ? 'cloned agent' : `iteration ${what}`) : titles[what];
  const side: Side = { run: known.id, name: known.path, what, title: `${known.path}, ${said}` };
  const rows = new Map<string, LightRow>();
  for (const row of (at === undefined ? undefined : await run.table.rowsOf(at.id))?.rows ?? []) {
    const key = keyOf(row.environment, row.task);
    const best = rows.get(key);
    if (best === undefined || (row.reward ?? -1) > (best.reward ?? -1)) rows.set(key, row);
  }
  return { side, at, rows };
}

function pairOf(environment: string, { itemId }: TaskChange, [a, b]: [Placed, Placed]): TaskPair {
  const rowIn = ({ rows, at }: Placed): TaskPair['a'] => {
    const row = rows.get(keyOf(environment, itemId));
    return row === undefined || at === undefined ? null : rowOf({ row, at });
  };
  return { environment, task: itemId, a: rowIn(a), b: rowIn(b) };
}

function keyOf(environment: string, task: string): string {
  return `${environment} ${task}`;
}

/** Where the two share no task, they are compared as independent samples: then no task is gained or lost. */
function pairedOf({ shared, tasks, success, reward }: Contrast): Paired {
  const { pairs = 0, gained = 0, lost = 0, p = 1, bounds } = tasks ?? {};
  const differences = { success: { ...success }, reward: { ...reward } };
  return { tasks: shared, pairs, gained, lost, p, ...differences, ...(bounds === undefined ? {} : { bounds }) };
}

function scoresOf(
  side: 'a' | 'b',
  { environments, total }: { environments: Record<string, Contrast>; total: Contrast },
): Scores {
  return {
    total: scoreOf(total[side]),
    environments: Object.fromEntries(Object.entries(environments).map(([name, one]) => [name, scoreOf(one[side])])),
  };
}

function scoreOf({ success, low, high, n, reward, missing }: Figures): Scores['total'] {
  return { success, low, high, n, reward, ...(missing === undefined ? {} : { missing }) };
}
