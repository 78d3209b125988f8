/**
 * What launchers of clusters have in common: workers on other machines that see the job's directory under the same path,
 * because a file system is shared. The script is carried into that directory, so that nothing else has to be; a scheduler is
 * asked seldom, and may be away for a while.
 */
import { access, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ended, Following, Job, Standing } from './contract.ts';
import { askToStop, FILES, followFiles } from './files.ts';
import { accelerateArguments, type AccelerateSettings } from './local.ts';

/** How often things are looked at, and how long is waited for them; milliseconds. */
export interface Pace {
  /** Between looks at the job's files. */
  files: number;
  /** Between questions to the scheduler. */
  asking: number;
  /** How long the scheduler may be away before following ends with its error. */
  away: number;
  /** How long a job has to finish its step and keep what is done; then it is ended. */
  grace: number;
}

/** Written by the process that works (job.py), as soon as it does. */
const WORKER = 'worker.json';
/** How a process of the script ends where another works in the same directory (job.py). */
const BUSY = 75;
/** Longest wait for a job to be gone, once it was ended. Milliseconds. */
const GONE = 120_000;

/**
 * Readies the directory for an attempt, with the script and accelerate's config in it; resolves to the words of the job's
 * command that come after the interpreter.
 */
export async function carry({ directory, script }: Job, accelerate: AccelerateSettings | undefined): Promise<string[]> {
  const [from, to] = [dirname(script), join(directory, 'script')];
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from))
    if (name.endsWith('.py') || name === basename(script)) await copyFile(join(from, name), join(to, name));
  await rm(join(directory, WORKER), { force: true });
  const words = [join(to, basename(script)), directory];
  if (accelerate === undefined) return words;
  const configFile = accelerate.configFile === undefined ? undefined : join(to, 'accelerate.yaml');
  if (configFile !== undefined) await copyFile(accelerate.configFile as string, configFile);
  return ['-m', 'accelerate.commands.launch', ...accelerateArguments({ ...accelerate, configFile }), ...words];
}

/** Follows by the job's files, asking where it stands at the pace given. */
export async function followAtPace(
  job: Job,
  following: Following,
  { pace, ask }: { pace: Pace; ask: () => Promise<Standing> },
): Promise<Ended> {
  let last: Standing = { state: 'waiting' };
  let [asked, answered] = [Number.NEGATIVE_INFINITY, performance.now()];
  const standing = async (): Promise<Standing> => {
    // Once there is a result, it is about to end.
    const every = (await exists(join(job.directory, FILES.result))) ? Math.min(pace.asking, 1000) : pace.asking;
    if (performance.now() - asked < every) return last;
    asked = performance.now();
    try {
      last = await ask();
      answered = performance.now();
    } catch (error) {
      if (performance.now() - answered > pace.away) throw error;
    }
    return last;
  };
  return explained(job, await followFiles(job, following, { standing, every: pace.files }));
}

/** Asks a job that works to stop, and ends one that waits, or that goes on for longer than `pace.grace`. */
export async function stopAtPace(
  job: Job,
  { pace, ask, end }: { pace: Pace; ask: () => Promise<Standing>; end: () => Promise<void> },
): Promise<void> {
  // A scheduler that is away for a moment says nothing of the job, which reads the request to stop all the same.
  const stateNow = (): Promise<Standing['state']> =>
    ask().then(
      ({ state }) => state,
      () => 'running',
    );
  const isThere = async (): Promise<boolean> => ['waiting', 'running'].includes(await stateNow());
  const leaves = async (patience: number): Promise<boolean> => {
    for (const start = performance.now(); performance.now() - start < patience; await wait(pace.asking))
      if (!(await isThere())) return true;
    return !(await isThere());
  };
  const state = await stateNow();
  if (state !== 'waiting' && state !== 'running') return;
  if (state === 'running') {
    await askToStop(job);
    if (await leaves(pace.grace)) return;
  }
  await end();
  await leaves(GONE);
}

/** A job that ended without having begun says nothing itself of why. */
async function explained(job: Job, ended: Ended): Promise<Ended> {
  if (ended.exit === 0 || (await exists(join(job.directory, FILES.result)))) return ended;
  if (ended.exit === BUSY)
    return {
      state: 'ended',
      exit: null,
      detail: 'another process works in its directory; try again once it has ended',
    };
  if (await exists(join(job.directory, WORKER))) return ended;
  const how = ended.detail ?? (ended.exit === null ? 'it was killed' : `it ended with exit code ${ended.exit}`);
  const detail = `${how} before it began; do its machines see ${job.directory}, and have the interpreter?`;
  return { state: 'ended', exit: null, detail };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
