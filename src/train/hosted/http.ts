/**
 * Requests to a fine-tuning service: JSON and forms, within a deadline, with retries that end. What asks only is sent
 * again after any failure that may pass; what makes something is sent again only where it certainly was not received.
 */
import pRetry from 'p-retry';
import { Agent, type Dispatcher, FormData, request as send } from 'undici';
import { type AgentgymError, InterruptedError, messageOf } from '../../errors.ts';
import type { Key } from '../../keys.ts';
import { boundedText } from '../../http/bounded-text.ts';
import { keepSecret, withoutSecrets } from '../../secrets.ts';
import { pauseOf } from '../../policies/endpoint/retries.ts';
import type { Timing } from '../../policies/endpoint/timing.ts';
import { seedOf } from '../../seeds.ts';
import { type Answered, faultOf, ServiceFault } from './faults.ts';

export interface Asked {
  query?: Readonly<Record<string, string>> | undefined;
  json?: unknown;
  form?: FormData;
}

export interface Http {
  /** For what may be asked twice. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Json>;
  /** For what must not happen twice: throws a ServiceFault of kind `unsure` where nobody knows whether it did. */
  post(path: string, asked?: Asked): Promise<Json>;
  close(): Promise<void>;
}

/** An answer's object; empty where it is none. */
export type Json = Readonly<Record<string, unknown>>;

export interface HttpOptions {
  url: string;
  key: Key | undefined;
  /** Seconds. */
  timeout: number;
  retries: number;
  timing: Timing;
  signal?: AbortSignal | undefined;
}

/** Longer than this nobody waits for a service that is busy (ms). */
const MOST_WAIT = 10 * 60_000;
const MOST_BYTES = 64 * 2 ** 20;
const CONNECT_MS = 10_000;
const NOT_CONNECTED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/u;

export function createHttp(options: HttpOptions): Http {
  const { url, key, retries, timing, signal } = options;
  // Connections are not kept: minutes pass between requests, and one on a connection just closed would be lost.
  const dispatcher = new Agent({ pipelining: 0, connect: { timeout: CONNECT_MS }, headersTimeout: 0, bodyTimeout: 0 });
  if (key !== undefined) keepSecret(key.name, key.value);
  const again = (attempt: () => Promise<Json>, passes: (fault: ServiceFault) => boolean): Promise<Json> =>
    pRetry(attempt, {
      retries,
      // The pauses are made here, by the clock that is passed in.
      minTimeout: 0,
      shouldRetry: async ({ error, retriesConsumed }) => {
        if (!(error instanceof ServiceFault) || !passes(error)) return false;
        const pause = Math.max(error.retryAfter ?? 0, pauseOf(retriesConsumed, seedOf('hosted', url)));
        await wait(timing, Math.min(pause, MOST_WAIT), signal);
        return true;
      },
      ...(signal === undefined ? {} : { signal }),
    });
  const guarded = async (work: Promise<Json>): Promise<Json> => {
    try {
      return await work;
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw error;
    }
  };
  const once = (method: 'GET' | 'POST', path: string, asked: Asked): Promise<Json> =>
    exchange({ method, path, asked, dispatcher }, options);
  return {
    get: (path, query) =>
      guarded(
        again(
          () => once('GET', path, { query }),
          (fault) => fault.kind !== 'final',
        ),
      ),
    post: (path, asked = {}) => {
      return guarded(again(() => once('POST', path, asked), unsent));
    },
    close: () => dispatcher.destroy(),
  };
}

/** Certainly not received. */
function unsent({ kind }: ServiceFault): boolean {
  return kind === 'refused' || kind === 'busy';
}

interface Exchange {
  method: 'GET' | 'POST';
  path: string;
  asked: Asked;
  dispatcher: Dispatcher;
}

async function exchange({ method, path, asked, dispatcher }: Exchange, options: HttpOptions): Promise<Json> {
  const { url, key, timeout, timing, signal } = options;
  const deadline = new AbortController();
  const cancel = timing.after(timeout * 1000, () => deadline.abort());
  const what = `${method} ${url}${path}`;
  try {
    const query = asked.query === undefined ? '' : `?${new URLSearchParams(asked.query).toString()}`;
    const response = await send(`${url}${path}${query}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(asked.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key.value}` }),
      },
      body: asked.form ?? (asked.json === undefined ? null : JSON.stringify(asked.json)),
      dispatcher,
      signal: signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]),
    });
    const said = await boundedText(response.body, MOST_BYTES);
    if (said === undefined) throw new ServiceFault('final', `${what}: the answer is longer than ${MOST_BYTES} bytes.`);
    const { statusCode: status, headers } = response;
    return read({ what, status, headers, text: withoutSecrets(said) }, key);
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError();
    if (error instanceof ServiceFault) throw error;
    if (deadline.signal.aborted) throw new ServiceFault('unsure', `${what}: no answer within ${timeout} s.`);
    const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
    const said = messageOf(error) || code;
    throw new ServiceFault(NOT_CONNECTED.test(code) ? 'refused' : 'unsure', `${what}: ${said.replace(/\.$/u, '')}.`);
  } finally {
    cancel();
  }
}

function read(answer: Answered, key: Key | undefined): Json {
  let value: unknown;
  try {
    value = JSON.parse(answer.text || '{}');
  } catch {
    value = undefined;
  }
  const whole = typeof value === 'object' && value !== null;
  if (answer.status >= 200 && answer.status < 300) {
    if (whole) return Array.isArray(value) ? { data: value } : (value as Json);
    throw new ServiceFault('unsure', `${answer.what} answered ${answer.status} with what is no JSON.`);
  }
  throw faultOf(answer, whole ? (value as Json) : {}, key);
}

/** Throws InterruptedError when the signal fires. */
export async function wait(timing: Timing, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) throw new InterruptedError();
  await timing.wait(milliseconds, signal).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
  if (signal?.aborted) throw new InterruptedError();
}

/**
 * Makes something at most once: after a failure that leaves open whether it was made, it is looked for before another
 * attempt, of which there are `retries`.
 */
export async function makeOnce<T>(
  { find, make }: { find: () => Promise<T | undefined>; make: () => Promise<T> },
  { retries, timing, signal }: Pick<HttpOptions, 'retries' | 'timing' | 'signal'>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    let fault: AgentgymError;
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof ServiceFault) || error.kind !== 'unsure') throw error;
      fault = error;
    }
    // What was made may take a moment to be listed.
    await wait(timing, pauseOf(attempt, seedOf('made?', attempt)), signal);
    const found = await find();
    if (found !== undefined) return found;
    if (attempt >= retries) throw fault;
  }
}
