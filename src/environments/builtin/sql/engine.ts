/**
 * Runs queries in a process of its own (`worker.ts`), which is started with the first one, shared by all sessions, and
 * started anew when it was killed. A query that is stopped is answered; those behind it run in the next process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AgentgymError } from '../../../errors.ts';
import { faults } from './faults.ts';
import type { Outcome, Query, Reply, Request, Source, TableText } from './messages.ts';

interface Pending {
  readonly id: number;
  readonly db: string;
  readonly request: Request;
  readonly done: (reply: Reply) => void;
}

/** Megabytes of JavaScript in the process: a result that is larger ends it. */
const MOST_HEAP = 512;
/** Answers that are remembered, and the most values one of them may have. */
const MOST_KNOWN = 4096;
const MOST_CELLS = 200;

export class Engine {
  readonly #seconds: number;
  readonly #sources: (db: string) => Source;
  readonly #known = new Map<string, Outcome>();
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  #opened = new Set<string>();
  #ready = false;
  #held = false;
  #id = 0;

  /** @param seconds most seconds that a query may run. */
  constructor(seconds: number, sources: (db: string) => Source) {
    this.#seconds = seconds;
    this.#sources = sources;
  }

  /** What came of a query. Throws E_ENV_STEP where the database or the right query is at fault. */
  async run(query: Query): Promise<Outcome> {
    const key = JSON.stringify([query.db, query.sql, query.gold, query.rows, query.decimals]);
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const reply = await this.#ask(query.db, (id) => ({ kind: 'run', id, query }));
    if (reply.kind !== 'ran') throw failed(query.db, reply);
    if (!reply.stopped) this.#remember(key, reply.outcome);
    return reply.outcome;
  }

  /** The tables of a database as texts. */
  async schema(db: string): Promise<readonly TableText[]> {
    const reply = await this.#ask(db, (id) => ({ kind: 'schema', id, db }));
    if (reply.kind === 'schema') return reply.tables;
    throw failed(db, reply);
  }

  /** Ends the process; a later query would start another. */
  close(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
    this.#settleAll({ kind: 'broken', message: 'the environment was closed' });
  }

  /** Databases do not change, so neither do their answers; whether one was in time may. */
  #remember(key: string, outcome: Outcome): void {
    const cells = 'rows' in outcome ? outcome.rows.length * outcome.columns.length : 0;
    if (cells > MOST_CELLS) return;
    const [oldest] = this.#known.size >= MOST_KNOWN ? this.#known.keys() : [];
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, outcome);
  }

  async #ask(db: string, requestOf: (id: number) => Request): Promise<Reply> {
    this.#id = (this.#id % 2 ** 30) + 1;
    const id = this.#id;
    return new Promise((done) => {
      const pending = { id, db, request: requestOf(id), done };
      this.#pending.set(id, pending);
      if (this.#child === undefined) this.#start();
      else this.#send(pending);
    });
  }

  #send({ db, request }: Pending): void {
    const child = this.#child;
    if (!child) return;
    if (!this.#opened.has(db)) {
      this.#opened.add(db);
      child.send({ kind: 'open', db, source: this.#sources(db) } satisfies Request, ignored);
    }
    this.#hold(true);
    child.send(request, ignored);
  }

  #start(): void {
    // Of the environment nothing: keys and tokens are none of its business.
    const { SystemRoot } = process.env;
    const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), [String(1000 * this.#seconds)], {
      env: SystemRoot === undefined ? {} : { SystemRoot },
      execArgv: [`--max-old-space-size=${MOST_HEAP}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    this.#opened = new Set();
    this.#ready = false;
    this.#held = true;
    this.#hold(false);
    child.on('message', (reply: Reply) => this.#take(reply));
    child.once('error', ({ message }) => this.#failed(child, message));
    child.once('exit', (_, signal) => this.#ended(child, signal));
    for (const pending of this.#pending.values()) this.#send(pending);
  }

  /** Whether this process must stay for the answers of the other. */
  #hold(on: boolean): void {
    if (on === this.#held) return;
    this.#held = on;
    const handles = [this.#child, this.#child?.channel];
    for (const handle of handles)
      if (on) handle?.ref();
      else handle?.unref();
  }

  #take(reply: Reply): void {
    if (reply.kind === 'ready') this.#ready = true;
    if (!('id' in reply)) return;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#hold(false);
    pending?.done(reply);
  }

  /** The oldest query is the one that it ended over; the others are asked again. */
  #ended(child: ChildProcess, signal: NodeJS.Signals | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#ready) {
      this.#settleAll({ kind: 'broken', message: 'the process that runs queries did not start' });
      return;
    }
    // What was sent in vain stays pending, and is asked again.
    const [guilty] = this.#pending.values();
    if (!guilty) return;
    this.#pending.delete(guilty.id);
    const fault = signal === 'SIGKILL' ? faults.tooSlow(this.#seconds) : faults.tooBig();
    guilty.done({ kind: 'ran', id: guilty.id, outcome: { fault }, stopped: true });
    if (this.#pending.size > 0) this.#start();
  }

  /** It could not be started. */
  #failed(child: ChildProcess, message: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#settleAll({ kind: 'broken', message });
  }

  #settleAll(reply: Reply): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { done } of all) done(reply);
  }
}

/** A message to a process that has just ended: its exit settles what was asked. */
function ignored(): void {}

function failed(db: string, reply: Reply): AgentgymError {
  const why = 'message' in reply ? reply.message : 'no answer';
  return new AgentgymError('E_ENV_STEP', `sql: the database ${db} cannot be used: ${why}.`, {
    hint: 'Check the databases and questions of its config entry; `npm ls libsql` says whether SQLite is installed.',
  });
}
