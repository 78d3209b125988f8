/**
 * The viewer's server: a page on a folder of runs, for this machine's browser. Answers only to its own names, to no other
 * page, and without bodies. Knows no terminal (cli/actions/view.ts does).
 */
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { AgentgymError } from '../errors.ts';
import { closed, listen, urlOf, within } from '../http/listen.ts';
import { ownNames, type Refusal } from '../http/own-names.ts';
import { HEADERS, viewerApp } from './app.ts';
import { knownRuns } from './known-runs.ts';
import { BUILT, pageFiles } from './page-files.ts';

export interface ViewerOptions {
  /** A run directory, or a folder with some in it. */
  readonly folder: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Names that it is called by, beside the address; `*` is any. */
  readonly names?: readonly string[] | undefined;
  /** Whether custom environments, which are code that a run names, may be run for their pictures. Default: no. */
  readonly custom?: boolean | undefined;
  /** The built pages; default: those of the package. */
  readonly pages?: string | undefined;
  /** How often files are looked at while a page listens (ms); default: 1000. */
  readonly every?: number | undefined;
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface RunningViewer {
  readonly port: number;
  readonly url: string;
  /** Whether there are pages to show; without, there is only the data. */
  readonly built: boolean;
  close(): Promise<void>;
}

/** Longest that open connections are waited for when it closes (ms). */
const CLOSING_MS = 1000;
const MOST_CONNECTIONS = 256;

/** @throws AgentgymError E_CONFIG_INVALID where the address cannot be listened on, E_VIEW_UNKNOWN without the folder. */
export async function startViewer(options: ViewerOptions): Promise<RunningViewer> {
  const { host, every = 1000, custom = false, onError = () => {} } = options;
  const folder = resolve(options.folder);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new AgentgymError('E_VIEW_UNKNOWN', `There is no folder ${options.folder} to view.`, {
      hint: 'Name a run directory, or a folder that has run directories in it; runs are made by `agentgym evolve`.',
    });
  }
  const pages = await pageFiles(options.pages ?? BUILT);
  const viewer = viewerApp({ runs: knownRuns(folder), pages, custom, every, onError });
  const listener = getRequestListener(viewer.app.fetch);
  const refuse = ownNames({ host, names: options.names });
  const server = createServer((request, response) => {
    const refusal = refuse(request) ?? withoutHost(request) ?? withBody(request);
    if (refusal === undefined) void listener(request, response);
    else turnAway(response, refusal);
  });
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listen(server, { host, port: options.port });
  return {
    port,
    url: urlOf(['0.0.0.0', '::'].includes(host) ? 'localhost' : host, port),
    built: pages.has('/index.html'),
    close: async () => {
      await viewer.close();
      await within(CLOSING_MS, closed(server));
      server.closeAllConnections();
    },
  };
}

type Refused = Omit<Refusal, 'status'> & { status: number };

/** Browsers always say it. */
function withoutHost({ headers }: IncomingMessage): Refused | undefined {
  if (headers.host !== undefined) return undefined;
  return { status: 400, message: 'The request names no host.', hint: 'Send a Host header.' };
}

function withBody({ headers }: IncomingMessage): Refused | undefined {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || Number(length) === 0)) return undefined;
  return { status: 413, message: 'This server takes no bodies.', hint: 'It is for reading alone.' };
}

function turnAway(response: ServerResponse, { status, message, hint }: Refused): void {
  const headers = { ...HEADERS, 'content-type': 'application/json', connection: 'close' };
  response.writeHead(status, headers).end(JSON.stringify({ code: 'E_VIEW_REQUEST', message, hint }));
}
