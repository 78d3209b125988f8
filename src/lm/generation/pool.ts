/**
 * The main thread's side of generation: some worker threads, each with the whole model, and conversations that stay with
 * the worker that was least busy when they began. Knows tokens, not text.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { errorOf } from '../../failure.ts';
import { openExitGuard } from '../onnx/exit-guard.ts';
import type { TurnRequest, TurnResult } from './engine.ts';
import type { Reply, Request, WorkerGuard, WorkerOptions } from './protocol.ts';

export interface PoolOptions extends WorkerOptions {
  /** Worker threads, by default two (one on a single core). */
  threads?: number | undefined;
}

export type PooledTurn = Omit<TurnRequest, 'conversation'>;

/** One conversation's tie to its worker. */
export interface PooledConversation {
  /** Rejects with `InterruptedError` once `signal` fires; the next turn then has to be a restart. */
  turn(request: PooledTurn, signal?: AbortSignal): Promise<TurnResult>;
  /** Frees the conversation's slot; safe to call twice. */
  close(): void;
}

/** The default number of worker threads. */
export function defaultThreads(): number {
  return Math.min(2, availableParallelism());
}

export class GenerationPool {
  private readonly workers: readonly WorkerHandle[];
  private conversations = 0;

  private constructor(workers: readonly WorkerHandle[]) {
    this.workers = workers;
  }

  /** Starts the workers and waits until each has its model. Throws what reading the checkpoint threw. */
  static async open(options: PoolOptions): Promise<GenerationPool> {
    const { threads = defaultThreads(), ...workerOptions } = options;
    const workers = Array.from({ length: threads }, () => new WorkerHandle(workerOptions));
    const pool = new GenerationPool(workers);
    try {
      await Promise.all(workers.map((worker) => worker.ready));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  open(): PooledConversation {
    const worker = this.workers.reduce((least, one) => (one.open.size < least.open.size ? one : least));
    const conversation = this.conversations++;
    worker.open.add(conversation);
    return {
      turn: (request, signal) => worker.turn({ ...request, conversation }, signal),
      close: () => {
        if (worker.open.delete(conversation)) worker.send({ type: 'release', conversation });
      },
    };
  }

  /** Milliseconds since the start, summed over the threads, in which they computed and in which they had to wait. */
  activity(): { busy: number; idle: number } {
    const total = { busy: 0, idle: 0 };
    for (const { active, idle } of this.workers.map((worker) => worker.activity())) {
      total.busy += active;
      total.idle += idle;
    }
    return total;
  }

  /** Stops the threads after the step they are in; turns that still run are rejected with `InterruptedError`. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}

interface Waiting {
  resolve(result: TurnResult): void;
  reject(error: unknown): void;
}

class WorkerHandle {
  readonly ready: Promise<void>;
  /** Conversations that have not been closed. */
  readonly open = new Set<number>();
  private readonly worker: Worker;
  private readonly exited: Promise<unknown>;
  private readonly waiting = new Map<number, Waiting>();
  private turns = 0;
  /** Why nothing more can be asked; undefined while the worker lives. */
  private ended: Error | undefined;

  constructor(options: WorkerOptions) {
    const guard = openExitGuard();
    const workerData: WorkerOptions & WorkerGuard = { ...options, exitGuard: guard.shared };
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', resolve);
      this.worker.on('exit', () => guard.release());
    });
    this.ready = new Promise((resolve, reject) => {
      this.worker.on('message', (reply: Reply) => {
        if (reply.type === 'ready') resolve();
        else if (reply.type === 'unready') this.end(errorOf(reply.failure, 'E_POLICY_FAILED'));
        else this.settle(reply);
        if (this.ended) reject(this.ended);
      });
      this.worker.on('error', (cause) => {
        this.end(new AgentgymError('E_POLICY_FAILED', `A generation thread failed: ${cause.message}`, { cause }));
        reject(this.ended);
      });
      this.worker.on('exit', (code) => {
        this.end(new AgentgymError('E_POLICY_FAILED', `A generation thread ended unexpectedly (exit code ${code}).`));
        reject(this.ended);
      });
    });
    // Whoever opens the pool awaits `ready`; a later failure must not count as unhandled.
    this.ready.catch(() => undefined);
  }

  turn(request: TurnRequest, signal: AbortSignal | undefined): Promise<TurnResult> {
    if (signal?.aborted) return Promise.reject(new InterruptedError());
    if (this.ended) return Promise.reject(this.ended);
    const turn = this.turns++;
    const { conversation, ids, restart = false, shared = 0, options } = request;
    return new Promise<TurnResult>((resolve, reject) => {
      const cancel = (): void => {
        this.waiting.delete(turn);
        this.send({ type: 'cancel', conversation });
        reject(new InterruptedError());
      };
      const forget = (): void => signal?.removeEventListener('abort', cancel);
      signal?.addEventListener('abort', cancel, { once: true });
      this.waiting.set(turn, {
        resolve: (result) => {
          forget();
          resolve(result);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      });
      this.send({ type: 'turn', turn, conversation, ids: Int32Array.from(ids), restart, shared, options });
    });
  }

  activity(): { active: number; idle: number } {
    return this.worker.performance.eventLoopUtilization();
  }

  send(request: Request): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    if (!this.ended) this.worker.postMessage(request);
  }

  async stop(): Promise<void> {
    this.send({ type: 'close' });
    this.end(new InterruptedError('Generation was stopped.'));
    await this.exited;
  }

  private settle(reply: Exclude<Reply, { type: 'ready' | 'unready' }>): void {
    const waiting = this.waiting.get(reply.turn);
    this.waiting.delete(reply.turn);
    if (reply.type === 'cancelled') waiting?.reject(new InterruptedError());
    else if (reply.type === 'failed') waiting?.reject(errorOf(reply.failure, 'E_POLICY_FAILED'));
    else {
      const { finish, cached } = reply;
      waiting?.resolve({ ids: Array.from(reply.ids), logprobs: Array.from(reply.logprobs), finish, cached });
    }
  }

  /** The first reason stays. */
  private end(reason: Error): void {
    if (this.ended) return;
    this.ended = reason;
    for (const waiting of this.waiting.values()) waiting.reject(reason);
    this.waiting.clear();
  }
}
