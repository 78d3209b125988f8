/**
 * A server of environments over AgentGym's wire protocol: listens, keeps the sessions within their limits, and drains.
 * Knows no terminal and no signals of the system (cli/actions/serve.ts does).
 */
import { createServer, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Environment } from '../environments/contract.ts';
import { AgentgymError, messageOf } from '../errors.ts';
import { DATA_HEADERS } from '../http/headers.ts';
import { closed, listen, urlOf, within } from '../http/listen.ts';
import { ownNames, type Refusal } from '../http/own-names.ts';
import { detail } from './answers.ts';
import { type Mount, serveApp } from './app.ts';
import { dialectOf } from './dialects/catalog.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Limits } from './fields.ts';
import { type ServeMetrics, serveMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { Operations, type Surroundings, type Watcher } from './operations.ts';
import { routesOf } from './routes.ts';
import { Sessions } from './sessions.ts';
import { listedTasks, type TaskIndex } from './tasks.ts';

/** An environment to serve, under its own name. */
export interface ServeEntry {
  readonly environment: Environment;
  /** Speaks as this one, where its name is none of AgentGym's. */
  readonly kind?: string;
  /** Default: the tasks that it lists. */
  readonly tasks?: TaskIndex;
}

export interface ServeOptions {
  readonly entries: readonly ServeEntry[];
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Names that clients know it by, beside the address; `*` is any. */
  readonly names?: readonly string[] | undefined;
  readonly log: Logger;
  /** Sessions that may be open, of all environments together. */
  readonly sessions: number;
  /** Milliseconds without a request after which a session is closed. */
  readonly idle: number;
  readonly limits?: Limits;
  /** Milliseconds that only ever grow; default: the system's. */
  readonly now?: () => number;
}

export interface Running {
  readonly port: number;
  /** URL of each environment, in their order; the root where there is one. */
  readonly urls: readonly { readonly environment: string; readonly url: string }[];
  /** Finishes what is under way, closes the sessions, and lets go of the port; all of it within `most` milliseconds. */
  drain(most: number): Promise<void>;
}

/** An observation's worth of text, and room for its JSON. */
export const LIMITS: Limits = { body: 262_144, text: 65_536 };
/** Longer than clients keep a connection for the next round. */
const KEEP_ALIVE_MS = 75_000;
const SWEEPS_PER_IDLE = 4;

/** @throws AgentgymError E_CONFIG_INVALID where the address cannot be listened on. */
export async function startServer(options: ServeOptions): Promise<Running> {
  const metrics = serveMetrics();
  const [draining, stop] = [new AbortController(), new AbortController()];
  const sessions = sessionsOf(options, metrics);
  const shutdown = { draining: draining.signal, stop: stop.signal };
  const surroundings = { sessions, shutdown, watcher: watcher(options.log, metrics) };
  const mounts = mountsOf(options, surroundings);
  const limits = options.limits ?? LIMITS;
  const app = serveApp({
    mounts,
    metrics,
    log: options.log,
    longest: limits.body,
    draining: draining.signal,
    document: openApiDocument(mounts),
  });
  // The adapter puts light stand-ins for Request and Response in the place of Node's: they are twice as fast.
  const listener = getRequestListener(app.fetch);
  const refuse = ownNames({ host: options.host, names: options.names });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    for (const [name, value] of Object.entries(DATA_HEADERS)) response.setHeader(name, value);
    const refusal = refuse(request);
    if (refusal === undefined) void listener(request, response);
    else turnAway(response, refusal);
  });
  const port = await listen(server, options);
  const sweeper = setInterval(() => sessions.sweep(), Math.max(10, Math.min(options.idle / SWEEPS_PER_IDLE, 30_000)));
  sweeper.unref();
  return {
    port,
    urls: urlsOf(options, port),
    drain: async (most) => {
      clearInterval(sweeper);
      draining.abort();
      await within(most * 0.8, closed(server));
      stop.abort();
      server.closeAllConnections();
      const rest = options.entries.map(async ({ environment }) => environment.close?.());
      await within(most * 0.2, Promise.allSettled([sessions.endAll(), ...rest]));
    },
  };
}

function sessionsOf({ sessions, idle, log, now = () => performance.now() }: ServeOptions, metrics: ServeMetrics) {
  return new Sessions({
    most: sessions,
    idle,
    now,
    onEnd: ({ id, environment }, how) => {
      metrics.ended(environment, how);
      if (how === 'evicted') log.warn({ environment, id }, 'a session made room for a new one');
      else log.debug({ environment, id, how }, 'session ended');
    },
    onFault: ({ id, environment }, error) =>
      log.warn({ environment, id, message: messageOf(error) }, 'a session could not be closed'),
  });
}

function watcher(log: Logger, metrics: ServeMetrics): Watcher {
  return {
    opened: (environment) => metrics.opened(environment),
    failed: (environment, operation, error) => {
      metrics.failed(environment, operation);
      // What the user can act on needs no stack; anything else is a fault of the environment's code.
      const what = error instanceof AgentgymError ? { code: error.code, message: error.message } : { err: error };
      log.warn({ environment, operation, ...what }, 'the environment failed');
    },
    refused: (environment, operation, message) => log.debug({ environment, operation, message }, 'refused'),
    finished: (environment, success) => metrics.finished(environment, success),
  };
}

/** Every environment under its name; the only one at the root as well. */
function mountsOf(options: ServeOptions, surroundings: Surroundings): (Mount & { dialect: Dialect })[] {
  const limits = options.limits ?? LIMITS;
  return options.entries.flatMap(({ environment, kind, tasks }) => {
    const { name } = environment;
    const dialect = dialectOf(name, kind);
    const served = { environment, dialect, tasks: tasks ?? listedTasks(environment, dialect.wraps) };
    const routes = routesOf(served, new Operations(served, surroundings), limits);
    const prefixes = options.entries.length === 1 ? ['', `/${name}`] : [`/${name}`];
    return prefixes.map((prefix) => ({ environment: name, prefix, routes, dialect }));
  });
}

function urlsOf({ host, entries }: ServeOptions, port: number): Running['urls'] {
  return entries.map(({ environment: { name } }) => ({
    environment: name,
    url: `${urlOf(host, port)}${entries.length === 1 ? '' : `/${name}`}`,
  }));
}

/** In the words that the protocol has for what is no request of it. */
function turnAway(response: ServerResponse, { status, message, hint }: Refusal): void {
  const { type, body } = detail(status, `${message} ${hint}`);
  response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body);
}
