/**
 * A small real server that speaks AgentGym's protocol without fault, around a game that a test writes. Whatever can be
 * wrong with such a server is put in by changing one of its parts.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Json = unknown;
export type Body = Record<string, unknown>;

/** Thrown by a game where it refuses; the text becomes the `error` of family `id`, and a 500 of family `env_idx`. */
export class Refused extends Error {}

export interface Reply {
  status: number;
  json?: Json;
  /** In the place of `json`. */
  text?: string;
  type?: string;
}

export type Twisted = Reply | 'hang' | 'break';

export interface Asked {
  method: string;
  /** Without the query. */
  path: string;
  body: Body;
}

export interface Parts<S> {
  field: 'id' | 'env_idx';
  health: Json;
  /** Whether /create wants a JSON object. */
  createBody?: boolean;
  /** The answer of /create. */
  created(id: number, state: S | undefined): Json;
  /** Field of the task's index; it need not be there where `otherwise` is given. */
  index: string;
  otherwise?: number;
  /** Other fields that /reset wants. */
  also?: readonly string[];
  /** The state that a task begins with. A session has none before its first reset, unless `fresh` gives one. */
  begin(index: number): S;
  fresh?(id: number): S;
  opening(state: S, id: number): Json;
  step(state: S, action: string): Json;
  /** GETs that name a session, and such that do not. */
  gets?: Readonly<Record<string, (state: S) => Json>>;
  free?: Readonly<Record<string, (sessions: ReadonlyMap<number, S | undefined>) => Json>>;
  /** Whether the episode is over, so that all but reset and close is refused. */
  over?(state: S): boolean;
  /** Left out: `true`, or `false` for an id that is not open. `null`: there is no such route. */
  close?: ((sessions: Map<number, S | undefined>, id: number) => Json) | null;
  /** The id of the next session; default: counted up. */
  next?(sessions: ReadonlyMap<number, S | undefined>): number;
  /** Changes any answer. */
  twist?(reply: Reply, asked: Asked): Twisted | Promise<Twisted>;
}

export interface ProtocolServer<S> {
  url: string;
  /** What is open. */
  sessions: Map<number, S | undefined>;
  asked: Asked[];
  /** Sessions that were ever created. */
  created(): number;
}

const NOT_FOUND: Reply = { status: 404, json: { detail: 'Not Found' } };
const unprocessable = (loc: string): Reply => ({
  status: 422,
  json: { detail: [{ type: 'missing', loc: ['body', loc], msg: 'Field required', input: null }] },
});

export async function protocolServer<S>(parts: Parts<S>): Promise<ProtocolServer<S>> {
  const sessions = new Map<number, S | undefined>();
  const asked: Asked[] = [];
  let counted = 0;
  const { field } = parts;
  const refuse = (message: string): Reply =>
    field === 'id' ? { status: 200, json: { error: message } } : { status: 500, text: 'Internal Server Error' };
  const stateOf = (id: number): S => {
    if (!sessions.has(id)) throw new Refused(`The id ${id} is not valid.`);
    const state = sessions.get(id);
    if (state === undefined) throw new Refused(`The environment ${id} was not reset.`);
    if (parts.over?.(state) === true) throw new Refused(`The task with environment ${id} has finished.`);
    return state;
  };
  const create = (): Json => {
    const id = parts.next?.(sessions) ?? counted;
    counted += 1;
    sessions.set(id, parts.fresh?.(id));
    return parts.created(id, sessions.get(id));
  };
  const reset = (id: number, index: number): Json => {
    if (!sessions.has(id)) throw new Refused(`The id ${id} is not valid.`);
    const state = parts.begin(index);
    sessions.set(id, state);
    return parts.opening(state, id);
  };
  const close = (id: number): Json => (parts.close == null ? sessions.delete(id) : parts.close(sessions, id));
  const post = (path: string, body: Body | undefined): Reply => {
    if (path === '/create' && (parts.createBody !== true || body !== undefined)) return { status: 200, json: create() };
    if (path === '/close' && parts.close === null) return NOT_FOUND;
    const wanted: Readonly<Record<string, readonly string[]>> = {
      '/create': [],
      '/reset': [field, ...(parts.otherwise === undefined ? [parts.index] : []), ...(parts.also ?? [])],
      '/step': [field, 'action'],
      '/close': [field],
    };
    const names = wanted[path];
    if (names === undefined) return NOT_FOUND;
    if (body === undefined) return unprocessable('');
    const missing = names.find((name) => body[name] === undefined);
    if (missing !== undefined) return unprocessable(missing);
    const [id, index] = [Number(body[field]), Number(body[parts.index] ?? parts.otherwise)];
    if (!Number.isInteger(id)) return unprocessable(field);
    if (path === '/reset' && !Number.isInteger(index)) return unprocessable(parts.index);
    if (path === '/step' && typeof body['action'] !== 'string') return unprocessable('action');
    if (path === '/reset') return { status: 200, json: reset(id, index) };
    if (path === '/close') return { status: 200, json: close(id) };
    return { status: 200, json: parts.step(stateOf(id), String(body['action'])) };
  };
  const get = (path: string, query: URLSearchParams): Reply => {
    if (path === '/') return { status: 200, json: parts.health };
    const free = parts.free?.[path];
    if (free !== undefined) return { status: 200, json: free(sessions) };
    const one = parts.gets?.[path];
    if (one === undefined) return NOT_FOUND;
    const id = query.get(field);
    return id === null ? unprocessable(field) : { status: 200, json: one(stateOf(Number(id))) };
  };
  const reply = async (method: string, url: URL, text: string): Promise<Twisted> => {
    const body = bodyOf(text);
    const one = { method, path: url.pathname, body: body ?? {} };
    asked.push(one);
    const answer = (): Reply => {
      try {
        return method === 'GET' ? get(url.pathname, url.searchParams) : post(url.pathname, body);
      } catch (error) {
        if (error instanceof Refused) return refuse(error.message);
        throw error;
      }
    };
    const made = answer();
    return (await parts.twist?.(made, one)) ?? made;
  };
  const server = createServer((request, response) => {
    void textOf(request).then(async (text) => {
      const made = await reply(request.method ?? '', new URL(request.url ?? '', 'http://localhost'), text);
      if (made === 'break') request.socket.destroy();
      if (made === 'hang' || made === 'break') return;
      const plain = made.text !== undefined;
      response.writeHead(made.status, { 'content-type': made.type ?? (plain ? 'text/plain' : 'application/json') });
      response.end(plain ? made.text : JSON.stringify(made.json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, sessions, asked, created: () => counted };
}

/** The object of a body; undefined where it is none. */
function bodyOf(text: string): Body | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Body) : undefined;
  } catch {
    return undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
