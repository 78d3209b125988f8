/**
 * The main thread's side of the column `messages`: conversations are most of a file, so that making columns of them is most of
 * the work, and it goes on beside the reading. Rows travel in batches, which take turns.
 */
import { Worker } from 'node:worker_threads';
import { InterruptedError } from '../../../errors.ts';
import { errorOf } from '../../../failure.ts';
import type { Chunk } from '../../parquet/column.ts';
import type { Glance } from '../../glance.ts';
import type { Entry } from '../entry.ts';
import type { Reply, Request } from './protocol.ts';

/** Bytes of a batch, and how many there are: one is filled while others are worked on. */
const BATCH = 1 << 20;
const BATCHES = 4;

interface Batch {
  bytes: Buffer;
  length: number;
  ends: number[];
  behind: number[];
  at: string[];
}

type Row = NonNullable<Glance['stored']>;

interface Waiting<T> {
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

export class MessagesThread {
  #worker: Worker | undefined;
  readonly #free = Array.from({ length: BATCHES }, () => new ArrayBuffer(BATCH));
  #batch: Batch | undefined;
  #size = 0;
  /** Why nothing more can be asked. */
  #failure: Error | undefined;
  #forRoom: Waiting<void> | undefined;
  #forChunks: Waiting<Chunk[]>[] = [];

  /** Bytes of the rows since the last chunks. */
  get size(): number {
    return this.#size;
  }

  /**
   * Resolves where there is no room for the row yet.
   * @throws AgentgymError E_STORE_CORRUPT where a row before was damaged.
   */
  add(entry: Entry): Promise<void> | undefined {
    const row = entry.row?.stored ?? { bytes: Buffer.from(JSON.stringify(entry.messages)), behind: 0, at: '' };
    const { length } = row.bytes;
    this.#size += length;
    if (this.#failure !== undefined) throw this.#failure;
    const fits = this.#batch !== undefined && this.#batch.length + length <= this.#batch.bytes.length;
    if (!fits && !this.#open(length)) return this.#addLater(row);
    this.#put(row);
    return undefined;
  }

  /** The chunks of all rows since the last time. */
  take(rows: number): Promise<Chunk[]> {
    this.#send();
    this.#size = 0;
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure);
      this.#forChunks.push({ resolve, reject });
      this.#post({ type: 'take', rows });
    });
  }

  /** Safe at any time: nobody waits for it any more. */
  async close(): Promise<void> {
    this.#fail(new InterruptedError());
    await this.#worker?.terminate();
  }

  /** Not before there is work for it. It does not take over options that are only for a program's main file. */
  #start(): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { execArgv: [] });
    worker.on('message', (reply: Reply) => {
      if (reply.type === 'failed') this.#fail(errorOf(reply.failure, 'E_STORE_CORRUPT'));
      else if (reply.type === 'chunks') this.#forChunks.shift()?.resolve(reply.chunks);
      else if (reply.bytes.byteLength === BATCH) {
        this.#free.push(reply.bytes);
        this.#forRoom?.resolve();
      }
    });
    worker.on('error', (error: Error) => this.#fail(error));
    worker.on('exit', (code) => this.#fail(new Error(`The thread that makes columns ended (exit code ${code}).`)));
    return worker;
  }

  async #addLater(row: Row): Promise<void> {
    while (!this.#open(row.bytes.length)) {
      await new Promise<void>((resolve, reject) => {
        this.#forRoom = { resolve, reject };
      });
      if (this.#failure !== undefined) throw this.#failure;
    }
    this.#put(row);
  }

  #put({ bytes, behind, at }: Row): void {
    const batch = this.#batch as Batch;
    bytes.copy(batch.bytes, batch.length);
    batch.length += bytes.length;
    batch.ends.push(batch.length);
    batch.behind.push(behind);
    batch.at.push(at);
  }

  /** Begins a batch, if there is one to begin; a row that is longer gets its own. */
  #open(length: number): boolean {
    this.#send();
    const room = length > BATCH ? new ArrayBuffer(length) : this.#free.pop();
    if (room !== undefined) this.#batch = { bytes: Buffer.from(room), length: 0, ends: [], behind: [], at: [] };
    return room !== undefined;
  }

  #send(): void {
    if (this.#batch === undefined) return;
    const { bytes, ends, behind, at } = this.#batch;
    const { buffer } = bytes as Buffer<ArrayBuffer>;
    this.#batch = undefined;
    this.#post({ type: 'rows', bytes: buffer, ends, behind, at }, [buffer]);
  }

  #post(request: Request, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request, transfer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#forChunks) reject(this.#failure);
    this.#forRoom?.reject(this.#failure);
  }
}
