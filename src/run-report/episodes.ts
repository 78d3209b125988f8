/**
 * The trajectories that a report shows: tasks that the promoted agent gained and lost against the cloned one, and its
 * longest ones. From what was held out; before that is played, from dev. Goes through the files row by row, and keeps of
 * them which tasks were solved and the few rows that it may show.
 */
import type { ReadRun } from '../runs/read-run.ts';
import { column } from '../trajectories/columns.ts';
import { createIds } from '../trajectories/ids.ts';
import type { TrajectoryView } from '../viewer/api.ts';
import type { ServedRun } from '../viewer/served-run.ts';
import { type TrajectoryFile, trajectoryFiles } from '../viewer/table/files.ts';
import type { LightRow } from '../viewer/table/light-row.ts';
import { lightRowsOf } from '../viewer/table/light-rows.ts';
import type { Faults } from './faults.ts';

export interface Episode {
  why: 'gained' | 'lost' | 'longest';
  trajectory: TrajectoryView;
}

/** So many of each, at most. */
const MOST: readonly (readonly [Episode['why'], number])[] = [
  ['gained', 4],
  ['lost', 3],
  ['longest', 3],
];
const MOST_IN_ALL = MOST.reduce((sum, [, most]) => sum + most, 0);

/** None where less than two agents have played; a trajectory that cannot be read is left out. */
export async function episodesOf(run: ReadRun, served: ServedRun, faults: Faults): Promise<Episode[]> {
  const incumbent = run.lineage.findLast(({ promoted }) => promoted)?.iteration ?? 0;
  const agents =
    run.summary?.final === undefined ? ['dev-0', `dev-${incumbent}`] : ['final-baseline', 'final-promoted'];
  const files = await trajectoryFiles(run.directory);
  const [before, after] = agents.map((id) => files.find((file) => file.id === id));
  if (before === undefined || after === undefined) return [];
  const candidates = await candidatesIn(after, await solvedIn(before, faults), faults);
  const taken = new Set<LightRow>();
  const episodes: Episode[] = [];
  for (const [why, most] of MOST) {
    const chosen = candidates[why].filter((row) => !taken.has(row)).slice(0, most);
    for (const row of chosen) {
      taken.add(row);
      const trajectory = await faults.attempt(`The trajectory ${row.id} of ${after.path}`, () =>
        served.view(run, { row, at: after }),
      );
      if (trajectory !== undefined) episodes.push({ why, trajectory });
    }
  }
  return episodes;
}

/** Whether a rollout was solved; undefined where it was not played. */
type Solved = (row: LightRow) => boolean | undefined;

async function solvedIn({ file }: TrajectoryFile, { onDamaged }: Faults): Promise<Solved> {
  const [played, solved] = [createIds(), column('byte')];
  for await (const row of lightRowsOf(file, onDamaged)) {
    const key = keyOf(row);
    solved.set(played.numberOf(key) ?? played.add(key), row.outcome === 'success' ? 1 : 0);
  }
  return (row) => {
    const number = played.numberOf(keyOf(row));
    return number === undefined ? undefined : solved.at(number) === 1;
  };
}

/** Best first, and no more than may be shown. */
async function candidatesIn(
  { file }: TrajectoryFile,
  solved: Solved,
  { onDamaged }: Faults,
): Promise<Record<Episode['why'], LightRow[]>> {
  const [gained, lost] = [spreading(), spreading()];
  let longest: LightRow[] = [];
  for await (const row of lightRowsOf(file, onDamaged)) {
    const before = solved(row);
    if (before === undefined || row.reward === null) continue;
    if (row.outcome === 'success' && !before) gained.add(row);
    if (row.outcome !== 'success' && before) lost.add(row);
    // Among equals the first, as a stable order has them.
    if (longest.length < MOST_IN_ALL || row.rounds > (longest.at(-1)?.rounds ?? 0))
      longest = [...longest, row].toSorted((a, b) => b.rounds - a.rounds).slice(0, MOST_IN_ALL);
  }
  return { gained: gained.rows(), lost: lost.rows(), longest };
}

/** Like an id, so that the samples of a task share its text. */
function keyOf({ environment, task, sample }: LightRow): string {
  return `${environment} ${task}#${sample}`;
}

/** The first of every environment, then the second of each, …: the few that are shown are of as many as can be. */
function spreading() {
  const byEnvironment = new Map<string, LightRow[]>();
  return {
    add: (row: LightRow): void => {
      const rows = byEnvironment.get(row.environment) ?? [];
      byEnvironment.set(row.environment, rows);
      if (rows.length < MOST_IN_ALL) rows.push(row);
    },
    rows: (): LightRow[] => {
      const all = [...byEnvironment.values()];
      return Array.from({ length: MOST_IN_ALL }, (_, rank) => all.flatMap((rows) => rows[rank] ?? [])).flat();
    },
  };
}
