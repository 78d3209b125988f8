/**
 * `replay`: stored actions are executed again in their environments, to see where observations, rewards, ends or outcomes
 * part from what is stored. Changes no file (src/reverify.ts writes new ones).
 */
import { relative } from 'node:path';
import { AgentgymError } from './errors.ts';
import type { Parting } from './replay/partings.ts';
import { openReplays, type Replay, type ReplaysRequest } from './replay/replays.ts';

export type { Parting } from './replay/partings.ts';
export type { Replay } from './replay/replays.ts';

export interface ReplayRequest extends ReplaysRequest {
  /** What files are told relative to; default: the working directory. */
  cwd?: string | undefined;
  /** Hears of every trajectory, in the order of the rows. */
  onReplay?: ((replay: Replay) => void) | undefined;
}

export interface ReplayCounts {
  /** Trajectories that were played again to their end. */
  replayed: number;
  /** Those of them that part somewhere. */
  parted: number;
  /** Trajectories that could not be played, because the environment failed. */
  failed: number;
}

export interface ReplayReport extends ReplayCounts {
  files: readonly string[];
  /** Stored errors of the plumbing, which are not played. */
  broken: number;
  /** Trajectories of environments that are not there, by name. */
  foreign: Record<string, number>;
  /** Trajectories that begin with other instructions than now; no parting. */
  newInstructions: number;
  environments: Record<string, ReplayCounts>;
  /** The first parting of each trajectory, of the first thousand that part. */
  partings: readonly Parted[];
  /** The first few errors. */
  failures: readonly { at: string; id: string; code: string; message: string }[];
}

/** A trajectory that parts, and where it does so first. */
export interface Parted extends Parting {
  /** `file:line`. */
  at: string;
  id: string;
  environment: string;
}

const MOST_PARTINGS = 1000;
const MOST_FAILURES = 5;

/**
 * Plays the trajectories again.
 * @throws AgentgymError E_DATA_SOURCE, E_STORE_…; E_ENV_TASK where none is of the task, E_ENV_UNKNOWN where none is of an
 * environment that is there, E_ENV_STEP where none could be played; InterruptedError.
 */
export async function replay(request: ReplayRequest): Promise<ReplayReport> {
  const { cwd = process.cwd(), onReplay } = request;
  const replays = await openReplays(request);
  try {
    const files = replays.files.map((file) => relative(cwd, file) || file);
    const report = { ...nothing(), files, broken: 0, foreign: {}, newInstructions: 0, environments: {} };
    const tally: Tally = { ...report, partings: [], failures: [] };
    for await (const one of replays.each()) {
      count(tally, { ...one, at: relative(cwd, one.at) });
      onReplay?.(one);
    }
    requireSome(tally, { names: replays.names, task: request.task });
    return tally;
  } finally {
    await replays.close();
  }
}

/** A report that is being added to. */
interface Tally extends ReplayReport {
  partings: Parted[];
  failures: { at: string; id: string; code: string; message: string }[];
}

function nothing(): ReplayCounts {
  return { replayed: 0, parted: 0, failed: 0 };
}

function count(tally: Tally, { at, stored, result }: Replay): void {
  const { id, environment } = stored;
  if (result.kind === 'broken') tally.broken += 1;
  else if (result.kind === 'foreign') tally.foreign[environment] = (tally.foreign[environment] ?? 0) + 1;
  else {
    const own = (tally.environments[environment] ??= nothing());
    const add = (key: keyof ReplayCounts): void => {
      own[key] += 1;
      tally[key] += 1;
    };
    if (result.kind === 'failed') {
      add('failed');
      if (tally.failures.length < MOST_FAILURES) tally.failures.push({ at, id, ...result.error });
      return;
    }
    add('replayed');
    if (result.newInstructions) tally.newInstructions += 1;
    const [first] = result.partings;
    if (first === undefined) return;
    add('parted');
    if (tally.partings.length < MOST_PARTINGS) tally.partings.push({ at, id, environment, ...first });
  }
}

/** Nothing that was played again proves nothing. */
export function requireSome(
  {
    replayed,
    failed,
    broken,
    foreign,
    failures,
    files,
  }: Omit<ReplayReport, 'environments' | 'parted' | 'partings' | 'newInstructions'>,
  { names, task }: { names: readonly string[]; task: string | undefined },
): void {
  if (replayed > 0) return;
  const others = Object.keys(foreign);
  if (failed > 0) {
    const [first] = failures;
    throw new AgentgymError('E_ENV_STEP', `None of ${failed} trajectories could be played again: ${first?.message}`, {
      hint: 'The environments must be there as they were when the trajectories were made.',
    });
  }
  if (others.length > 0) {
    throw new AgentgymError('E_ENV_UNKNOWN', `There is no environment ${others.join(', ')} to play in.`, {
      hint: `There are ${names.join(', ')}; name a config that has it with --config.`,
    });
  }
  if (task !== undefined && broken === 0) {
    throw new AgentgymError('E_ENV_TASK', `There is no trajectory of the task ${task} in ${files.join(', ')}.`, {
      hint: 'Tasks go by their item id, such as textcraft_17.',
    });
  }
}
