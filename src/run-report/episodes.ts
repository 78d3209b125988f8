/**
 * The trajectories that a report shows: tasks that the promoted agent gained and lost against the cloned one, and its
 * longest ones. From what was held out; before that is played, from dev.
 */
import type { ReadRun } from '../runs/read-run.ts';
import type { TrajectoryView } from '../viewer/api.ts';
import type { ServedRun } from '../viewer/served-run.ts';
import type { LightRow } from '../viewer/table/light-row.ts';
import type { Placed } from '../viewer/table/query.ts';

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

/** None where less than two agents have played; a trajectory that cannot be read is left out. */
export async function episodesOf(run: ReadRun, served: ServedRun): Promise<Episode[]> {
  const incumbent = run.lineage.findLast(({ promoted }) => promoted)?.iteration ?? 0;
  const [before, after] =
    run.summary?.final === undefined ? ['dev-0', `dev-${incumbent}`] : ['final-baseline', 'final-promoted'];
  const [theirs, ours] = [await served.table.rowsOf(before), await served.table.rowsOf(after)];
  if (theirs === undefined || ours === undefined) return [];
  const solved = new Map(theirs.rows.map((row) => [keyOf(row), row.outcome === 'success']));
  const played = ours.rows.filter((row) => solved.has(keyOf(row)) && row.reward !== null);
  const sorts: Record<Episode['why'], LightRow[]> = {
    gained: spread(played.filter((row) => row.outcome === 'success' && solved.get(keyOf(row)) === false)),
    lost: spread(played.filter((row) => row.outcome !== 'success' && solved.get(keyOf(row)) === true)),
    longest: played.toSorted((a, b) => b.rounds - a.rounds),
  };
  const taken = new Set<LightRow>();
  const episodes: Episode[] = [];
  for (const [why, most] of MOST) {
    const chosen = sorts[why].filter((row) => !taken.has(row)).slice(0, most);
    for (const row of chosen) {
      taken.add(row);
      const trajectory = await viewOf(run, served, { row, at: ours.at });
      if (trajectory !== undefined) episodes.push({ why, trajectory });
    }
  }
  return episodes;
}

function viewOf(run: ReadRun, served: ServedRun, placed: Placed): Promise<TrajectoryView | undefined> {
  return served.view(run, placed).catch(() => undefined);
}

function keyOf({ environment, task, sample }: LightRow): string {
  return JSON.stringify([environment, task, sample]);
}

/** The first of every environment, then the second of each, …: the few that are shown are of as many as can be. */
function spread(rows: readonly LightRow[]): LightRow[] {
  const seen = new Map<string, number>();
  const ranked = rows.map((row) => {
    const rank = seen.get(row.environment) ?? 0;
    seen.set(row.environment, rank + 1);
    return { row, rank };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ row }) => row);
}
