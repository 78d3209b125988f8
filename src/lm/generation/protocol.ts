/**
 * What the main thread and a generation worker say to each other. Token ids travel as Int32Array; weights never travel,
 * each worker reads its checkpoint itself.
 */
import type { Failure } from '../../failure.ts';
import type { TurnOptions, TurnResult } from './engine.ts';

/** What a worker is started with. */
export interface WorkerOptions {
  /** Checkpoint directory. */
  directory: string;
  slots: number;
  /** Most tokens of a conversation. */
  context: number;
  endIds: readonly number[];
  bannedIds: readonly number[];
}

/** What the pool adds to them. */
export interface WorkerGuard {
  /** For `joinExitGuard`. */
  exitGuard: SharedArrayBuffer;
}

export interface TurnMessage {
  type: 'turn';
  /** Names the turn in the reply; unique in a pool. */
  turn: number;
  conversation: number;
  ids: Int32Array;
  restart: boolean;
  shared: number;
  options: TurnOptions;
}

export type Request = TurnMessage | { type: 'cancel' | 'release'; conversation: number } | { type: 'close' };

export interface ResultMessage {
  type: 'result';
  turn: number;
  ids: Int32Array;
  logprobs: Float32Array;
  finish: TurnResult['finish'];
  cached: number;
}

export type Reply =
  | { type: 'ready' }
  | { type: 'unready'; failure: Failure }
  | ResultMessage
  | { type: 'cancelled'; turn: number }
  | { type: 'failed'; turn: number; failure: Failure };
