/**
 * Requests of a check: raw ones, to say exactly what was asked and what came back. Bounds them in number and time, and
 * measures them. Judges nothing.
 */
import { InterruptedError, messageOf, throwIfInterrupted } from '../../errors.ts';
import { excerpt, RemoteFault } from '../remote/faults.ts';
import type { Http } from '../remote/http.ts';

export interface Reply {
  /** `POST /step {"id":3,"action":"look"}`, shortened. */
  readonly request: string;
  /** 0: there was no whole answer; `text` then says why. */
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Undefined where the text is no JSON. */
  readonly json: unknown;
  /** Milliseconds. */
  readonly ms: number;
}

export interface WireOptions {
  http: Http;
  /** Milliseconds for one request. */
  timeout: number;
  /** Milliseconds for all of them together. */
  total: number;
  /** Requests that may be sent. */
  most: number;
  signal?: AbortSignal | undefined;
  /** Milliseconds that only ever grow. */
  now?: (() => number) | undefined;
}

/** Ends a check whose time or requests are spent. */
export class Spent extends Error {}

/** Requests without an answer after which a server is given up. */
const MOST_SILENCES = 3;
const MOST_REQUEST = 160;
const MOST_TEXT = 80;

export class Wire {
  readonly #options: WireOptions;
  readonly #now: () => number;
  readonly #start: number;
  #silences = 0;
  sent = 0;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#start = this.#now();
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.#now() - this.#start;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get(path: string, of: { origin?: boolean } = {}): Promise<Reply> {
    return this.#send('GET', path, undefined, of);
  }

  /** `body`: what becomes JSON; undefined: none. */
  post(path: string, body?: unknown, of: { lasting?: boolean } = {}): Promise<Reply> {
    return this.#send('POST', path, body === undefined ? undefined : JSON.stringify(body), of);
  }

  /** A body as it stands, JSON or not. */
  raw(path: string, body: string): Promise<Reply> {
    return this.#send('POST', path, body, {});
  }

  /** A request at the end, which no bound holds back. */
  async last(path: string, body: unknown, deadline: number): Promise<void> {
    const { http } = this.#options;
    this.sent += 1;
    await http.send({ method: 'POST', path, body: JSON.stringify(body), deadline }).catch(() => undefined);
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    of: { origin?: boolean; lasting?: boolean },
  ): Promise<Reply> {
    const { http, timeout, signal } = this.#options;
    throwIfInterrupted(signal);
    const deadline = Math.min(timeout, this.#left());
    this.sent += 1;
    const request = shorten(`${method} ${path}${body === undefined ? '' : ` ${body}`}`);
    const call = { method, path, body, deadline, ...(of.lasting === true ? {} : { signal }) } as const;
    const start = this.#now();
    try {
      const answer = await (of.origin === true ? http.sendToOrigin(call) : http.send(call));
      return { request, ...answer, json: jsonOf(answer.text), ms: this.#now() - start };
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw signal?.aborted === true ? new InterruptedError() : error;
      this.#silences += 1;
      return { request, status: 0, type: '', text: messageOf(error), json: undefined, ms: this.#now() - start };
    }
  }

  #left(): number {
    const left = this.#options.total - this.elapsed;
    if (left <= 0) throw new Spent('the time of the check was up');
    if (this.sent >= this.#options.most) throw new Spent('the requests of the check were spent');
    if (this.#silences >= MOST_SILENCES) throw new Spent(`${MOST_SILENCES} requests had got no answer by then`);
    return Math.ceil(left);
  }
}

/** What came back, on a line; long texts in it are cut, so that the fields after them can be seen. */
export function answerOf({ status, text, json }: Reply): string {
  if (status === 0) return excerpt(text);
  const whole = typeof json === 'object' && json !== null ? JSON.stringify(json, cutTexts) : text;
  return `${status} ${excerpt(whole) || 'no text'}`;
}

function cutTexts(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value;
}

function shorten(text: string): string {
  return text.length > MOST_REQUEST ? `${text.slice(0, MOST_REQUEST)}…` : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
