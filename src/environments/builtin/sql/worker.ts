/**
 * The process that runs queries: one at a time, as it is asked. A thread beside it (`clock.ts`) kills the process when a
 * query runs beyond the deadline, since SQLite cannot be stopped from within. Knows databases, no tasks.
 */
import { Worker } from 'node:worker_threads';
import type { Watch } from './clock.ts';
import { Database } from './database.ts';
import type { Reply, Request, Source } from './messages.ts';

/** Databases that are kept open. */
const MOST_OPEN = 32;

const running = new Int32Array(new SharedArrayBuffer(4));
const sources = new Map<string, Source>();
const open = new Map<string, Database>();

function databaseOf(db: string): Database {
  const before = open.get(db);
  if (before) return before;
  const source = sources.get(db);
  if (!source) throw new Error(`there is no database ${db}`);
  const made = new Database(source);
  const [oldest] = open.size >= MOST_OPEN ? open.keys() : [];
  if (oldest !== undefined) open.delete(oldest);
  open.set(db, made);
  return made;
}

function answer(request: Exclude<Request, { kind: 'open' }>): Reply {
  const { id } = request;
  try {
    if (request.kind === 'schema') return { kind: 'schema', id, tables: databaseOf(request.db).schema() };
    return { kind: 'ran', id, outcome: databaseOf(request.query.db).run(request.query) };
  } catch (error) {
    return { kind: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  }
}

function send(reply: Reply): void {
  process.send?.(reply);
}

process.on('message', (request: Request) => {
  if (request.kind === 'open') {
    sources.set(request.db, request.source);
    return;
  }
  Atomics.store(running, 0, request.id);
  const reply = answer(request);
  Atomics.store(running, 0, 0);
  send(reply);
});
// A Ctrl-C reaches the whole group of processes: the parent decides when this one ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

const watch: Watch = { shared: running.buffer, milliseconds: Number(process.argv[2]) };
const clock = new Worker(new URL('./clock.js', import.meta.url), { workerData: watch });
// Without it nothing would stop a query.
clock.once('error', () => process.exit(1));
send({ kind: 'ready' });
