/**
 * The trajectories of files, played again one after another: many at once, told in the order of the rows. What a row is
 * worth afterwards is for src/replay.ts and src/reverify.ts.
 */
import { setMaxListeners } from 'node:events';
import type { Config } from '../config/schema.ts';
import { throwIfInterrupted } from '../errors.ts';
import { explained } from '../trajectories/damage.ts';
import { storedRows } from '../trajectories/export/stored.ts';
import { createReader } from '../trajectories/read.ts';
import { counts, type Trajectory } from '../trajectories/trajectory.ts';
import { type Again, playAgain } from './again.ts';
import { linesIn, sourcesOf } from './files.ts';
import type { Parting, PartingOptions } from './partings.ts';
import { openWorlds, type World, type Worlds } from './worlds.ts';

export interface ReplaysRequest extends PartingOptions {
  /** Run directory or file of trajectories, as a path that can be opened. */
  from: string;
  /** Whose environments they are played in; default: those of the run, or the built-in ones. */
  config?: Pick<Config, 'environments' | 'format'> | undefined;
  /** Item id of the only task whose trajectories are played. */
  task?: string | undefined;
  /** Most trajectories. */
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called with the trajectories done, and with how many lines there are; not where a task is named. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What became of a row. */
export type Result =
  /** Played again to its end; the same where nothing parts. `now` is absent where the task is no more. */
  | { kind: 'played'; now: Trajectory | undefined; partings: readonly Parting[]; newInstructions: boolean }
  /** It could not be played: the environment failed. */
  | { kind: 'failed'; error: { code: string; message: string } }
  /** The stored rollout ended in an error of the plumbing. */
  | { kind: 'broken' }
  /** There is no environment of its name. */
  | { kind: 'foreign' };

export interface Replay {
  file: string;
  /** `file:line`. */
  at: string;
  /** The row as it stands in the file. */
  row: unknown;
  stored: Trajectory;
  result: Result;
}

export interface Replays {
  files: readonly string[];
  run: string | undefined;
  names: readonly string[];
  each(): AsyncGenerator<Replay>;
  close(): Promise<void>;
}

/** Rollouts at once; a server's sessions are limited by its own settings. */
const AT_ONCE = 16;

/** @throws AgentgymError as `sourcesOf` and `openWorlds` do. */
export async function openReplays(asked: ReplaysRequest): Promise<Replays> {
  const signal = asked.signal === undefined ? undefined : AbortSignal.any([asked.signal]);
  // Every rollout under way listens; Node takes more than ten listeners for a leak, and warns.
  if (signal !== undefined) setMaxListeners(0, signal);
  const request = { ...asked, signal };
  const { files, run } = await sourcesOf(request.from);
  const worlds = await openWorlds({ config: request.config, signal });
  return { files, run, names: worlds.names, each: () => each(files, worlds, request), close: () => worlds.close() };
}

async function* each(files: readonly string[], worlds: Worlds, request: ReplaysRequest): AsyncGenerator<Replay> {
  const { limit = Number.POSITIVE_INFINITY, task } = request;
  const onProgress = task === undefined ? request.onProgress : undefined;
  const total = onProgress === undefined ? 0 : Math.min(limit, await linesIn(files));
  let [begun, done] = [0, 0];
  const waiting: Promise<Replay>[] = [];
  const next = async (): Promise<Replay> => {
    const replay = await (waiting.shift() as Promise<Replay>);
    onProgress?.(++done, Math.max(done, total));
    return replay;
  };
  for await (const row of rowsOf(files, worlds, request)) {
    const replay = replayOf(row, worlds, request);
    // It is awaited in its turn; until then its failure must not count as unhandled.
    replay.catch(() => {});
    waiting.push(replay);
    if (waiting.length >= AT_ONCE) yield await next();
    if (++begun >= limit) break;
  }
  while (waiting.length > 0) yield await next();
}

async function* rowsOf(
  files: readonly string[],
  { known }: Worlds,
  { task, signal }: ReplaysRequest,
): AsyncGenerator<Omit<Replay, 'result'>> {
  for (const file of files) {
    for await (const row of explained(file, readRows(file, known, signal)))
      if (task === undefined || row.stored.itemId === task) yield { file, ...row };
  }
}

async function* readRows(
  file: string,
  environments: Worlds['known'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Pick<Replay, 'at' | 'row' | 'stored'>> {
  const reader = createReader({ environments });
  for await (const { value, at } of storedRows(file, { signal })) {
    throwIfInterrupted(signal);
    yield { at, row: value, stored: reader.read(value, at) };
  }
}

async function replayOf(row: Omit<Replay, 'result'>, worlds: Worlds, request: ReplaysRequest): Promise<Replay> {
  const { stored } = row;
  const of = (result: Result): Replay => ({ ...row, result });
  if (!counts(stored)) return of({ kind: 'broken' });
  const world = await worlds.of(stored.environment);
  if (world === undefined) return of({ kind: 'foreign' });
  const again = await playedIn(world, stored, request);
  if (again === undefined) {
    const parting: Parting = { round: 0, what: 'task', stored: stored.itemId, now: 'there is no such task' };
    return of({ kind: 'played', now: undefined, partings: [parting], newInstructions: false });
  }
  return of('error' in again ? { kind: 'failed', ...again } : { kind: 'played', ...again });
}

/** Undefined where the environment does not have the task. */
async function playedIn(
  { environment, find, formatOf }: World,
  stored: Trajectory,
  { signal, ignoreFingerprints }: ReplaysRequest,
): Promise<Again | undefined> {
  const task = find(stored.itemId, stored.split);
  if (task === undefined) return undefined;
  return playAgain({ stored, environment, task, format: formatOf(stored), signal, ignoreFingerprints });
}
