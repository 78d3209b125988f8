/**
 * Jobs as processes of this machine: the script alone, or several of it under accelerate. A process outlives this program
 * (it is the leader of a group of its own) and is found again by the marks in the job's directory.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AgentgymError, messageOf } from '../../errors.ts';
import type { Job, Launcher, Standing } from './contract.ts';
import { askToStop, FILES, followFiles } from './files.ts';
import { isAlive, markOf, type ProcessMark, readMark, signalGroup } from './liveness.ts';

/** Milliseconds between looks at a job. */
const EVERY = 200;
/** Seconds that a job has to finish its step and keep what is done; then it is ended. */
const GRACE = 300;
/** Seconds between asking a process to end and ending it. */
const TERM = 10;
/** Marks: of the process that was started, and of the one that works, which may be a child of it (job.py). */
const MARKS = ['process.json', 'worker.json'];

/** How several processes of one job are started, as `accelerate launch` takes it. */
export interface AccelerateSettings {
  processes?: number | undefined;
  machines?: number | undefined;
  machineRank?: number | undefined;
  /** Address and port of the first machine. */
  mainAddress?: string | undefined;
  mainPort?: number | undefined;
  /** A file that `accelerate config` wrote: FSDP, DeepSpeed. */
  configFile?: string | undefined;
  /** Further arguments of `accelerate launch`. */
  args?: readonly string[] | undefined;
}

export function localLauncher(options: { grace?: number } = {}): Launcher {
  return processLauncher('local', ({ script, directory }) => [script, directory], options);
}

export function accelerateLauncher(settings: AccelerateSettings, options: { grace?: number } = {}): Launcher {
  const flags = accelerateArguments(settings);
  const command = ({ script, directory }: Job): string[] => [
    '-m',
    'accelerate.commands.launch',
    ...flags,
    script,
    directory,
  ];
  return processLauncher('accelerate', command, options);
}

/** What `accelerate launch` is given before the script. */
export function accelerateArguments(settings: AccelerateSettings): string[] {
  const { processes, machines, machineRank, mainAddress, mainPort, configFile, args = [] } = settings;
  const flags = {
    '--config_file': configFile,
    '--num_processes': processes,
    '--num_machines': machines,
    '--machine_rank': machineRank,
    '--main_process_ip': mainAddress,
    '--main_process_port': mainPort,
  };
  const given = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]));
  return [...given, ...args];
}

function processLauncher(
  kind: string,
  argumentsOf: (job: Job) => readonly string[],
  { grace = GRACE }: { grace?: number },
): Launcher {
  const children = new Map<string, ChildProcess>();
  const find = async (job: Job): Promise<Standing> => {
    const child = children.get(job.name);
    if (child !== undefined && child.exitCode === null && child.signalCode === null) return { state: 'running' };
    const marks = await marksOf(job);
    // What was started may be gone, and the process that works live on.
    for (const mark of marks) if (await isAlive(mark)) return { state: 'running' };
    if (child === undefined) return marks.length === 0 ? { state: 'unknown' } : { state: 'ended', exit: null };
    const detail = child.signalCode === null ? {} : { detail: `it was ended by ${child.signalCode}` };
    return { state: 'ended', exit: child.exitCode, ...detail };
  };
  return {
    kind,
    submit: async (job) => {
      const child = await start(job, argumentsOf(job));
      children.set(job.name, child);
      return String(child.pid);
    },
    find: (job) => find(job),
    follow: (job, _id, following) => followFiles(job, following, { standing: () => find(job), every: EVERY }),
    stop: async (job) => {
      await askToStop(job);
      const running = async (seconds: number): Promise<boolean> => {
        for (let waited = 0; waited < seconds * 1000; waited += EVERY) {
          if ((await find(job)).state !== 'running') return false;
          await wait(EVERY);
        }
        return (await find(job)).state === 'running';
      };
      for (const [seconds, signal] of [
        [grace, 'SIGTERM'],
        [TERM, 'SIGKILL'],
      ] as const) {
        if (!(await running(seconds))) return;
        for (const mark of await marksOf(job)) if (await isAlive(mark)) signalGroup(mark, signal);
      }
      await running(TERM);
    },
  };
}

async function marksOf({ directory }: Job): Promise<ProcessMark[]> {
  const marks = await Promise.all(MARKS.map((name) => readMark(join(directory, name))));
  return marks.filter((mark) => mark !== undefined);
}

/** The process, in a group of its own, with its output in the job's log; resolves once it runs. */
async function start({ python, directory }: Job, args: readonly string[]): Promise<ChildProcess> {
  for (const name of MARKS) await rm(join(directory, name), { force: true });
  const log = await open(join(directory, FILES.log), 'a');
  try {
    const child = spawn(python, args, {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
    });
    await once(child, 'spawn');
    await writeFile(join(directory, 'process.json'), JSON.stringify(await markOf(child.pid as number)));
    // Ending this program does not wait for the job.
    child.unref();
    return child;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? 'is not there' : `cannot be started: ${messageOf(cause)}`;
    throw new AgentgymError('E_TRAIN_PYTHON', `The Python interpreter ${python} ${what}.`, {
      hint: 'See what is missing with: agentgym doctor --config FILE',
      cause,
    });
  } finally {
    await log.close();
  }
}
