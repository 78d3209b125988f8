/**
 * Jobs of a Slurm cluster, through its command line: sbatch, squeue, scontrol, sacct, scancel
 * (https://slurm.schedmd.com/sbatch.html), here or, over ssh, on a host that has it. A job carries its name in the queue, and
 * is found by it where its number was lost.
 */
import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import type { Job, Launcher, Standing } from './contract.ts';
import { FILES } from './files.ts';
import type { AccelerateSettings } from './local.ts';
import { carry, followAtPace, type Pace, stopAtPace } from './shared-directory.ts';
import { shellWords } from './shell-words.ts';
import { fromControl, fromAccounting } from './slurm-states.ts';

export interface SlurmSettings {
  /** Host that has Slurm's commands, as ssh takes it, without a password; absent: this one. */
  ssh?: string | undefined;
  /** Interpreter on the nodes; absent: the job's. */
  python?: string | undefined;
  account?: string | undefined;
  partition?: string | undefined;
  qos?: string | undefined;
  time?: string | undefined;
  gres?: string | undefined;
  nodes?: number | undefined;
  /** Further arguments of sbatch. */
  args?: readonly string[] | undefined;
  /** Absolute path of a batch script that runs what it is given as arguments; absent: one that does nothing else. */
  template?: string | undefined;
  /** Several processes on the node, by accelerate. */
  accelerate?: AccelerateSettings | undefined;
}

const PACE: Pace = { files: 2000, asking: 15_000, away: 600_000, grace: 300_000 };
/** Milliseconds for one command. */
const PATIENCE = 60_000;
const TEMPLATE = '#!/bin/sh\nexec "$@"\n';

export function slurmLauncher(settings: SlurmSettings, options: { pace?: Partial<Pace> } = {}): Launcher {
  const pace = { ...PACE, ...options.pace };
  const run = commands(settings.ssh);
  const find = async ({ name }: Job, known: string | undefined): Promise<Standing> => {
    const id = known ?? (await numberOf(name, run));
    if (id !== undefined) {
      const shown = await run('scontrol', ['--oneliner', 'show', 'job', id]);
      if (shown.exit === 0) return fromControl(shown.out);
      if (!/invalid job id/iu.test(shown.err)) throw failed('scontrol', shown);
    }
    // Slurm itself has forgotten it, so it has ended; how, accounting knows, where there is any.
    const which = id === undefined ? ['--name', name, '--starttime', 'now-30days'] : ['--jobs', id];
    const asked = ['--allocations', '--noheader', '--parsable2', '--format', 'JobID,State,ExitCode', ...which];
    const accounted = await run('sacct', asked).catch(() => undefined);
    return accounted?.exit === 0 ? fromAccounting(accounted.out) : { state: 'unknown' };
  };
  return {
    kind: 'slurm',
    submit: async (job) => {
      const words = await carry(job, settings.accelerate);
      const submitted = await run('sbatch', await argumentsOf(job, words, settings));
      const id = /^(\d+)(?:;|$)/mu.exec(submitted.out)?.[1];
      if (submitted.exit === 0 && id !== undefined) return id;
      // The answer may be lost, and the job be there.
      const found = await numberOf(job.name, run).catch(() => undefined);
      if (found === undefined) throw failed('sbatch', submitted);
      return found;
    },
    find,
    follow: (job, id, following) => followAtPace(job, following, { pace, ask: () => find(job, id) }),
    stop: async (job, known) => {
      const id = known ?? (await numberOf(job.name, run));
      if (id === undefined) return;
      const end = async (): Promise<void> => {
        const ended = await run('scancel', [id]);
        if (ended.exit !== 0 && !/invalid job id/iu.test(ended.err)) throw failed('scancel', ended);
      };
      await stopAtPace(job, { pace, ask: () => find(job, id), end });
    },
  };
}

/** The version of the Slurm whose controller answers; throws E_TRAIN_JOB where none does. */
export async function slurmVersion({ ssh }: Pick<SlurmSettings, 'ssh'>): Promise<string> {
  const run = commands(ssh);
  const answered = await run('scontrol', ['ping']);
  if (answered.exit !== 0) throw failed('scontrol ping', answered);
  return (await run('sinfo', ['--version'])).out.trim();
}

/** The number of the job of that name: the last one, of those that Slurm still knows. */
async function numberOf(name: string, run: Run): Promise<string | undefined> {
  const listed = await run('squeue', ['--noheader', '--states=all', '--format=%A', '--name', name]);
  if (listed.exit !== 0) throw failed('squeue', listed);
  const numbers = listed.out.split('\n').flatMap((line) => (/^\s*\d+\s*$/u.test(line) ? [Number(line)] : []));
  return numbers.length === 0 ? undefined : String(Math.max(...numbers));
}

/** The user's own arguments come first: those that the job is found and followed by are ours. */
async function argumentsOf(job: Job, words: readonly string[], settings: SlurmSettings): Promise<string[]> {
  const { directory, name } = job;
  const { account, partition, qos, time, gres, nodes, args = [], template } = settings;
  const given = Object.entries({ account, partition, qos, time, gres, nodes }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
  const batch = join(directory, 'job.sh');
  await (template === undefined ? writeFile(batch, TEMPLATE) : copyFile(template, batch));
  return [
    ...given,
    ...args,
    '--parsable',
    // A job whose node fails, or that has to give way, is queued again, and goes on from its own checkpoints.
    '--requeue',
    '--open-mode=append',
    `--job-name=${name}`,
    `--chdir=${directory}`,
    // A percent sign stands for something in names of output files, unless doubled.
    `--output=${join(directory, FILES.log).replaceAll('%', '%%')}`,
    batch,
    settings.python ?? job.python,
    ...words,
  ];
}

interface Ran {
  exit: number;
  out: string;
  err: string;
}
type Run = (command: string, args: readonly string[]) => Promise<Ran>;

/** Runs a command of Slurm's; one that fails is no error yet. ssh hands the words to a shell there, so they are quoted. */
function commands(host: string | undefined): Run {
  return (command, args) => {
    const [file, words] =
      host === undefined
        ? [command, [...args]]
        : ['ssh', ['-o', 'BatchMode=yes', '-T', '--', host, shellWords([command, ...args])]];
    return new Promise((resolve, reject) => {
      const env = {
        ...process.env,
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        SLURM_TIME_FORMAT: 'standard',
      };
      execFile(file, words, { timeout: PATIENCE, env }, (error, out, err) => {
        if (error === null) return resolve({ exit: 0, out, err });
        if (typeof error.code === 'number') return resolve({ exit: error.code, out, err });
        if (error.killed) return resolve({ exit: 1, out, err: `no answer within ${PATIENCE / 1000} s` });
        reject(
          new AgentgymError('E_TRAIN_JOB', `${file} cannot be started: ${error.message}.`, {
            hint: "The launcher slurm needs Slurm's commands on the PATH; train.launcher.ssh names another host that has them.",
            cause: error,
          }),
        );
      });
    });
  };
}

function failed(command: string, { exit, err, out }: Ran): AgentgymError {
  const said = (err.trim() || out.trim()).split('\n').slice(-3).join(' ').slice(0, 500);
  return new AgentgymError('E_TRAIN_JOB', `${command} failed with exit code ${exit}: ${said}`, {
    hint: 'What it refuses, train.launcher asks for: see its settings, and sinfo.',
  });
}
