/** The same task wherever a run played it: how often it was solved, and what was done, side by side. */
import { AgentgymError } from '../errors.ts';
import { counts } from '../trajectories/trajectory.ts';
import type { Column, SameTask, TaskRow, TasksAnswer, TrajectoryView } from './api.ts';
import type { TrajectoryFile } from './table/files.ts';
import type { Placed } from './table/query.ts';

/** Trajectories of a column that are shown whole. */
const MOST_SHOWN = 4;

/** `rows` are those of the tasks asked for, in the order of the files; columns are the files that have any. */
export function tasksOf(rows: readonly Placed[]): TasksAnswer {
  const files = filesOf(rows);
  const columns = new Map([...files].map((file, i) => [file, i]));
  const tasks = new Map<string, TaskRow & { number: number }>();
  for (const { row, at } of rows) {
    const { environment, task, group, number } = row;
    const key = `${environment} ${task}`;
    const known = tasks.get(key);
    const of = known ?? {
      environment,
      task,
      ...(group === undefined ? {} : { group }),
      number,
      played: Array.from({ length: files.size }, () => null),
    };
    if (known === undefined) tasks.set(key, of);
    const column = columns.get(at) ?? 0;
    const played = of.played[column] ?? { rollouts: 0, successes: 0, errors: 0 };
    if (counts(row)) played.rollouts += 1;
    else played.errors += 1;
    if (row.outcome === 'success') played.successes += 1;
    of.played[column] = played;
  }
  const sorted = [...tasks.values()].toSorted(
    (a, b) => compare(a.environment, b.environment) || a.number - b.number || compare(a.task, b.task),
  );
  return { columns: [...files].map(columnOf), tasks: sorted.map(shown) };
}

function shown({ environment, task, group, played }: TaskRow): TaskRow {
  return { environment, task, ...(group === undefined ? {} : { group }), played };
}

/** @throws AgentgymError E_VIEW_UNKNOWN where it was played nowhere. */
export async function sameTask(
  rows: readonly Placed[],
  view: (placed: Placed) => Promise<TrajectoryView>,
): Promise<SameTask> {
  const first = rows[0]?.row;
  if (first === undefined) {
    throw new AgentgymError('E_VIEW_UNKNOWN', 'The run has not played such a task.', { hint: 'Go back to its tasks.' });
  }
  const columns: SameTask['columns'] = [];
  for (const file of filesOf(rows)) {
    const own = rows.filter(({ at }) => at === file);
    const best = own.toSorted((a, b) => (b.row.reward ?? -1) - (a.row.reward ?? -1)).slice(0, MOST_SHOWN);
    const trajectories: TrajectoryView[] = [];
    for (const placed of best) trajectories.push(await view(placed));
    columns.push({
      ...columnOf(file),
      rollouts: own.filter(({ row }) => counts(row)).length,
      successes: own.filter(({ row }) => row.outcome === 'success').length,
      trajectories,
    });
  }
  const { environment, task, group } = first;
  return { environment, task, ...(group === undefined ? {} : { group }), columns };
}

/** In the order of the run. */
function filesOf(rows: readonly Placed[]): Set<TrajectoryFile> {
  return new Set(rows.map(({ at }) => at));
}

function columnOf({ id, kind, iteration, agent }: TrajectoryFile): Column {
  const titles = {
    demonstrations: 'demonstrations',
    explore: `iteration ${iteration}, explore`,
    dev: iteration === 0 ? 'cloned agent, dev' : `iteration ${iteration}, dev`,
    final: `${agent}, held out`,
  };
  return { file: id, kind, iteration, ...(agent === undefined ? {} : { agent }), title: titles[kind] };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
