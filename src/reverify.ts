/**
 * `reverify`: rewards and outcomes of stored trajectories, recomputed by playing them again after an environment's scoring
 * has changed. Writes new files and never over old ones. What stands in them is verified: a trajectory that has become one
 * of another world (an observation parts) or that could not be played is told, and left out.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AgentgymError, throwIfInterrupted } from './errors.ts';
import { rescored } from './replay/rescored.ts';
import { type Difference, differenceTally } from './replay/difference-tally.ts';
import { isOfWorld } from './replay/partings.ts';
import { openReplays, type Replay, type ReplaysRequest } from './replay/replays.ts';
import { type Parted, requireSome } from './replay.ts';
import { syncFolder } from './runs/files.ts';
import { jsonFile, type Sink } from './trajectories/export/sinks.ts';

export type { Difference } from './replay/difference-tally.ts';

export interface ReverifyRequest extends Omit<ReplaysRequest, 'task' | 'limit'> {
  /** A file, and for a run a directory; neither may be there yet. */
  out: string;
  /** What files are told relative to; default: the working directory. */
  cwd?: string | undefined;
}

export interface ReverifyReport {
  out: string;
  /** Rows that were written, by file. */
  files: readonly { file: string; rows: number }[];
  /** Trajectories that were scored anew, and those whose reward or outcome is another now. */
  rescored: number;
  changed: number;
  /** Stored errors of the plumbing, which are copied as they are. */
  broken: number;
  /** Left out: of another world, not played because the environment failed, and of environments that are not there. */
  parted: number;
  failed: number;
  foreign: Record<string, number>;
  /** Old and new, by environment. */
  environments: Record<string, Difference>;
  /** Where the first thousand that are of another world part. */
  partings: readonly Parted[];
  failures: readonly { at: string; id: string; code: string; message: string }[];
}

const MOST_TOLD = 1000;

/**
 * @throws AgentgymError E_CONFIG_INVALID where the output is there already; E_EXPORT_EMPTY where nothing is left to write;
 * and as `replay` does. Nothing is written then.
 */
export async function reverify(request: ReverifyRequest): Promise<ReverifyReport> {
  const { out, cwd = process.cwd() } = request;
  await refuseExisting(out);
  const replays = await openReplays(request);
  const target = replays.run === undefined ? fileTarget(out) : folderTarget(out, replays.run);
  try {
    const told = { out: relative(cwd, out), rescored: 0, changed: 0, broken: 0, parted: 0, failed: 0 };
    const report: Tally = { ...told, files: [], foreign: {}, environments: {}, partings: [], failures: [] };
    const tally = differenceTally();
    for await (const one of replays.each()) {
      const row = take(report, { ...one, at: relative(cwd, one.at) });
      if (row !== undefined) await target.write(one.file, row);
      if (one.result.kind === 'played' && row !== undefined) tally.add(one.stored, one.result.now ?? one.stored);
    }
    throwIfInterrupted(request.signal);
    refuseNothing(report, replays.names);
    await refuseExisting(out);
    report.files = (await target.finish()).map(({ file, rows }) => ({ file: relative(cwd, file), rows }));
    const { environments, changed } = tally.differences();
    return { ...report, environments, changed };
  } catch (error) {
    await target.discard();
    throw error;
  } finally {
    await replays.close();
  }
}

/** A report that is being added to. */
interface Tally extends ReverifyReport {
  files: { file: string; rows: number }[];
  partings: Parted[];
  failures: { at: string; id: string; code: string; message: string }[];
}

/** Counts; the row to write, if there is one. */
function take(report: Tally, { at, row, stored, result }: Replay): object | undefined {
  const { id, environment } = stored;
  if (result.kind === 'broken') {
    report.broken += 1;
    return row as object;
  }
  if (result.kind === 'foreign') {
    report.foreign[environment] = (report.foreign[environment] ?? 0) + 1;
    return undefined;
  }
  if (result.kind === 'failed') {
    report.failed += 1;
    if (report.failures.length < MOST_TOLD) report.failures.push({ at, id, ...result.error });
    return undefined;
  }
  const parting = result.partings.find(isOfWorld);
  if (parting === undefined && result.now !== undefined) {
    report.rescored += 1;
    return rescored(row, stored, result.now);
  }
  report.parted += 1;
  if (parting !== undefined && report.partings.length < MOST_TOLD)
    report.partings.push({ at, id, environment, ...parting });
  return undefined;
}

async function refuseExisting(out: string): Promise<void> {
  const there = await stat(out).catch(() => undefined);
  if (there === undefined) return;
  throw new AgentgymError('E_CONFIG_INVALID', `${out} is there already.`, {
    hint: 'Give another --out: what was verified before is never written over.',
  });
}

function refuseNothing(report: ReverifyReport, names: readonly string[]): void {
  const { rescored: replayed, parted, failed, foreign, broken, failures } = report;
  if (replayed > 0) return;
  if (parted === 0) requireSome({ replayed, failed, foreign, broken, failures, files: [] }, { names, task: undefined });
  const left = Object.values(foreign).reduce((sum, one) => sum + one, 0);
  const why = `${parted} part from what is stored, ${failed} could not be played, ${left} are of other environments, ${broken} ended in errors`;
  throw new AgentgymError('E_EXPORT_EMPTY', `No trajectory could be verified: ${why}.`, {
    hint: '`agentgym replay` with --task shows where a trajectory parts. --ignore-fingerprints goes by observations alone.',
  });
}

/** Where rows go. */
interface Target {
  write(from: string, row: object): Promise<void>;
  /** Puts everything in its place; the files and their rows. */
  finish(): Promise<{ file: string; rows: number }[]>;
  discard(): Promise<void>;
}

function fileTarget(out: string): Target {
  let sink: Sink<object> | undefined;
  let rows = 0;
  return {
    write: async (_from, row) => {
      sink ??= await jsonFile(out);
      await sink.write(row);
      rows += 1;
    },
    finish: async () => {
      await sink?.finish();
      return [{ file: out, rows }];
    },
    discard: async () => sink?.discard(),
  };
}

/** A file for each of the run's, under the same name; the folder takes its own when all are whole. */
function folderTarget(out: string, run: string): Target {
  const aside = `${out}.partial`;
  const open = new Map<string, { sink: Sink<object>; rows: number }>();
  return {
    write: async (from, row) => {
      if (open.size === 0) await rm(aside, { recursive: true, force: true });
      const name = relative(run, from);
      const one = open.get(name) ?? { sink: await jsonFile(join(aside, name)), rows: 0 };
      open.set(name, one);
      await one.sink.write(row);
      one.rows += 1;
    },
    finish: async () => {
      for (const { sink } of open.values()) await sink.finish();
      await mkdir(dirname(out), { recursive: true });
      await rename(aside, out);
      await syncFolder(dirname(out));
      return [...open].map(([name, { rows }]) => ({ file: join(out, name), rows }));
    },
    discard: async () => {
      for (const { sink } of open.values()) await sink.discard().catch(() => {});
      await rm(aside, { recursive: true, force: true });
    },
  };
}
