/** MLflow's REST API 2.0, as far as a run needs it. Every request has a deadline; none is repeated here. */
import { readFile } from 'node:fs/promises';
import { Agent, type Dispatcher, request as send } from 'undici';
import { messageOf } from '../errors.ts';
import { boundedText } from '../http/bounded-text.ts';
import { withoutSecrets } from '../secrets.ts';
import { GivenUp } from './outbox.ts';

export interface Metric {
  key: string;
  value: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  step: number;
}

export interface Entry {
  key: string;
  value: string;
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';

export interface MlflowClient {
  /** Id of the experiment of that name, which is made where there is none. */
  experiment(name: string): Promise<string>;
  create(run: { experiment: string; name: string; started: number }): Promise<string>;
  /** Whether the run is there, and can be gone on with. */
  goOn(run: string): Promise<boolean>;
  log(run: string, what: { metrics?: Metric[]; params?: Entry[]; tags?: Entry[] }): Promise<void>;
  end(run: string, status: RunStatus, ended: number): Promise<void>;
  /** Whether the server keeps files itself, and took this one. */
  keep(run: string, name: string, file: string): Promise<boolean>;
}

/** Milliseconds. */
const PATIENCE = 5000;
/** Bytes of an answer that are read. */
const MOST_ANSWER = 1 << 20;
/** No request that is like this one will be answered otherwise. */
const HOPELESS = [400, 401, 403, 404, 405];

/** An answer that is an error. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Request {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: string | Buffer;
  type?: string;
}

export interface MlflowAddress {
  url: string;
  /** Value of the header. */
  authorization: string | undefined;
  signal: AbortSignal;
}

interface Connection extends MlflowAddress {
  dispatcher: Dispatcher;
}

export function mlflowClient(address: MlflowAddress): MlflowClient {
  // A connection for each request: one that waits meanwhile may be closed by the server just when it is used.
  const connection = { ...address, dispatcher: new Agent({ pipelining: 0 }) };
  const { url } = address;
  const request = <T>(what: Request): Promise<T> => ask<T>(connection, what);
  const post = <T>(path: string, value: unknown): Promise<T> =>
    request<T>({ method: 'POST', path: `2.0/mlflow/${path}`, body: JSON.stringify(value), type: 'application/json' });
  const find = async (name: string): Promise<string> => {
    const path = `2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
    const { experiment } = await request<{ experiment: { experiment_id: string } }>({ method: 'GET', path });
    return experiment.experiment_id;
  };
  return {
    experiment: (name) =>
      find(name).catch(async (error: unknown) => {
        if (!isRefused(error, 'RESOURCE_DOES_NOT_EXIST')) throw hopeless(error);
        const made = post<{ experiment_id: string }>('experiments/create', { name });
        return made
          .then((experiment) => experiment.experiment_id)
          .catch((late: unknown) => {
            if (isRefused(late, 'RESOURCE_ALREADY_EXISTS')) return find(name);
            throw hopeless(late);
          });
      }),
    create: async ({ experiment, name, started }) => {
      const body = { experiment_id: experiment, run_name: name, start_time: started };
      const { run } = await post<{ run: { info: { run_id: string } } }>('runs/create', body).catch(rethrow);
      return plainId(run.info.run_id, url);
    },
    goOn: async (run) => {
      try {
        await post('runs/update', { run_id: run, status: 'RUNNING' });
        return true;
      } catch (error) {
        if (isRefused(error, 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE', 'INVALID_STATE')) return false;
        throw hopeless(error);
      }
    },
    log: async (run, what) => {
      await post('runs/log-batch', { run_id: run, ...what }).catch(rethrow);
    },
    end: async (run, status, ended) => {
      await post('runs/update', { run_id: run, status, end_time: ended }).catch(rethrow);
    },
    keep: async (run, name, file) => {
      const path = `2.0/mlflow/runs/get?run_id=${run}`;
      const { run: found } = await request<{ run: { info: { artifact_uri?: string } } }>({ method: 'GET', path });
      const [, folder] = /^mlflow-artifacts:\/*(?:\/\/[^/]+\/)?(.+)$/u.exec(found.info.artifact_uri ?? '') ?? [];
      if (folder === undefined) return false;
      const to = `2.0/mlflow-artifacts/artifacts/${folder}/${name}`;
      await request({ method: 'PUT', path: to, body: await readFile(file), type: 'text/html' });
      return true;
    },
  };
}

async function ask<T>({ url, authorization, signal, dispatcher }: Connection, request: Request): Promise<T> {
  const { method, path, body = null, type } = request;
  const response = await send(`${url.replace(/\/+$/u, '')}/api/${path}`, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    body,
    dispatcher,
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  }).catch((error: unknown) => {
    throw new Error(`${url} cannot be reached: ${messageOf(error)}`, { cause: error });
  });
  const text = (await boundedText(response.body, MOST_ANSWER)) ?? '';
  const answer = parsed(text);
  if (response.statusCode < 300) {
    if (answer === undefined) throw new Error(`${url} answers with what is not MLflow's`);
    return answer as T;
  }
  const { error_code: code, message } = (answer ?? {}) as { error_code?: string; message?: string };
  const said = `${url} answers ${response.statusCode}: ${withoutSecrets(message ?? text).slice(0, 300)}`;
  throw new Refused(code ?? (HOPELESS.includes(response.statusCode) ? 'HOPELESS' : ''), said);
}

/** It is stored, and put into addresses: whatever else a server may say there is none. */
function plainId(id: string, url: string): string {
  if (/^[\w-]{1,64}$/u.test(id)) return id;
  throw new GivenUp(`${url} answers with a run id that is none`);
}

/** The object that a text is; nothing counts as an empty one. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRefused(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Refused && codes.includes(error.code);
}

/** The same, as a reason to give up where it is one. */
function hopeless(error: unknown): unknown {
  const reasons = ['HOPELESS', 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE', 'BAD_REQUEST'];
  const denied = ['PERMISSION_DENIED', 'UNAUTHENTICATED', 'ENDPOINT_NOT_FOUND', 'INVALID_STATE'];
  return isRefused(error, ...reasons, ...denied) ? new GivenUp(messageOf(error), { cause: error }) : error;
}

function rethrow(error: unknown): never {
  throw hopeless(error);
}
