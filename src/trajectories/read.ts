/**
 * Reads trajectory files of every format (readers/detect.ts), streaming: AgentTraj-L as a JSON array, AgentTraj, chat and
 * ShareGPT rows as an array or JSON lines. Repairs nothing: a torn last line is a fault here, and mended only where a
 * file is opened to go on with it (store.ts). Does not look for files (sources.ts).
 */
import { AgentgymError } from '../errors.ts';
import { plainItemId } from './item-id.ts';
import type { KnownEnvironment } from './readers/demonstration.ts';
import { isNameless, trajectoryOf } from './readers/detect.ts';
import { rowsOf } from './readers/rows.ts';
import { createTally } from './readers/tally.ts';
import { counts, type Trajectory } from './trajectory.ts';

export interface ReadOptions {
  /** Whether rows that cannot be read are left out; otherwise they are an error. */
  skipInvalid?: boolean | undefined;
  /** The environments that rows may be of: rows of others are left out and counted. Default: any. */
  environments?: readonly KnownEnvironment[] | undefined;
  /** What the files are called where rows of other programs say whose tasks they are of; default: their paths. */
  sources?: readonly string[] | undefined;
  /** Default: 64 MiB. */
  mostRowBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ReadReport {
  /** Rows that were there. */
  rows: number;
  /** Rows that cannot be read, and the first few of what is wrong with them. */
  invalid: number;
  faults: string[];
  /** Rows left out, by the environment they are of. */
  foreign: Record<string, number>;
  /** Rows that came in, by source and environment. */
  kept: Record<string, Record<string, number>>;
}

/** All trajectories of a file, in its order; E_STORE_CORRUPT names file and row, also when an id stands twice. */
export async function readTrajectories(file: string, options: ReadOptions = {}): Promise<Trajectory[]> {
  return (await readFiles([file], options)).trajectories;
}

/**
 * The trajectories of files, in their order, and what was left out of them.
 * @throws AgentgymError E_STORE_CORRUPT that names the rows that cannot be read (with `skipInvalid`: never for a row);
 * E_STORE_MISMATCH for rows of a later version of this program.
 */
export async function readFiles(
  files: readonly string[],
  options: ReadOptions = {},
): Promise<{ trajectories: Trajectory[]; report: ReadReport }> {
  const { environments, sources = files, skipInvalid = false, ...how } = options;
  const names = environments && new Set(environments.map(({ name }) => name));
  const tally = createTally();
  const foreign = new Map<string, number>();
  const merged = new Map<string, Trajectory>();
  const nameless = { rows: 0 };
  const kept: ReadReport['kept'] = {};
  for (const [i, file] of files.entries()) {
    const reader = createReader({ environments, nameless, source: sources[i] });
    for await (const { at, value, fault } of rowsOf(file, how)) {
      tally.count(() => {
        if (fault !== undefined) throw fault;
        const trajectory = reader.read(value, at);
        const { environment } = trajectory;
        if (names === undefined || names.has(environment)) reader.keep(trajectory, at);
        else foreign.set(environment, (foreign.get(environment) ?? 0) + 1);
      });
    }
    const own: Record<string, number> = (kept[sources[i] ?? file] = {});
    for (const trajectory of reader.trajectories()) {
      own[trajectory.environment] = (own[trajectory.environment] ?? 0) + 1;
      add(merged, trajectory);
    }
  }
  if (!skipInvalid) tally.refuse();
  const { rows, invalid, faults } = tally;
  return {
    trajectories: [...merged.values()],
    report: { rows, invalid, faults: [...faults], foreign: Object.fromEntries(foreign), kept },
  };
}

/** Files may hold the same samples of a task, each its own: the later one gets the next number that is free. */
function add(merged: Map<string, Trajectory>, trajectory: Trajectory): void {
  const stem = trajectory.id.slice(0, trajectory.id.lastIndexOf('#'));
  let { id, sample } = trajectory;
  while (merged.has(id)) id = `${stem}#${++sample}`;
  merged.set(id, id === trajectory.id ? trajectory : { ...trajectory, id, sample });
}

/** Collects rows into trajectories: numbers the samples of rows that do not, and refuses an id that stands twice. */
export function createReader(options: ReaderOptions = {}): RowReader {
  const { environments, source, nameless = { rows: 0 } } = options;
  const rows = new Map<string, Trajectory>();
  const seen = new Map<string, number>();
  const read = (row: unknown, at: string): Trajectory => {
    if (isNameless(row)) {
      const trajectory = trajectoryOf(row, { at, sample: 0, nameless: nameless.rows, environments, source });
      nameless.rows += 1;
      return trajectory;
    }
    const itemId = itemOf(row);
    const sample = seen.get(itemId) ?? 0;
    const trajectory = trajectoryOf(row, { at, sample, environments, source });
    seen.set(itemId, sample + 1);
    return trajectory;
  };
  const keep = (trajectory: Trajectory, at: string): void => {
    const earlier = rows.get(trajectory.id);
    if (earlier !== undefined && counts(earlier)) {
      throw new AgentgymError('E_STORE_CORRUPT', `${at}: the id ${trajectory.id} stands in the file twice.`, {
        hint: 'Ids are unique in a file; only a rollout that ended in an error is repeated.',
      });
    }
    rows.delete(trajectory.id);
    rows.set(trajectory.id, trajectory);
  };
  return { read, keep, add: (row, at) => keep(read(row, at), at), trajectories: () => [...rows.values()] };
}

interface ReaderOptions extends Pick<ReadOptions, 'environments'> {
  source?: string | undefined;
  /** Counts the rows that name no task, over several readers. */
  nameless?: { rows: number } | undefined;
}

export interface RowReader {
  /** The trajectory of a row, which is not kept. `at` is `file:line`. */
  read(row: unknown, at: string): Trajectory;
  /** Keeps a trajectory; a later one takes the place of one with its id that ended in an error. */
  keep(trajectory: Trajectory, at: string): void;
  /** Reads and keeps. */
  add(row: unknown, at: string): void;
  trajectories(): Trajectory[];
}

function itemOf(row: unknown): string {
  return typeof row === 'object' && row !== null && 'item_id' in row ? plainItemId(String(row.item_id)) : '';
}
