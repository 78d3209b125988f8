/** Servers for tests: on a free port, quiet, and drained when the test is over. */
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Running, type ServeEntry, type ServeOptions, startServer } from '../../src/serve/server.ts';

export interface Reply {
  status: number;
  type: string | null;
  text: string;
  /** The text read as JSON, or the text itself. */
  json: unknown;
  headers: Headers;
}

export interface TestServer extends Running {
  url: string;
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  send(path: string, init: RequestInit): Promise<Reply>;
}

export async function serving(
  entries: readonly ServeEntry[],
  options: Partial<ServeOptions> = {},
): Promise<TestServer> {
  const running = await startServer({
    entries,
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    sessions: 100,
    idle: 3_600_000,
    ...options,
  });
  onTestFinished(() => running.drain(1000));
  const url = `http://127.0.0.1:${running.port}`;
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text,
      json: read(text),
      headers: response.headers,
    };
  };
  return {
    ...running,
    url,
    send,
    get: (path) => send(path, {}),
    post: (path, body) => {
      if (body === undefined) return send(path, { method: 'POST' });
      const headers = { 'content-type': 'application/json' };
      return send(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
    },
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
