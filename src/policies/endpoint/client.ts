/**
 * One endpoint over HTTP, through @huggingface/inference, which knows the addresses and shapes of the Inference
 * Providers. Reads every answer to its end, within a deadline and a bound. Sends everything once (the library alone
 * would repeat a 503 for ever) and judges no answer.
 */
import { chatCompletion, type InferenceProviderOrPolicy } from '@huggingface/inference';
import { Agent, type Dispatcher, request as send } from 'undici';
import { InterruptedError, messageOf } from '../../errors.ts';
import { boundedText } from '../../http/bounded-text.ts';
import { keepSecret, withoutSecrets } from '../../secrets.ts';
import type { Answer, Asked } from './answers.ts';
import { parseLoosely } from './chat.ts';
import { EndpointFault } from './faults.ts';
import type { Timing } from './timing.ts';

export interface ClientOptions {
  url?: string | undefined;
  provider?: string | undefined;
  billTo?: string | undefined;
  model: string;
  key: { name: string; value: string } | undefined;
  /** Seconds. */
  timeout: number;
  timing: Timing;
  /** What carries the requests; default: connections of its own. */
  dispatcher?: Dispatcher | undefined;
}

export interface Client {
  readonly asked: Asked;
  /** Sends the body of a chat completion. Throws EndpointFault where no answer came, InterruptedError by the signal. */
  send(body: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

const MOST_BYTES = 16 * 2 ** 20;
/** uvicorn closes connections that are idle for 5 s; a request on one that is just being closed would be lost. */
const IDLE_MS = 3000;
const CONNECT_MS = 10_000;
/** Errors of a connection that never came about: nothing was sent. */
const NOT_CONNECTED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/u;
/** The library takes such names for addresses and refuses them; vLLM names a model by its path unless told otherwise. */
const LIKE_ADDRESS = /^(?:\/|https?:)/u;

export function createClient(options: ClientOptions): Client {
  const { url, provider, model, key, timing, timeout } = options;
  const own = new Agent({
    keepAliveTimeout: IDLE_MS,
    connect: { timeout: CONNECT_MS },
    // The deadline of a request covers these; a long answer may take minutes to begin.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const dispatcher = options.dispatcher ?? own;
  const asked: Asked = { endpoint: url ?? `provider ${provider}`, model, keyName: key?.name };
  if (key !== undefined) keepSecret(key.name, key.value);
  const target = url === undefined ? { provider: provider as InferenceProviderOrPolicy } : { endpointUrl: url };
  const named = url !== undefined && LIKE_ADDRESS.test(model) ? 'model' : model;

  const attempt = async (body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Answer> => {
    let answer: Answer | undefined;
    const transport = async (input: string, init: Sent): Promise<Reply> => {
      const posts = init.method === 'POST';
      const text = posts && named !== model ? JSON.stringify({ ...JSON.parse(init.body ?? '{}'), model }) : init.body;
      const { method = 'GET', headers = {} } = init;
      const response = await send(input, { method, headers, body: text ?? null, dispatcher, signal });
      const said = await boundedText(response.body, MOST_BYTES);
      if (said === undefined) throw new EndpointFault('malformed', `the answer is longer than ${MOST_BYTES} bytes`);
      const read = answerOf(response, withoutSecrets(said));
      const ok = read.status >= 200 && read.status < 300;
      // A provider's name for the model is asked for first; that is no answer unless it is the end.
      if (posts || !ok) answer = read;
      return replyOf(read, ok);
    };
    try {
      const args = { ...body, ...target, model: named, ...(key === undefined ? {} : { accessToken: key.value }) };
      const value = await chatCompletion(args as unknown as Parameters<typeof chatCompletion>[0], {
        fetch: transport as unknown as typeof fetch,
        retry_on_error: false,
        ...(options.billTo === undefined ? {} : { billTo: options.billTo }),
      });
      if (answer !== undefined) return answer.value === undefined ? answer : { ...answer, value };
    } catch (error) {
      // What the library thinks of an answer does not matter: it is judged as it came.
      if (answer !== undefined) return answer;
      throw error;
    }
    throw new EndpointFault('malformed', `${asked.endpoint}: there was no answer to read`);
  };

  return {
    asked,
    send: async (body, signal) => {
      const deadline = new AbortController();
      const cancel = timing.after(timeout * 1000, () => deadline.abort());
      const either = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
      try {
        return await attempt(body, either);
      } catch (error) {
        if (signal?.aborted) throw new InterruptedError();
        if (error instanceof EndpointFault) throw error;
        const what = `${asked.endpoint}: `;
        if (deadline.signal.aborted) throw new EndpointFault('timeout', `${what}no answer within ${timeout} s`);
        throw transportFault(error, what);
      } finally {
        cancel();
      }
    },
    close: () => own.destroy(),
  };
}

/** An error of the library's own (the model has no such provider, …) or of the connection. */
function transportFault(error: unknown, what: string): EndpointFault {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InputError' || name === 'RoutingError') {
    const hint = 'Look at policy.provider, policy.model and the key (providers through Hugging Face take hf_ tokens).';
    const code = name === 'RoutingError' ? 'E_POLICY_ACCESS' : 'E_POLICY_MODEL';
    return new EndpointFault('final', `${what}${messageOf(error)}`, { code, hint });
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const said = messageOf(error);
  return new EndpointFault(NOT_CONNECTED.test(code) ? 'refused' : 'broken', `${what}${said || code}`);
}

/** What the library hands over to be sent, and what it looks at of the answer. */
interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Reply {
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** To the library everything is JSON; what is none is judged elsewhere. */
const JSON_HEADERS: Reply['headers'] = {
  get: (name) => (/^content-type$/iu.test(name) ? 'application/json' : null),
};

function replyOf({ status, value, text }: Answer, ok: boolean): Reply {
  return { ok, status, headers: JSON_HEADERS, json: async () => value ?? {}, text: async () => text };
}

interface Received {
  statusCode: number;
  headers: Headers;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function answerOf({ statusCode: status, headers }: Received, text: string): Answer {
  return {
    status,
    text,
    value: parseLoosely(text),
    retryAfter: retryAfterOf(headers),
    location: headerOf(headers, 'location'),
  };
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Milliseconds: of `retry-after-ms`, or of seconds or a date, which is taken relative to the answer's own. */
function retryAfterOf(headers: Headers): number | undefined {
  const exact = Number(headerOf(headers, 'retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const said = headerOf(headers, 'retry-after')?.trim();
  if (said === undefined || said === '') return undefined;
  const seconds = Number(said);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const difference = Date.parse(said) - Date.parse(headerOf(headers, 'date') ?? '');
  return Number.isFinite(difference) ? Math.max(0, difference) : undefined;
}
