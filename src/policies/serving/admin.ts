/**
 * Requests that tell a server what to serve, beside those that ask the model. JSON over HTTP, sent once: loading a
 * checkpoint takes as long as it takes. Judges nothing but whether an answer came and whether the key was let in.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { AgentgymError, InterruptedError, messageOf } from '../../errors.ts';
import { boundedText } from '../../http/bounded-text.ts';
import { fieldsOf, parseLoosely } from '../endpoint/chat.ts';
import { excerpt } from '../endpoint/faults.ts';
import type { Key } from '../../keys.ts';
import { keepSecret, withoutSecrets } from '../../secrets.ts';

export interface AdminAnswer {
  readonly status: number;
  readonly value: unknown;
  /** What the server says of an error, on one line; '' where it says nothing. */
  readonly said: string;
}

export interface Admin {
  /** The server's address without /v1. */
  readonly root: string;
  get(path: string, signal?: AbortSignal): Promise<AdminAnswer>;
  post(path: string, body: unknown, signal?: AbortSignal): Promise<AdminAnswer>;
  /** Ids of GET /v1/models. */
  models(signal?: AbortSignal): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface AdminOptions {
  key: Key | undefined;
  /** Seconds for one request. */
  timeout: number;
}

/** Milliseconds. */
const BETWEEN_LOOKS = 250;
const CONNECT = 10_000;
/** Of an answer. */
const MOST_BYTES = 16 * 2 ** 20;
const TOO_LONG = `an answer of more than ${MOST_BYTES} bytes`;

export function createAdmin(url: string, { key, timeout }: AdminOptions): Admin {
  const root = rootOf(url);
  const agent = new Agent({ connect: { timeout: CONNECT }, headersTimeout: 0, bodyTimeout: 0 });
  if (key !== undefined) keepSecret(key.name, key.value);
  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<AdminAnswer> => {
    const deadline = AbortSignal.timeout(timeout * 1000);
    try {
      const response = await request(`${root}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key.value}` }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        dispatcher: agent,
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      });
      const text = withoutSecrets((await boundedText(response.body, MOST_BYTES)) ?? TOO_LONG);
      const value = parseLoosely(text);
      const answer = { status: response.statusCode, value, said: excerpt(saidIn(value) ?? text) };
      if (answer.status === 401 || answer.status === 403) throw notLetIn(`${root}${path}`, answer, key);
      return answer;
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      if (error instanceof AgentgymError) throw error;
      const why = deadline.aborted ? `no answer within ${timeout} s` : messageOf(error) || codeOf(error);
      throw new AgentgymError('E_POLICY_UNREACHABLE', `${root}${path}: ${why}`, {
        hint: 'Is the server up and ready, and does policy.url name it?',
        cause: error,
      });
    }
  };
  return {
    root,
    get: (path, signal) => ask('GET', path, undefined, signal),
    post: (path, body, signal) => ask('POST', path, body, signal),
    models: async (signal) => {
      const { status, value, said } = await ask('GET', '/v1/models', undefined, signal);
      const { data } = fieldsOf(value);
      if (status === 200 && Array.isArray(data))
        return data.map((card) => fieldsOf(card)['id']).filter((id) => typeof id === 'string');
      throw new AgentgymError(
        'E_POLICY_MODEL',
        `${root}/v1/models answered ${status}${said === '' ? '' : `: ${said}`}`,
        {
          hint: 'Does policy.url name an OpenAI-compatible server?',
        },
      );
    },
    close: () => agent.destroy(),
  };
}

/** Looks until `ready` says yes, or the time (seconds) is over. */
export async function waitUntil(
  ready: () => Promise<boolean>,
  { timeout, signal }: { timeout: number; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const end = performance.now() + timeout * 1000;
  for (;;) {
    if (await ready()) return true;
    if (performance.now() >= end) return false;
    await wait(BETWEEN_LOOKS, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw new InterruptedError();
    });
  }
}

/** The address that /v1 belongs to. */
export function rootOf(url: string): string {
  return url.replace(/\/+$/u, '').replace(/\/v1$/u, '');
}

/** `{error: {message}}` (newer vLLM), `{message}` (older vLLM, SGLang), `{detail}` (FastAPI). */
function saidIn(value: unknown): string | undefined {
  const outer = fieldsOf(value);
  const inner = fieldsOf(outer['error']);
  for (const said of [inner['message'], outer['message'], outer['detail'], outer['error']])
    if (typeof said === 'string') return said;
  return value === undefined ? undefined : JSON.stringify(value);
}

function notLetIn(address: string, { status, said }: AdminAnswer, key: Key | undefined): AgentgymError {
  const look = key === undefined ? 'name a key: serving.apiKey or policy.apiKey, env:NAME' : `look at ${key.name}`;
  return new AgentgymError('E_POLICY_ACCESS', `${address} answered ${status}${said === '' ? '' : `: ${said}`}`, {
    hint: `Loading checkpoints may need a key of its own: ${look}.`,
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'the connection failed';
}
