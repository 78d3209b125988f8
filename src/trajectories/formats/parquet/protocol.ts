/** What the main thread and the one that makes the column `messages` say to each other. */
import type { Failure } from '../../../failure.ts';
import type { Chunk } from '../../parquet/column.ts';

/** What a list of messages begins with, and a row does not. */
export const BRACKET = 0x5b;

/** Stored rows, and lists of `EntryMessage` as JSON, one after the other. */
export interface Rows {
  type: 'rows';
  bytes: ArrayBuffer;
  /** Of each, where it ends; of a row, the byte of it behind its turns, and its `file:line`. */
  ends: readonly number[];
  behind: readonly number[];
  at: readonly string[];
}

export type Request =
  | Rows
  /** The chunks of all rows since the last time. */
  | { type: 'take'; rows: number };

export type Reply =
  /** Bytes that may be used again. */
  { type: 'done'; bytes: ArrayBuffer } | { type: 'chunks'; chunks: Chunk[] } | { type: 'failed'; failure: Failure };
