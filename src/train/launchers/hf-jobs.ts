/**
 * Jobs on Hugging Face Jobs (huggingface.co/docs/hub/jobs): the job's directory travels through a private repository, the
 * script runs in a container with what requirements.txt names, and what it leaves comes back the same way. A job carries
 * its name as a label, so that it is found again.
 */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { getJob } from '@huggingface/hub';
import { AgentgymError, throwIfInterrupted } from '../../errors.ts';
import type { Key } from '../../keys.ts';
import { pauseOf } from '../../policies/endpoint/retries.ts';
import { realTiming, type Timing } from '../../policies/endpoint/timing.ts';
import { seedOf } from '../../seeds.ts';
import type { Ended, Following, Job, JobEvent, Launcher, Standing } from './contract.ts';
import { FILES } from './files.ts';
import { bring, fetchHome, INPUT } from './hf-repository.ts';
import { createHub, type Hub, statusOf } from './hub.ts';

type ApiJob = Awaited<ReturnType<typeof getJob>>;

export interface HfJobsSettings {
  /** The user or organisation whose jobs they are, and who pays. */
  namespace: string;
  /** Private model repository, `owner/name`; absent: `<namespace>/agentgym-jobs`. */
  repo?: string | undefined;
  /** Hardware, as the Hub names it: `a10g-small`, `l4x1`, … */
  flavor: string;
  /** A container image with uv, which installs what the script needs. */
  image: string;
  /** Processes of the training, one for each GPU. */
  processes: number;
  /** Hours after which the Hub ends the job. */
  timeout: number;
  /** Further variables of the job that must not be seen: name there, and `env:NAME` here. */
  secrets?: Readonly<Record<string, string>> | undefined;
  /** Whether a candidate's files come home, or only the name of the commit that holds them. */
  results: 'download' | 'reference';
  onInterrupt: 'leave' | 'cancel';
}

export interface HfJobsContext {
  key: Key;
  /** Values of `settings.secrets`, by their names in the job. */
  secrets?: Readonly<Record<string, string>>;
  hubUrl?: string | undefined;
  timing?: Timing | undefined;
  /** Milliseconds between looks at a job. */
  every?: number;
}

const HUB = 'https://huggingface.co';
const RETRIES = 6;
const EVERY = 15_000;
/** Milliseconds for the end of the log to come, once a job has ended. */
const LOG_PATIENCE = 10_000;
const MOUNT = '/agentgym';
/** The label that a job is found by. */
const LABEL = 'agentgym';
/** What the script puts before an event in the log (src/train/trl/hub_job.py). */
const EVENT = 'agentgym-event ';

export function hfJobsLauncher(settings: HfJobsSettings, context: HfJobsContext): Launcher {
  const { key, hubUrl: url = HUB, timing = realTiming, every = EVERY } = context;
  const repository = settings.repo ?? `${settings.namespace}/agentgym-jobs`;
  const hub = createHub({ url: url.replace(/\/+$/u, ''), key, repository, retries: RETRIES, timing });
  const { namespace, results } = settings;
  const look = (job: Job, id: string | undefined, signal?: AbortSignal): Promise<ApiJob | undefined> =>
    lookFor(hub, { namespace, job, id, signal });
  return {
    kind: 'hf-jobs',
    submit: async (job) => {
      const commit = await bring(hub, job);
      await writeFile(join(job.directory, FILES.log), '');
      return start(hub, { settings, job, commit, context });
    },
    find: async (job, id) => {
      const found = await look(job, id);
      const standing = standingOf(found);
      // It ended while nobody looked: what it left is taken over now.
      if (standing.state === 'ended') await fetchHome(hub, job, results);
      return standing;
    },
    follow: async (job, id, following) => {
      const ended = await untilEnded(hub, { namespace, job, id, following, every, look });
      await fetchHome(hub, job, results);
      return ended;
    },
    stop: async (job, id) => {
      // A job that is paid for goes on, and is found again.
      if (settings.onInterrupt === 'leave') return;
      const found = await look(job, id);
      if (found === undefined || standingOf(found).state === 'ended') return;
      const { cancelJob } = await import('@huggingface/hub');
      await hub.asked(() => cancelJob({ namespace, jobId: found.id, ...hub.access() }));
      for (let looks = 0; looks < 20 && standingOf(await look(job, found.id)).state !== 'ended'; looks++)
        await timing.wait(every);
    },
  };
}

interface Start {
  settings: HfJobsSettings;
  job: Job;
  commit: string;
  context: HfJobsContext;
}

/** Starts the job, once: where nobody knows whether it was started, it is looked for before another attempt. */
async function start(hub: Hub, { settings, job, commit, context }: Start): Promise<string> {
  const { runJob } = await import('@huggingface/hub');
  const { namespace, flavor, image, processes, timeout } = settings;
  const code = `${MOUNT}/code`;
  const command = ['uv', 'run', '--no-project', '--with-requirements', `${code}/requirements.txt`];
  const script = ['python', `${code}/hub_job.py`, MOUNT, hub.repository, job.name, String(processes)];
  for (let attempt = 0; ; attempt++) {
    try {
      const { id } = await runJob({
        namespace,
        dockerImage: image,
        command: [...command, ...script],
        flavor: flavor as ApiJob['flavor'],
        timeoutSeconds: Math.round(timeout * 3600),
        attempts: 1,
        environment: { PYTHONUNBUFFERED: '1' },
        secrets: { ...context.secrets, HF_TOKEN: context.key.value },
        // The Hub shows the name, which allows fewer characters.
        labels: { [LABEL]: job.name, name: job.name.replaceAll(/[^\w-]/gu, '-') },
        volumes: [{ source: hub.repository, mountPath: MOUNT, revision: commit, path: INPUT, readOnly: true }],
        ...hub.access(),
      });
      return id;
    } catch (error) {
      if (!hub.mayPass(error)) {
        const { message } = hub.explained(error);
        if (statusOf(error) !== 400 && statusOf(error) !== 422) throw hub.explained(error);
        throw new AgentgymError('E_TRAIN_JOB', `The Hub does not start the job ${job.name}: ${message}`, {
          hint: 'Look at train.launcher.flavor (`hf jobs hardware` lists them) and train.launcher.image.',
        });
      }
      await hub.timing.wait(pauseOf(attempt, seedOf('start', job.name)));
      const found = await lookFor(hub, { namespace, job, id: undefined });
      if (found !== undefined) return found.id;
      if (attempt >= RETRIES) throw hub.explained(error);
    }
  }
}

interface Look {
  namespace: string;
  job: Job;
  id: string | undefined;
  signal?: AbortSignal | undefined;
}

async function lookFor(hub: Hub, { namespace, job, id, signal }: Look): Promise<ApiJob | undefined> {
  const { getJob, listJobs } = await import('@huggingface/hub');
  return hub.asked(async () => {
    if (id === undefined) {
      const jobs = await listJobs({ namespace, ...hub.access(signal) });
      return jobs.find(({ labels }) => labels?.[LABEL] === job.name);
    }
    try {
      return await getJob({ namespace, jobId: id, ...hub.access(signal) });
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }, signal);
}

/** The Hub's own words: SCHEDULING, RUNNING, COMPLETED, CANCELED, ERROR, DELETED. */
function standingOf(job: ApiJob | undefined): Standing {
  if (job === undefined) return { state: 'unknown' };
  const stage: string = job.status.stage;
  if (stage === 'COMPLETED') return { state: 'ended', exit: 0 };
  const message = job.status.message ?? '';
  if (stage === 'ERROR')
    return { state: 'ended', exit: null, detail: `it failed${message === '' ? '' : `: ${message}`}` };
  if (/^(?:CANCELL?ED|DELET|STOPPED)/u.test(stage))
    return { state: 'ended', exit: null, detail: `it was ended (${stage.toLowerCase()})` };
  return { state: stage === 'RUNNING' ? 'running' : 'waiting' };
}

interface Until extends Look {
  following: Following;
  every: number;
  look: (job: Job, id: string | undefined, signal?: AbortSignal) => Promise<ApiJob | undefined>;
}

/** Looks at the job again and again, and meanwhile reads its log. */
async function untilEnded(hub: Hub, { namespace, job, id, following, every, look }: Until): Promise<Ended> {
  const { signal } = following;
  const on = (event: JobEvent): void => following.on(event);
  const reading = new AbortController();
  const heard = { lines: 0 };
  let log: Promise<void> = Promise.resolve();
  let reads = false;
  let known = id;
  try {
    for (;;) {
      throwIfInterrupted(signal);
      const found = await look(job, known, signal);
      known = found?.id ?? known;
      const standing = standingOf(found);
      if (found !== undefined && standing.state !== 'waiting' && !reads) {
        reads = true;
        log = readLog(hub, { namespace, id: found.id, job, on, heard, signal: reading.signal }).finally(() => {
          reads = false;
        });
      }
      if (standing.state === 'unknown') return { state: 'ended', exit: null, detail: 'it is gone without a word' };
      if (standing.state === 'ended') {
        const cancel = hub.timing.after(LOG_PATIENCE, () => reading.abort());
        await log;
        cancel();
        return standing;
      }
      await hub.timing.wait(every, signal).catch(() => {});
    }
  } finally {
    reading.abort();
  }
}

interface Reading {
  namespace: string;
  id: string;
  job: Job;
  on: (event: JobEvent) => void;
  /** What was heard before: a log that is read again begins at its beginning. */
  heard: { lines: number };
  signal: AbortSignal;
}

/** Reads the log to its end, or until it breaks off; never throws, as a log is no matter of life and death. */
async function readLog(hub: Hub, { namespace, id, job, on, heard, signal }: Reading): Promise<void> {
  const { streamJobLogs } = await import('@huggingface/hub');
  let at = 0;
  try {
    for await (const { message } of streamJobLogs({ namespace, jobId: id, ...hub.access(signal) })) {
      at += 1;
      if (at <= heard.lines) continue;
      heard.lines = at;
      const event = message.startsWith(EVENT) ? eventOf(message.slice(EVENT.length)) : undefined;
      if (event === undefined) await appendFile(join(job.directory, FILES.log), `${message}\n`);
      else on(event);
    }
  } catch {
    // Read again at the next look.
  }
}

function eventOf(text: string): JobEvent | undefined {
  try {
    const value = JSON.parse(text) as Partial<JobEvent> | null;
    return typeof value?.type === 'string' ? (value as JobEvent) : undefined;
  } catch {
    return undefined;
  }
}
