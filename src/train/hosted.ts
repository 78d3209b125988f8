/**
 * The hosted trainer: fine-tunes a model at a service, by files and jobs over HTTP. A job is named and recorded before it is
 * submitted, and looked for by that name before another one is, so that a run that is killed anywhere pays for one.
 */
import { AgentgymError, InterruptedError, throwIfInterrupted } from '../errors.ts';
import type { Key } from '../keys.ts';
import { realTiming, type Timing } from '../policies/endpoint/timing.ts';
import { digest } from '../seeds.ts';
import { hostedCapabilities } from './capabilities.ts';
import type { JobLedger, Trainer, TrainRequest, TrainResult } from './contract.ts';
import { leaveCandidate, refuseExisting, startOf } from './hosted/candidate.ts';
import { ServiceFault } from './hosted/faults.ts';
import { createFireworks } from './hosted/fireworks.ts';
import { follow, type Followed, hasEnded } from './hosted/follow.ts';
import { createHttp, type Http, makeOnce } from './hosted/http.ts';
import { createOpenAi } from './hosted/openai.ts';
import { orderOf, type Work } from './hosted/order.ts';
import type { HostedJob, Service } from './hosted/service.ts';
import type { HostedSettings } from './hosted/settings.ts';

export interface HostedTrainer {
  settings: HostedSettings;
  key: Key | undefined;
  /** Hears what is no progress: how weights are taken, a job that is found again, warnings of the service. */
  onNotice?: ((notice: string) => void) | undefined;
  timing?: Timing | undefined;
}

/** What the ledger keeps, under the step `attempt`: before anything is made at the service, and again with each id. */
interface Attempt {
  number: number;
  /** Names the file and the job at the service. */
  tag: string;
  /** Of what is asked for: another request is another attempt. */
  digest: string;
  file?: string;
  job?: string;
}
const STEP = 'attempt';

export function createHostedTrainer(trainer: HostedTrainer): Trainer {
  return {
    capabilities: hostedCapabilities(trainer.settings),
    train: (request) => train(request, trainer),
    close: () => Promise.resolve(),
  };
}

/** A call of `train`, and what it works with. */
interface Context {
  request: TrainRequest;
  work: Work;
  trainer: HostedTrainer;
  timing: Timing;
  service: Service;
  jobs: JobLedger;
  onNotice: (notice: string) => void;
}

/**
 * Errors: E_TRAIN_DATA (nothing to train on, or the service refuses the file), E_TRAIN_ACCESS, E_TRAIN_SERVICE, E_TRAIN_JOB (the
 * job failed, or was cancelled), E_STORE_CHECKPOINT (the base is no model of a service), InterruptedError.
 */
async function train(request: TrainRequest, trainer: HostedTrainer): Promise<TrainResult> {
  const { out, signal } = request;
  const { settings, timing = realTiming, onNotice = () => {} } = trainer;
  throwIfInterrupted(signal);
  await refuseExisting(out);
  const start = await startOf(request.base);
  const work = await orderOf(request, settings, start);
  for (const note of work.notes) onNotice(note);
  const http = httpOf(trainer, timing, signal);
  const service = serviceOf(http, settings, { timing, signal });
  const jobs = request.jobs ?? forgetful();
  const context: Context = { request, work, trainer, timing, service, jobs, onNotice };
  try {
    const { attempt, job: begun } = await jobFor(context);
    const { job, loss } = await followed(context, begun);
    if (job.state !== 'succeeded' || job.model === undefined) throw failure(job, settings);
    const servedAs = (await service.deploy?.(job.model)) ?? job.model;
    const snapshots = await service.snapshots(job.id).catch(() => []);
    const { method, epochs, rows } = work;
    const tokens = job.tokens ?? null;
    const ids = { service: settings.url, job: job.id, tag: attempt.tag, from: start.model, model: job.model };
    await leaveCandidate(out, { ...ids, method, epochs, rows: work.report, tokens, snapshots }, servedAs);
    // Services count what they bill, which is all tokens of the rows.
    return {
      path: out,
      loss,
      steps: Math.ceil((rows * epochs) / settings.batchSize),
      tokens: tokens ?? 0,
      lossTokens: 0,
    };
  } finally {
    await http.close();
  }
}

/** The job that an earlier call began, or a new one. */
async function jobFor(context: Context): Promise<{ attempt: Attempt; job: HostedJob }> {
  const { work, service, jobs, onNotice } = context;
  const known = jobs.find(STEP) as Attempt | undefined;
  if (known?.digest === work.digest) {
    const job = await standing(service, known, work);
    if (job !== undefined && (!hasEnded(job) || job.state === 'succeeded')) {
      onNotice(`found the fine-tuning job ${job.id} again, which is ${job.said}`);
      const attempt = { ...known, job: job.id };
      if (known.job === undefined) await jobs.record(STEP, attempt);
      return { attempt, job };
    }
    if (job !== undefined) onNotice(`the fine-tuning job ${job.id} is ${job.said}; another one is started`);
    if (job === undefined && known.job === undefined) return begin(context, known);
  }
  const number = (known?.number ?? 0) + 1;
  const tag = `agentgym-${digest(work.digest, work.title, number).slice(0, 16)}`;
  const file = known?.digest === work.digest ? known.file : undefined;
  const attempt: Attempt = { number, tag, digest: work.digest, ...(file === undefined ? {} : { file }) };
  await jobs.record(STEP, attempt);
  return begin(context, attempt);
}

/** Where an attempt's job stands; undefined where there is none (any more). */
async function standing(service: Service, { job, tag }: Attempt, { method }: Work): Promise<HostedJob | undefined> {
  if (job === undefined) return service.findJob(tag, method);
  try {
    return await service.job(job);
  } catch (error) {
    if (error instanceof ServiceFault && error.status === 404) return undefined;
    throw error;
  }
}

/** Uploads and submits what an attempt still lacks, each of them recorded. */
async function begin(context: Context, attempt: Attempt): Promise<{ attempt: Attempt; job: HostedJob }> {
  const { work, service, jobs, trainer, timing, request } = context;
  const patience = { retries: trainer.settings.retries, timing, signal: request.signal };
  let { file } = attempt;
  if (file === undefined) {
    const rows = work.file(`${attempt.tag}.jsonl`);
    const find = (): Promise<string | undefined> => service.findFile(rows);
    file = (await find()) ?? (await makeOnce({ find, make: () => service.upload(rows) }, patience));
    await jobs.record(STEP, { ...attempt, file });
  }
  const order = work.order({ tag: attempt.tag, file });
  const find = (): Promise<HostedJob | undefined> => service.findJob(attempt.tag, work.method);
  const job = await makeOnce({ find, make: () => service.create(order) }, patience);
  const submitted = { ...attempt, file, job: job.id };
  await jobs.record(STEP, submitted);
  return { attempt: submitted, job };
}

/** Follows the job; an interruption leaves it (it is paid for, and found again) unless the config says to cancel it. */
async function followed(context: Context, job: HostedJob): Promise<Followed> {
  const { service, timing, request, trainer, onNotice } = context;
  const { poll, onInterrupt } = trainer.settings;
  try {
    return await follow(service, job, { poll, timing, request, onNotice });
  } catch (error) {
    if (!(error instanceof InterruptedError) && request.signal?.aborted !== true) throw error;
    if (onInterrupt === 'leave') onNotice(`the fine-tuning job ${job.id} goes on; a resumed run finds it`);
    else await cancel(context, job);
    throw error;
  }
}

/** By connections of its own: the request's own have been given up. */
async function cancel({ trainer, timing, onNotice }: Context, { id }: HostedJob): Promise<void> {
  const http = httpOf(trainer, timing, undefined);
  try {
    await serviceOf(http, trainer.settings, { timing }).cancel(id);
    onNotice(`the fine-tuning job ${id} is cancelled`);
  } catch {
    onNotice(`the fine-tuning job ${id} could not be cancelled; it may go on, and be paid for`);
  } finally {
    await http.close();
  }
}

function httpOf({ settings, key }: HostedTrainer, timing: Timing, signal: AbortSignal | undefined): Http {
  const { url, timeout, retries } = settings;
  return createHttp({ url, key, timeout, retries, timing, signal });
}

function serviceOf(
  http: Http,
  settings: HostedSettings,
  context: { timing: Timing; signal?: AbortSignal | undefined },
): Service {
  return settings.profile === 'fireworks' ? createFireworks(http, settings, context) : createOpenAi(http, settings);
}

function failure(job: HostedJob, { url }: HostedSettings): AgentgymError {
  const what = `The fine-tuning job ${job.id} at ${url}`;
  if (job.state === 'succeeded') return new AgentgymError('E_TRAIN_SERVICE', `${what} succeeded, but names no model.`);
  const why = job.error === undefined ? '' : `: ${job.error.message.trim()}`;
  if (job.state === 'cancelled') {
    return new AgentgymError('E_TRAIN_JOB', `${what} was cancelled${why.replace(/\.$/u, '')}.`, {
      hint: 'To start another one: agentgym evolve --resume DIR',
    });
  }
  const code = job.error?.aboutData === true ? 'E_TRAIN_DATA' : 'E_TRAIN_JOB';
  return new AgentgymError(code, `${what} failed${why.replace(/\.$/u, '')}.`, {
    hint: 'Look at it in the console of the service. To start another one: agentgym evolve --resume DIR',
  });
}

/** Without a journal nothing is remembered: every call is a first attempt. */
function forgetful(): JobLedger {
  const steps = new Map<string, unknown>();
  return { find: (step) => steps.get(step), record: async (step, value) => void steps.set(step, value) };
}
