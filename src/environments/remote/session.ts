/**
 * One rollout's session on a remote server. Resetting may be tried again, in a new session, for that costs nothing. A
 * step is sent once: where its answer does not come it may have been done, so the fault goes to the rollout, which
 * starts again in a new session.
 */
import pRetry from 'p-retry';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { interruptible } from '../../interruptible.ts';
import { digest } from '../../seeds.ts';
import type { ResetResult, Session, StepResult, Task } from '../contract.ts';
import type { Adapter } from './adapter.ts';
import { RemoteFault } from './faults.ts';
import type { Lease, SessionPool } from './pool.ts';
import { type Patience, reset, step } from './protocol.ts';

export interface SessionOptions {
  adapter: Adapter;
  pool: SessionPool;
  /** What the policy sees first, made of the server's first observation. */
  opening?: (observation: string) => string;
  /** Milliseconds: for one call, and for all the waiting of one rollout on its environment. */
  deadlines: { call: number; rollout: number };
  /** Further attempts at a reset. */
  retries: number;
  /** Milliseconds before the first of them; doubled each time, with jitter. */
  pause: number;
  clock?: (() => number) | undefined;
}

/** Resets that one server may answer with an error before it is believed. */
const MOST_REFUSALS = 2;
const LONGEST_PAUSE_MS = 10_000;

export class RemoteSession implements Session {
  readonly #options: SessionOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #clock: () => number;
  #lease: Lease | undefined;
  #itemId = '';
  #state: 'good' | 'lost' = 'good';
  #closed = false;
  /** Milliseconds spent waiting for the server. */
  #spent = 0;

  constructor(options: SessionOptions, signal: AbortSignal | undefined) {
    this.#options = options;
    this.#signal = signal;
    this.#clock = options.clock ?? (() => performance.now());
  }

  async reset(task: Task): Promise<ResetResult> {
    const { adapter, retries, pause } = this.#options;
    this.#itemId = task.itemId;
    let refusals = 0;
    try {
      const observation = await pRetry((attempt) => this.#tryReset(task, attempt > 1), {
        retries,
        minTimeout: pause,
        maxTimeout: Math.max(pause, LONGEST_PAUSE_MS),
        randomize: true,
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
        shouldRetry: ({ error }) => {
          if (!(error instanceof ResetFailed)) return false;
          // A session that was used before may be unknown to its server by now, which says nothing of the task.
          if (error.reused) return true;
          if (error.fault.answered) refusals += 1;
          return error.fault.restartable && refusals < MOST_REFUSALS;
        },
      });
      const parts = adapter.hiddenStart === true ? [task.index, observation] : [observation];
      const fingerprint = digest(adapter.name, ...parts);
      const shown = this.#options.opening?.(observation) ?? observation;
      return { observation: shown, fingerprint, fingerprintOf: 'opening' };
    } catch (error) {
      throw error instanceof ResetFailed ? final(error.fault) : error;
    }
  }

  async step(action: string): Promise<StepResult> {
    const lease = this.#lease;
    if (lease === undefined) throw new AgentgymError('E_ENV_STEP', 'The session was stepped before it was reset.');
    const { adapter, pool } = this.#options;
    try {
      return await this.#timed((patience) =>
        step(lease.http, adapter, { id: lease.id, action, itemId: this.#itemId }, patience),
      );
    } catch (error) {
      const answered = error instanceof RemoteFault && error.answered;
      if (!answered) this.#state = 'lost';
      if (error instanceof RemoteFault && (error.kind === 'refused' || error.kind === 'broken'))
        pool.failed(lease.http);
      throw error;
    }
  }

  /** Closes the session where its server can, else leaves it for the next rollout. */
  async close(): Promise<void> {
    this.#closed = true;
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease !== undefined) await this.#options.pool.release(lease, this.#state);
  }

  /** One attempt: the session at hand or another, and the reset. */
  async #tryReset(task: Task, fresh: boolean): Promise<string> {
    const { adapter, pool } = this.#options;
    let lease = this.#lease;
    try {
      if (lease === undefined) lease = await this.#acquire(fresh);
      const { http, id } = lease;
      const observation = await this.#timed((patience) => reset(http, adapter, { id, index: task.index }, patience));
      pool.succeeded(http);
      return observation;
    } catch (error) {
      this.#lease = undefined;
      if (lease !== undefined) await this.#giveUp(lease, error);
      throw error instanceof RemoteFault ? new ResetFailed(error, lease?.reused ?? false) : error;
    }
  }

  async #acquire(fresh: boolean): Promise<Lease> {
    const { pool } = this.#options;
    const giveBack = (late: Lease): void => void pool.release(late, 'good');
    const lease = await interruptible(pool.acquire({ fresh, signal: this.#signal }), this.#signal, giveBack);
    this.#lease = lease;
    if (!this.#closed) return lease;
    await this.close();
    throw new InterruptedError();
  }

  /** A session that could not be reset is of no use. */
  async #giveUp(lease: Lease, error: unknown): Promise<void> {
    const { pool, adapter } = this.#options;
    const answered = error instanceof RemoteFault && error.answered;
    if (error instanceof RemoteFault && !answered && error.kind !== 'overdue') pool.failed(lease.http);
    if (answered && adapter.close === 'no') pool.forget(lease);
    else await pool.release(lease, 'lost');
  }

  /** Gives a call its deadline, which is nearer where the rollout's is, and counts its time. */
  async #timed<T>(call: (patience: Patience) => Promise<T>): Promise<T> {
    const { call: most, rollout } = this.#options.deadlines;
    const left = rollout - this.#spent;
    const overdue = `the rollout has waited ${rollout} ms for its environment, the most it may`;
    if (left <= 0) throw new RemoteFault('overdue', overdue);
    const start = this.#clock();
    try {
      return await call({ deadline: Math.min(most, left), signal: this.#signal });
    } catch (error) {
      if (left < most && error instanceof RemoteFault && error.kind === 'timeout')
        throw new RemoteFault('overdue', overdue, { cause: error });
      throw error;
    } finally {
      this.#spent += this.#clock() - start;
    }
  }
}

/** A fault with the session it was met in. */
class ResetFailed extends Error {
  readonly fault: RemoteFault;
  readonly reused: boolean;
  constructor(fault: RemoteFault, reused: boolean) {
    super(fault.message, { cause: fault });
    this.fault = fault;
    this.reused = reused;
  }
}

/** The fault of a reset that has been tried often enough: starting the rollout again would only try again. */
function final(fault: RemoteFault): AgentgymError {
  const hint = fault.hint === undefined ? {} : { hint: fault.hint };
  return new AgentgymError(fault.code, fault.message, { ...hint, cause: fault });
}
