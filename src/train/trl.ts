/**
 * The trl trainer: fine-tunes with PyTorch, in a Python process that a launcher starts on this machine or elsewhere. The
 * script (src/train/trl/) optimises the in-process trainer's loss; this side writes its request, follows its progress,
 * finds its job again after a crash, and takes over the candidate.
 */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AgentgymError, ERROR_CODES, type ErrorCode, InterruptedError, throwIfInterrupted } from '../errors.ts';
import { TRL_CAPABILITIES } from './capabilities.ts';
import type { JobLedger, Trainer, TrainRequest, TrainResult } from './contract.ts';
import type { Ended, Job, JobEvent, Launcher, Standing } from './launchers/contract.ts';
import { endOfLog } from './launchers/files.ts';
import { clearResult, fillDirectory, handOver, type JobResult, readResult } from './trl/job-directory.ts';
import { scriptFile } from './trl/script.ts';
import { TRL_DEFAULTS, type TrlSettings } from './trl/settings.ts';

export interface TrlTrainer {
  /** What differs from `TRL_DEFAULTS`. */
  settings?: Partial<TrlSettings>;
  launcher: Launcher;
  /** The Python interpreter of the workers. */
  python: string;
  /** Folder for the jobs' directories, which outlive an interrupted run. */
  jobs: string;
  /** Hears what is no progress: notes of the script, a job that is found again. */
  onNotice?: ((notice: string) => void) | undefined;
}

/** What the ledger keeps of a job, under the step `attempt`: recorded before it is submitted, and again with its id. */
interface Attempt {
  number: number;
  name: string;
  launcher: string;
  id?: string;
}
const STEP = 'attempt';
/** How the script ends where another process works in its directory (job.py). */
const BUSY = 75;

export function createTrlTrainer(trainer: TrlTrainer): Trainer {
  return {
    capabilities: TRL_CAPABILITIES,
    train: (request) => train(request, trainer),
    close: () => Promise.resolve(),
  };
}

/**
 * Errors: E_TRAIN_DATA, E_TRAIN_DIVERGED and E_STORE_CHECKPOINT as the script finds them, E_TRAIN_PYTHON and E_TRAIN_JOB
 * where it cannot work, InterruptedError once `signal` fires and the job has kept what is done.
 */
async function train(request: TrainRequest, trainer: TrlTrainer): Promise<TrainResult> {
  const { out, name = 'train', jobs = forgetful(), signal } = request;
  throwIfInterrupted(signal);
  await refuseExisting(out);
  const directory = resolve(trainer.jobs, name);
  const { launcher } = trainer;
  const known = jobs.find(STEP) as Attempt | undefined;
  const last = known?.launcher === launcher.kind ? known : undefined;
  const jobOf = (attempt: Attempt): Job => ({
    name: attempt.name,
    directory,
    python: trainer.python,
    script: scriptFile('train.py'),
  });
  let attempt = last;
  const standing: Standing = last === undefined ? { state: 'unknown' } : await launcher.find(jobOf(last), last.id);
  const lives = standing.state === 'running' || standing.state === 'waiting';
  // A job that was told to stop (by a run that was then killed) ends by itself; what it kept is gone on with.
  if (!lives) await fillDirectory(directory, request, { ...TRL_DEFAULTS, ...trainer.settings });
  else trainer.onNotice?.(`found the training job ${last?.name} again, which goes on`);
  let result = lives ? await follow(jobOf(last as Attempt), last, { request, trainer }) : await readResult(directory);
  if (result?.status !== 'succeeded') {
    if (lives) await fillDirectory(directory, request, { ...TRL_DEFAULTS, ...trainer.settings });
    await clearResult(directory);
    const number = (known?.number ?? 0) + 1;
    attempt = { number, name: `${name}-${number}`, launcher: launcher.kind };
    await jobs.record(STEP, attempt);
    const id = await launcher.submit(jobOf(attempt));
    attempt = { ...attempt, id };
    await jobs.record(STEP, attempt);
    result = await follow(jobOf(attempt), attempt, { request, trainer });
  }
  if (result.status !== 'succeeded') throw await errorOf(result, jobOf(attempt as Attempt));
  await handOver(directory, out);
  const { loss, steps, tokens, lossTokens } = result;
  return { path: out, loss, steps, tokens, lossTokens };
}

/** Follows a job to its end, stopping it when the request is interrupted. */
async function follow(
  job: Job,
  attempt: Attempt | undefined,
  { request, trainer }: { request: TrainRequest; trainer: TrlTrainer },
): Promise<JobResult> {
  const { launcher } = trainer;
  const on = (event: JobEvent): void => hear(event, request, trainer);
  let ended: Ended;
  try {
    ended = await launcher.follow(job, attempt?.id, { on, signal: request.signal });
  } catch (error) {
    // Told to stop, or nobody listens any more: the job is not left alone.
    if (error instanceof InterruptedError || request.signal?.aborted === true) {
      trainer.onNotice?.('the training job finishes its step, and keeps what is done');
      await launcher.stop(job, attempt?.id);
    }
    throw error;
  }
  const result = await readResult(job.directory);
  if (result !== undefined) return result;
  const exit = ended.exit === null ? (ended.detail ?? 'it was killed') : `it ended with exit code ${ended.exit}`;
  if (ended.exit === BUSY) return { status: 'failed', message: `another process works in ${job.directory}` };
  return { status: 'failed', message: `${exit}, and left no result` };
}

function hear(event: JobEvent, { steps, on }: TrainRequest, { onNotice }: TrlTrainer): void {
  const number = (name: string): number => (typeof event[name] === 'number' ? event[name] : 0);
  if (event.type === 'step')
    on?.({ step: number('step'), steps, loss: number('loss'), tokensPerSecond: number('tokensPerSecond') });
  if (event.type !== 'started') return;
  if (number('resumedFrom') > 0) onNotice?.(`training goes on from step ${number('resumedFrom')}`);
  if (number('dropped') > 0) onNotice?.(`${number('dropped')} conversations are too long to train on, and left out`);
}

/** The script's account as an error of ours. */
async function errorOf(result: Exclude<JobResult, { status: 'succeeded' }>, job: Job): Promise<AgentgymError> {
  if (result.status === 'stopped') {
    return new AgentgymError('E_TRAIN_JOB', `The training job ${job.name} was stopped after step ${result.step}.`, {
      hint: 'Go on with: agentgym evolve --resume DIR',
    });
  }
  const { code = 'E_TRAIN_JOB', message, hint } = result;
  const known = Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'E_TRAIN_JOB';
  if (known !== 'E_TRAIN_JOB') return new AgentgymError(known, message, hint ? { hint } : {});
  const log = await endOfLog(job);
  const said = log === '' ? '' : `\n${log}`;
  return new AgentgymError(known, `The training job ${job.name} failed: ${message.replace(/\.$/u, '')}.${said}`, {
    hint: hint ?? `Its log is ${join(job.directory, 'log.txt')}.`,
  });
}

/** Without a journal nothing is remembered: every call is a first attempt. */
function forgetful(): JobLedger {
  const steps = new Map<string, unknown>();
  return { find: (step) => steps.get(step), record: async (step, value) => void steps.set(step, value) };
}

async function refuseExisting(out: string): Promise<void> {
  const there = await access(out).then(
    () => true,
    () => false,
  );
  if (there) throw new AgentgymError('E_STORE_CHECKPOINT', `${out} exists; a checkpoint is not written over another.`);
}
