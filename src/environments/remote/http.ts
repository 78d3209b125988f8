/**
 * HTTP to one environment server: keep-alive connections, a deadline and a bound on every answer. Knows neither paths
 * nor JSON shapes, and sends nothing twice (retrying is the pool's, where it is safe).
 */
import { type Dispatcher, Pool } from 'undici';
import { messageOf } from '../../errors.ts';
import { RemoteFault } from './faults.ts';

export interface HttpOptions {
  /** Longest answer, in bytes. */
  mostBytes?: number;
  /** Most connections; further calls wait for one, and their deadline runs meanwhile. */
  connections?: number;
}

export interface Call {
  method: 'GET' | 'POST';
  /** Path with query, below the base URL. */
  path: string;
  /** JSON text. */
  body?: string | undefined;
  /** Milliseconds for the whole call. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  /** Content type; empty where none is given. */
  type: string;
  text: string;
}

export interface Http {
  /** Base URL without a slash at its end. */
  readonly base: string;
  /** Resolves to the answer, whatever its status; throws RemoteFault, or the signal's reason. */
  send(call: Call): Promise<Answer>;
  /** As `send`, below the server's root in place of the base URL. */
  sendToOrigin(call: Call): Promise<Answer>;
  /** Breaks off every call and connection. */
  destroy(): Promise<void>;
}

const MOST_BYTES = 16 * 2 ** 20;
/** As many as rollouts at once may need: a call that waits for one would be late for no fault of the server. */
const CONNECTIONS = 2048;
/** uvicorn closes connections that are idle for 5 s; a call on one that is just being closed would be lost. */
const IDLE_MS = 3000;
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };
const PLAIN_HEADERS = { accept: 'application/json' };
/** Errors of a connection that never came about: nothing was sent. */
const NOT_CONNECTED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/u;

export function createHttp(url: string, options: HttpOptions = {}): Http {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/+$/u, '');
  const most = options.mostBytes ?? MOST_BYTES;
  const pool = new Pool(origin, {
    connections: options.connections ?? CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    // The deadline of a call covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const send = (path: string, call: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (call.signal?.aborted) return reject(asError(call.signal.reason));
      const exchange = new Exchange(call, `${origin}${path}`, { most, resolve, reject });
      const { method, body = null } = call;
      pool.dispatch({ method, path, body, headers: body === null ? PLAIN_HEADERS : JSON_HEADERS }, exchange);
    });
  return {
    base: `${origin}${prefix}`,
    send: (call) => send(`${prefix}${call.path}`, call),
    sendToOrigin: (call) => send(call.path, call),
    destroy: () => pool.destroy(),
  };
}

interface Outlet {
  most: number;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** One request and its answer. A hand-written handler costs a fraction of what a stream for each answer does. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #call: Call;
  readonly #url: string;
  readonly #outlet: Outlet;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  readonly #interrupt = (): void => this.#fail(asError(this.#call.signal?.reason));
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #type = '';
  #bytes = 0;
  #settled = false;

  constructor(call: Call, url: string, outlet: Outlet) {
    this.#call = call;
    this.#url = url;
    this.#outlet = outlet;
    this.#timer = setTimeout(
      () => this.#fail(this.#fault('timeout', `no answer within ${call.deadline} ms`)),
      call.deadline,
    );
    call.signal?.addEventListener('abort', this.#interrupt, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was given up while it waited for a connection.
    if (this.#settled) controller.abort(new Error('given up'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#type = String(headers['content-type'] ?? '');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#outlet.most)
      this.#fail(this.#fault('malformed', `the answer is longer than ${this.#outlet.most} bytes`));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#outlet.resolve({ status: this.#status, type: this.#type, text: whole.toString('utf8') });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const kind = NOT_CONNECTED.test(code) ? 'refused' : 'broken';
    this.#fail(this.#fault(kind, messageOf(error) || code, error));
  }

  #fault(kind: 'refused' | 'broken' | 'timeout' | 'malformed', what: string, cause?: unknown): RemoteFault {
    return new RemoteFault(kind, `${this.#call.method} ${this.#url}: ${what}`, { cause });
  }

  #fail(error: Error): void {
    if (!this.#settle()) return;
    this.#controller?.abort(error);
    this.#outlet.reject(error);
  }

  /** False where the call has been settled before. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#call.signal?.removeEventListener('abort', this.#interrupt);
    return true;
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(messageOf(reason));
}
