/**
 * The HTTP application: mounts the routes of every environment under its name (and at the root where it is the only
 * one), with FastAPI's 404 and 405, `/metrics` and `/openapi.json`. Listens on nothing (server.ts does).
 */
import { type Context, Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import type { Logger } from 'pino';
import { type Answer, answer, methodNotAllowed, NOT_FOUND, SERVER_ERROR } from './answers.ts';
import type { ServeMetrics } from './metrics.ts';
import type { Incoming, Route } from './routes.ts';

/** One environment's routes under a prefix, which is empty at the root. */
export interface Mount {
  readonly environment: string;
  readonly prefix: string;
  readonly routes: readonly Route[];
}

export interface AppOptions {
  readonly mounts: readonly Mount[];
  readonly metrics: ServeMetrics;
  readonly log: Logger;
  /** Bytes of a body. */
  readonly longest: number;
  readonly draining: AbortSignal;
  /** The OpenAPI document. */
  readonly document: unknown;
}

export function serveApp(options: AppOptions): Hono {
  const { metrics, log } = options;
  // Clients that are told a base URL with a slash at its end ask for `//create`.
  const app = new Hono({ getPath: (request) => plainPath(getPath(request)) });
  app.get('/metrics', async (c) => c.body(await metrics.text(), 200, { 'content-type': metrics.type }));
  app.get('/openapi.json', () => respond(answer(options.document)));
  for (const mount of options.mounts) mountRoutes(app, mount, options);
  if (!options.mounts.some(({ prefix }) => prefix === '')) app.get('/', () => respond(answer('ok')));
  app.notFound(() => respond(NOT_FOUND));
  app.onError((error) => {
    // A client that hangs up in the middle of its request is nobody's fault here, and hears no answer.
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') log.debug('a client hung up');
    else log.error({ err: error }, 'a request failed');
    return respond(SERVER_ERROR);
  });
  return app;
}

function mountRoutes(app: Hono, mount: Mount, { metrics, log, longest, draining }: AppOptions): void {
  const { environment, prefix, routes } = mount;
  for (const { method, path, operation, handle } of routes) {
    const full = plainPath(`${prefix}${path}`);
    app.on(method, full, async (c) => {
      const start = performance.now();
      const given = await handle(incoming(c, longest));
      const seconds = (performance.now() - start) / 1000;
      metrics.answered(environment, operation, { status: given.status, seconds });
      if (log.isLevelEnabled('debug')) log.debug({ environment, operation, status: given.status, seconds }, 'request');
      return respond(given, draining.aborted);
    });
    const allowed = method === 'GET' ? 'GET' : 'POST';
    app.all(full, () => respond(methodNotAllowed(allowed)));
  }
}

/** Without a doubled slash or one at the end. */
function plainPath(path: string): string {
  const single = path.includes('//') ? path.replaceAll(/\/{2,}/gu, '/') : path;
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

function incoming(c: Context, longest: number): Incoming {
  return {
    query: (name) => c.req.query(name),
    type: c.req.header('content-type'),
    text: () => boundedText(c, longest),
  };
}

/** The body as text, read no further than `longest` bytes; undefined where there is more of it. */
async function boundedText(c: Context, longest: number): Promise<string | undefined> {
  const stated = c.req.header('content-length');
  if (stated !== undefined) return Number(stated) <= longest ? c.req.text() : undefined;
  const { body } = c.req.raw;
  if (body === null) return '';
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > longest) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function respond({ status, type, body, headers }: Answer, last = false): Response {
  const all: Record<string, string> = { 'content-type': type, ...headers };
  if (last) all['connection'] = 'close';
  return new Response(body, { status, headers: all });
}
