/**
 * The servers of one environment and their sessions: a session comes from the least busy server that is well, and is
 * closed or kept for the next rollout when it is given back. Does not reset, step or retry (session.ts).
 */
import { InterruptedError } from '../../errors.ts';
import type { Adapter } from './adapter.ts';
import { RemoteFault } from './faults.ts';
import type { Http } from './http.ts';
import { leastBusy, Member } from './member.ts';
import { close, create, type SessionId } from './protocol.ts';

/** What becomes of a session that is given back: `lost` where its server may still be at work on it, or not know it. */
export type SessionState = 'good' | 'lost';

/** A session of a server, in one rollout's hands. */
export interface Lease {
  readonly http: Http;
  readonly id: SessionId;
  /** Whether an earlier rollout has used it. */
  readonly reused: boolean;
}

export interface PoolOptions {
  adapter: Adapter;
  servers: readonly Http[];
  /** Milliseconds: for creating a session, for closing one, and for closing everything at the end. */
  deadlines: { create: number; close: number };
  /** Milliseconds of a monotonic clock. */
  clock?: (() => number) | undefined;
}

export class SessionPool {
  readonly servers: readonly Http[];
  readonly #adapter: Adapter;
  readonly #deadlines: PoolOptions['deadlines'];
  readonly #clock: () => number;
  readonly #members: ReadonlyMap<Http, Member>;
  readonly #leases = new Map<Lease, Member>();
  /** Those who found every server full, first come first. */
  readonly #waiting = new Set<() => void>();
  /** Creating and closing of sessions, which closing the pool waits for. */
  readonly #pending = new Set<Promise<unknown>>();
  #closed = false;

  constructor({ adapter, servers, deadlines, clock }: PoolOptions) {
    this.servers = servers;
    this.#adapter = adapter;
    this.#deadlines = deadlines;
    this.#clock = clock ?? (() => performance.now());
    const how = { most: adapter.mostSessions ?? Number.POSITIVE_INFINITY, closes: adapter.close === 'yes' };
    this.#members = new Map(servers.map((http) => [http, new Member(http, how)]));
  }

  /**
   * A session: an idle one, or a new one (always with `fresh`, where the server has room). Waits while every server is
   * full. Interrupting it does not break off a creation under way: its session is closed when it comes.
   * @throws RemoteFault where the server chosen could not create one; InterruptedError.
   */
  async acquire({ fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal | undefined } = {}): Promise<Lease> {
    for (;;) {
      if (this.#closed || signal?.aborted) {
        // What it was woken for is somebody else's.
        this.#wake();
        throw new InterruptedError();
      }
      const member = leastBusy([...this.#members.values()], this.#clock());
      if (member === undefined) await this.#vacancy(signal);
      else {
        const lease = await this.#open(member, fresh);
        if (lease !== undefined) return lease;
      }
    }
  }

  /** Gives a session back. Closes it where the server can, within the deadline; never throws. */
  async release(lease: Lease, state: SessionState): Promise<void> {
    const member = this.#leases.get(lease);
    if (member === undefined) return;
    this.#leases.delete(lease);
    if (member.closes) await this.#track(this.#closeOne(member, lease.id));
    // Where sessions are few, a server that is still at work on one is better than one session less.
    const keep = !member.closes && !this.#closed && (state === 'good' || this.#adapter.mostSessions !== undefined);
    if (keep) member.idle.push(lease.id);
    else member.known.delete(lease.id);
    this.#vacate(member);
  }

  /** The session is of no use, and its id may be given out again. */
  forget(lease: Lease): void {
    const member = this.#leases.get(lease);
    if (member === undefined) return;
    this.#leases.delete(lease);
    member.forget(lease.id);
    this.#vacate(member);
    this.#wakeAll();
  }

  /** The server has done what it was asked. */
  succeeded(http: Http): void {
    if (this.#members.get(http)?.succeeded()) this.#wakeAll();
  }

  /** The server could not be reached, or hung: it rests. */
  failed(http: Http): void {
    this.#members.get(http)?.failed(this.#clock());
  }

  /** Closes every session that can be closed, within the deadline; then breaks off every connection. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wakeAll();
    for (const [lease, member] of this.#leases) {
      if (member.closes) void this.release(lease, 'lost');
      else member.idle.push(lease.id);
    }
    for (const member of this.#members.values()) void this.#track(this.#closeIdle(member));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#deadlines.close);
    });
    while (this.#pending.size > 0) {
      const done = Promise.allSettled(this.#pending).then(() => 'done');
      if ((await Promise.race([done, late])) !== 'done') break;
    }
    clearTimeout(timer);
    await Promise.all(this.servers.map((http) => http.destroy()));
  }

  /**
   * Undefined where the server gave out an id that is in use, as those do that have no room for more. Where there is room
   * it is a fault: webshop draws its ids, and may draw one twice.
   */
  async #open(member: Member, fresh: boolean): Promise<Lease | undefined> {
    member.occupy();
    const kept = fresh && member.mayCreate ? undefined : member.idle.pop();
    if (kept !== undefined) return this.#lend(member, kept, true);
    member.creating += 1;
    try {
      const id = await this.#track(create(member.http, this.#adapter, { deadline: this.#deadlines.create }));
      if (this.#closed) await this.#track(this.#closeOne(member, id));
      else if (member.isFree(id)) return this.#lend(member, id, false);
      else if (this.#adapter.mostSessions !== undefined) member.most = member.known.size;
      else throw new RemoteFault('error', `POST ${member.http.base}/create: the id ${id} is in use`, { status: 200 });
    } catch (error) {
      if (error instanceof RemoteFault && (!error.answered || (error.status ?? 0) >= 500)) this.failed(member.http);
      this.#vacate(member);
      throw error;
    } finally {
      member.creating -= 1;
    }
    this.#vacate(member);
    return undefined;
  }

  #lend(member: Member, id: SessionId, reused: boolean): Lease {
    const lease: Lease = { http: member.http, id, reused };
    member.known.add(id);
    this.#leases.set(lease, member);
    return lease;
  }

  #vacate(member: Member): void {
    member.vacate();
    this.#wake();
  }

  async #closeOne(member: Member, id: SessionId): Promise<void> {
    try {
      member.closes = await close(member.http, this.#adapter, id, { deadline: this.#deadlines.close });
    } catch {
      // What the server could not close is its own; there is no one to act on it.
    }
  }

  /** The first close tells whether the server knows the call; most that keep sessions do not. */
  async #closeIdle(member: Member): Promise<void> {
    const ids = member.idle.splice(0);
    const first = ids.shift();
    if (first === undefined) return;
    await this.#closeOne(member, first);
    if (member.closes) await Promise.all(ids.map((id) => this.#closeOne(member, id)));
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#pending.add(work);
    try {
      return await work;
    } finally {
      this.#pending.delete(work);
    }
  }

  /** Resolves when a session was given back, or a server is well again. */
  async #vacancy(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      signal?.addEventListener('abort', done, { once: true });
      this.#waiting.add(done);
    });
  }

  /** One session came free: one of those who wait looks again. */
  #wake(): void {
    const [first] = this.#waiting;
    first?.();
  }

  #wakeAll(): void {
    for (const look of this.#waiting) look();
  }
}
