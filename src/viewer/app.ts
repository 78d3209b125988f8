/**
 * The viewer's HTTP application: the routes of api.ts and the pages. Read-only: it knows GET and HEAD, and ids that are
 * looked up. Listens on nothing (server.ts does).
 */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AgentgymError } from '../errors.ts';
import { DATA_HEADERS } from '../http/headers.ts';
import type { ApiError, RunChanged, RunsAnswer, RunsChanged } from './api.ts';
import { comparisonView, type NamedSide, readSide } from './compare-view.ts';
import { EventStreams } from './events.ts';
import type { KnownRun, KnownRuns } from './known-runs.ts';
import { markOf, signatureOf } from './known-runs.ts';
import { NOT_BUILT, type PageFile } from './page-files.ts';
import { runRow } from './run-row.ts';
import { sameTask, tasksOf } from './same-task.ts';
import { ServedRun } from './served-run.ts';
import { readQuery } from './table/query.ts';
import { runMarks, Watcher } from './watch.ts';

export interface AppOptions {
  readonly runs: KnownRuns;
  readonly pages: ReadonlyMap<string, PageFile>;
  /** Whether custom environments' code may be run. */
  readonly custom: boolean;
  /** How often files are looked at while somebody listens (ms). */
  readonly every: number;
  /** Hears what should not happen. */
  readonly onError: (error: unknown) => void;
}

export interface ViewerApp {
  readonly app: Hono;
  close(): Promise<void>;
}

/** Runs whose tables are kept in memory, and pages that may listen to events. */
const MOST_RUNS = 3;
const MOST_LISTENERS = 64;

/**
 * Nothing from elsewhere, no inline script or style, in no frame. Pictures are checked markup (environments/svg.ts), which
 * this keeps from running or loading anything even so.
 */
export const HEADERS: Readonly<Record<string, string>> = {
  ...DATA_HEADERS,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const FRESH = { 'cache-control': 'no-store' };

export function viewerApp(options: AppOptions): ViewerApp {
  const { runs, pages, onError } = options;
  const app = new Hono();
  const streams = new EventStreams(MOST_LISTENERS);
  const watcher = new Watcher(options.every);
  const served = keptRuns(options.custom);
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  });
  const found = async (id: string): Promise<{ known: KnownRun; run: ServedRun }> => {
    const known = await runs.find(id);
    return { known, run: served.of(known) };
  };

  app.get('/api/runs', async (c) => c.json(await runsAnswer(runs), 200, FRESH));
  app.get('/api/events', () =>
    streams.stream((send) => {
      const changed = (names: string[]): void => {
        if (names.length === 0) send('ready', null);
        else send('changed', { runs: names } satisfies RunsChanged);
      };
      return watcher.listen('', () => marksOfAll(runs), changed);
    }, FRESH),
  );
  app.get('/api/runs/:run', async (c) => {
    const { known, run } = await found(c.req.param('run'));
    return c.json(await run.page(await runs.read(known)), 200, FRESH);
  });
  app.get('/api/runs/:run/events', async (c) => {
    const { known } = await found(c.req.param('run'));
    return streams.stream((send) => {
      return watcher.listen(known.id, runMarks(known.directory), (changed) => {
        if (changed.length === 0) send('ready', null);
        const what = changed.filter((one) => one !== 'progress') as RunChanged['what'];
        if (what.length > 0) send('changed', { what } satisfies RunChanged);
        if (what.length === changed.length) return;
        void runs.read(known).then(
          ({ progress }) => send('progress', progress ?? null),
          () => {},
        );
      });
    }, FRESH);
  });
  app.get('/api/runs/:run/trajectories', async (c) => {
    const { run } = await found(c.req.param('run'));
    return c.json(await run.table.answer(readQuery((name) => c.req.query(name))), 200, FRESH);
  });
  app.get('/api/runs/:run/trajectories/:file/:id', async (c) => {
    const { known, run } = await found(c.req.param('run'));
    const placed = await run.find(c.req.param('file'), c.req.param('id'));
    return c.json(await run.view(await runs.read(known), placed), 200, FRESH);
  });
  app.get('/api/runs/:run/trajectories/:file/:id/pictures', async (c) => {
    const { known, run } = await found(c.req.param('run'));
    const placed = await run.find(c.req.param('file'), c.req.param('id'));
    return c.json(await run.pictures(await runs.read(known), placed), 200, FRESH);
  });
  app.get('/api/runs/:run/tasks', async (c) => {
    const { known, run } = await found(c.req.param('run'));
    const query = readQuery((name) => (name === 'environment' || name === 'task' ? c.req.query(name) : undefined));
    const rows = await run.table.all(query);
    if (query.task === undefined) return c.json(tasksOf(rows), 200, FRESH);
    const read = await runs.read(known);
    return c.json(await sameTask(rows, (placed) => run.view(read, placed)), 200, FRESH);
  });
  app.get('/api/compare', async (c) => {
    const side = async (name: 'a' | 'b'): Promise<NamedSide> => {
      const { id, what } = readSide(name, c.req.query(name));
      return { ...(await found(id)), what };
    };
    return c.json(await comparisonView(await side('a'), await side('b')), 200, FRESH);
  });
  app.get('/api/*', () => {
    throw new AgentgymError('E_VIEW_UNKNOWN', 'There is nothing under this address.', {
      hint: 'docs/viewer.md has what there is.',
    });
  });

  app.get('*', (c) => pageOf(pages, c.req.path));
  app.all('*', (c) => c.json(refused('This server answers GET alone.'), 405, { ...FRESH, allow: 'GET, HEAD' }));
  app.onError((error, c) => {
    const { status, body } = answerOf(error);
    if (status === 500) onError(error);
    return c.json(body, status, { ...FRESH, ...HEADERS });
  });
  return {
    app,
    close: async () => {
      watcher.close();
      streams.close();
      await served.close();
    },
  };
}

function refused(message: string): ApiError {
  return { code: 'E_VIEW_REQUEST', message };
}

function answerOf(error: unknown): { status: ContentfulStatusCode; body: ApiError } {
  if (!(error instanceof AgentgymError)) {
    return { status: 500, body: { code: 'E_VIEW', message: 'This should not happen; the terminal says more.' } };
  }
  const { code, message, hint } = error;
  const status = { E_VIEW_UNKNOWN: 404, E_VIEW_REQUEST: 400 }[code as string] ?? 409;
  return { status: status as ContentfulStatusCode, body: { code, message, ...(hint === undefined ? {} : { hint }) } };
}

async function runsAnswer(runs: KnownRuns): Promise<RunsAnswer> {
  const known = await runs.list();
  const rows = await Promise.all(
    known.map(async (one) => runRow(await runs.read(one), { id: one.id, path: one.path })),
  );
  const byStart = rows.toSorted((a, b) => ((a.started ?? '') < (b.started ?? '') ? 1 : -1));
  return { folder: runs.folder, single: await runs.single(), runs: byStart };
}

async function marksOfAll(runs: KnownRuns): Promise<Record<string, string>> {
  const marks = (await runs.list()).map(async ({ id, directory }) => {
    const small = await signatureOf(directory, { progress: false });
    return [id, `${small} ${await markOf(directory.progress)}`] as const;
  });
  return Object.fromEntries(await Promise.all(marks));
}

/** A view's address is the page's: what it shows is the page's business. A file that is not there is none. */
function pageOf(pages: ReadonlyMap<string, PageFile>, path: string): Response {
  const file = pages.get(path);
  const page = file ?? (/\.[a-z\d]+$/iu.test(path) ? undefined : (pages.get('/index.html') ?? NOT_BUILT));
  if (page === undefined) return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
  const cache = page.lasting ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(new Uint8Array(page.bytes), { headers: { 'content-type': page.type, 'cache-control': cache } });
}

/** The runs that were looked at last. */
function keptRuns(custom: boolean): { of(known: KnownRun): ServedRun; close(): Promise<void> } {
  const kept = new Map<string, ServedRun>();
  return {
    of: (known) => {
      const run = kept.get(known.directory.root) ?? new ServedRun(known, { custom });
      kept.delete(known.directory.root);
      kept.set(known.directory.root, run);
      const [oldest] = kept;
      if (kept.size > MOST_RUNS && oldest !== undefined) {
        kept.delete(oldest[0]);
        void oldest[1].close();
      }
      return run;
    },
    close: async () => {
      await Promise.all([...kept.values()].map((run) => run.close()));
    },
  };
}
