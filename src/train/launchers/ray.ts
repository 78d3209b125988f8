/**
 * Jobs on a Ray cluster, through the Ray Jobs REST API (https://docs.ray.io/en/latest/cluster/running-applications/job-submission/rest.html).
 * The job's name is its submission id, so that a job is found by its name and never started twice.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { AgentgymError, messageOf } from '../../errors.ts';
import { boundedText } from '../../http/bounded-text.ts';
import { keepSecret, withoutSecrets } from '../../secrets.ts';
import type { Job, Launcher, Standing } from './contract.ts';
import { FILES } from './files.ts';
import type { AccelerateSettings } from './local.ts';
import { carry, followAtPace, type Pace, stopAtPace } from './shared-directory.ts';
import { shellWords } from './shell-words.ts';

export interface RaySettings {
  /** Address of the cluster's dashboard, which has the Jobs API. */
  url: string;
  /** `env:NAME`: sent as a bearer token. */
  apiKey?: string | undefined;
  /** Interpreter on the cluster; absent: the job's, or `python` where the runtime environment makes one. */
  python?: string | undefined;
  /** What is reserved for the training process; without any reservation Ray runs it on the head node. */
  numGpus: number;
  numCpus?: number | undefined;
  memory?: number | undefined;
  resources?: Readonly<Record<string, number>> | undefined;
  /** As Ray takes it; values of `env_vars` may be `env:NAME`. */
  runtimeEnv?: Readonly<Record<string, unknown>> | undefined;
  /** Several processes on the node, by accelerate. */
  accelerate?: AccelerateSettings | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const PACE: Pace = { files: 1000, asking: 5000, away: 600_000, grace: 300_000 };
/** Milliseconds for one request; a submission waits for an agent of the cluster. */
const PATIENCE = 90_000;
/** Of an answer, which may be a whole log. */
const MOST_BYTES = 64 * 2 ** 20;
const TOO_LONG = `an answer of more than ${MOST_BYTES} bytes`;
/** Where Ray's own clients look for a token. */
const TOKEN = 'RAY_AUTH_TOKEN';
/** What a runtime environment has of its own when it brings an interpreter along. */
const OWN_PYTHON = ['pip', 'uv', 'conda', 'container', 'image_uri'];

export function rayLauncher(settings: RaySettings, { env, pace: given }: { env: Env; pace?: Partial<Pace> }): Launcher {
  const pace = { ...PACE, ...given };
  const ask = requests(settings, env);
  const find = async ({ name }: Job): Promise<Standing> => {
    const answer = await ask('GET', `/api/jobs/${encodeURIComponent(name)}`);
    return answer.status === 404 ? { state: 'unknown' } : standingOf(expected(answer) as JobDetails);
  };
  const fetchLog = async ({ name, directory }: Job): Promise<void> => {
    const answer = await ask('GET', `/api/jobs/${encodeURIComponent(name)}/logs`);
    const { logs } = (answer.value ?? {}) as { logs?: unknown };
    if (answer.status === 200 && typeof logs === 'string') await writeFile(join(directory, FILES.log), logs);
  };
  return {
    kind: 'ray',
    submit: async (job) => {
      const body = submissionOf(job, await carry(job, settings.accelerate), { settings, env });
      const submitted = await ask('POST', '/api/jobs/', body).catch((error: unknown) => error);
      const status = submitted instanceof Error ? 0 : (submitted as Answer).status;
      // The answer may be lost, or say that a job of this name is there already: then it is ours.
      if (status !== 200 && (await find(job)).state === 'unknown') {
        if (submitted instanceof Error) throw submitted;
        expected(submitted as Answer);
      }
      return job.name;
    },
    find,
    follow: (job, _id, following) => {
      const asked = async (): Promise<Standing> => {
        const standing = await find(job);
        // What is not to be had of the log is no reason to lose the job.
        if (standing.state !== 'waiting') await fetchLog(job).catch(() => {});
        return standing;
      };
      return followAtPace(job, following, { pace, ask: asked });
    },
    stop: (job) =>
      stopAtPace(job, {
        pace,
        ask: () => find(job),
        end: async () => void (await ask('POST', `/api/jobs/${encodeURIComponent(job.name)}/stop`)),
      }),
  };
}

/** The version of the Ray that answers; throws E_TRAIN_JOB where none does. */
export async function rayVersion(settings: RaySettings, env: Env): Promise<string> {
  const value = expected(await requests(settings, env)('GET', '/api/version')) as { ray_version?: unknown };
  return `${String(value.ray_version)} at ${settings.url}`;
}

interface JobDetails {
  status?: string;
  message?: string | null;
  driver_exit_code?: number | null;
}

function standingOf({ status, message, driver_exit_code: code }: JobDetails): Standing {
  switch (status) {
    case 'PENDING':
      return { state: 'waiting' };
    case 'RUNNING':
      return { state: 'running' };
    case 'SUCCEEDED':
      return { state: 'ended', exit: 0 };
    case 'STOPPED':
      return { state: 'ended', exit: null, detail: 'it was stopped' };
    case 'FAILED':
      return { state: 'ended', exit: code ?? null, detail: message?.split('\n')[0] || 'it failed' };
    default:
      throw new AgentgymError('E_TRAIN_JOB', `Ray says that a job is ${String(status)}, which is no state known here.`);
  }
}

/** The body of POST /api/jobs/. Ray hands the entry point to a shell; ours is fixed words and quoted paths. */
function submissionOf(
  job: Job,
  words: readonly string[],
  { settings, env }: { settings: RaySettings; env: Env },
): unknown {
  const { numGpus, numCpus, memory, resources, runtimeEnv = {} } = settings;
  const brought = OWN_PYTHON.some((name) => name in runtimeEnv);
  const python = settings.python ?? (brought ? 'python' : job.python);
  const variables = Object.entries(givenTo(settings)).map(([name, value]) => [name, valueOf(value, env)]);
  return {
    submission_id: job.name,
    entrypoint: shellWords([python, ...words]),
    entrypoint_num_gpus: numGpus,
    ...(numCpus === undefined ? {} : { entrypoint_num_cpus: numCpus }),
    ...(memory === undefined ? {} : { entrypoint_memory: memory }),
    ...(resources === undefined ? {} : { entrypoint_resources: resources }),
    runtime_env: {
      ...runtimeEnv,
      env_vars: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', ...Object.fromEntries(variables) },
    },
    metadata: { agentgym: job.name },
  };
}

/** Environment variables of the job. */
function givenTo({ runtimeEnv = {} }: RaySettings): Record<string, string> {
  return (runtimeEnv['env_vars'] ?? {}) as Record<string, string>;
}

/** `env:NAME` is what the variable holds; any other text is itself. */
function valueOf(text: string, env: Env): string {
  if (!text.startsWith('env:')) return text;
  const name = text.slice('env:'.length);
  const value = env[name]?.trim() ?? '';
  // Those of the job's environment may be folders too, which messages name.
  if (!/^[./~]/u.test(value)) keepSecret(name, value);
  if (value !== '') return value;
  throw new AgentgymError('E_TRAIN_JOB', `${name} is not set; train.launcher says that it is.`, {
    hint: `Set it: export ${name}=…`,
  });
}

/** The token that the config names, or else the one that Ray's own clients take from the environment. */
function keyOf({ apiKey }: Pick<RaySettings, 'apiKey'>, env: Env): string | undefined {
  const own = env[TOKEN]?.trim() ?? '';
  if (apiKey !== undefined) return valueOf(apiKey, env);
  keepSecret(TOKEN, own);
  return own === '' ? undefined : own;
}

interface Answer {
  status: number;
  value: unknown;
  text: string;
  where: string;
}

function requests(
  settings: RaySettings,
  env: Env,
): (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Answer> {
  const root = settings.url.replace(/\/+$/u, '');
  return async (method, path, body) => {
    const key = keyOf(settings, env);
    // The job may print them into its log, also one that is only followed.
    for (const text of Object.values(givenTo(settings))) valueOf(text, env);
    try {
      // Not fetch, whose Sec-Fetch headers Ray takes for a browser's, which it lets in nowhere.
      const response = await request(`${root}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const text = withoutSecrets((await boundedText(response.body, MOST_BYTES)) ?? TOO_LONG);
      return { status: response.statusCode, value: parsed(text), text, where: `${root}${path}` };
    } catch (error) {
      const why = messageOf((error as Error).cause ?? error);
      throw new AgentgymError('E_TRAIN_JOB', `Ray at ${root} cannot be reached: ${why}.`, {
        hint: 'Does train.launcher.url name the dashboard of the cluster, and was Ray installed there with ray[default]?',
        cause: error,
      });
    }
  };
}

/** The value of an answer that is none of an error. */
function expected({ status, value, text, where }: Answer): unknown {
  if (status === 200) return value;
  if (status === 401 || status === 403)
    throw new AgentgymError('E_TRAIN_JOB', `Ray does not let in who asks for ${where} (status ${status}).`, {
      hint: `Put the token of the cluster into ${TOKEN}, or name the variable that holds it: train.launcher.apiKey: env:NAME`,
    });
  // Ray answers with a traceback, of which the last line says what is wrong.
  const said = text.trimEnd().split('\n').at(-1)?.slice(0, 500) ?? '';
  throw new AgentgymError('E_TRAIN_JOB', `Ray refuses ${where} with status ${status}: ${said}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
