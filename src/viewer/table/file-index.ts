/**
 * The rows of one file that may be growing: read once, from then on only what was appended. A file that was replaced or cut
 * is read anew. Lines that are no rows are counted; a last line without an end is left until it has one, unless it is whole.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { counts } from '../../trajectories/trajectory.ts';
import { type Intern, type LightRow, lightRow } from './light-row.ts';

const CHUNK = 2 * 1024 * 1024;
const NEWLINE = 0x0a;
/** A row of more bytes than this is not one. */
const LONGEST = 64 * 1024 * 1024;

export interface FileIndex {
  readonly file: string;
  /** In the order of the file, those that were replaced among them. */
  readonly rows: readonly LightRow[];
  readonly damaged: number;
  /** Changes whenever the rows do; `generation` only when the file is read anew. */
  readonly version: number;
  readonly generation: number;
  /** Bytes looked at, of so many. */
  readonly done: number;
  readonly size: number;
  /** Whether nothing is being read: what is then left of the file is a line without an end. */
  readonly idle: boolean;
  /** Reads what is new; calls at the same time share one reading. */
  refresh(): Promise<void>;
}

export function fileIndex(file: string, intern: Intern): FileIndex {
  return new GrowingFile(file, intern);
}

class GrowingFile implements FileIndex {
  readonly file: string;
  rows: LightRow[] = [];
  damaged = 0;
  version = 0;
  generation = 0;
  done = 0;
  size = 0;
  readonly #intern: Intern;
  #byId = new Map<string, LightRow>();
  #inode = 0;
  #reading: Promise<void> | undefined;

  constructor(file: string, intern: Intern) {
    this.file = file;
    this.#intern = intern;
  }

  get idle(): boolean {
    return this.#reading === undefined;
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const handle = await open(this.file, 'r').catch(() => undefined);
    if (handle === undefined) return this.#begin(0);
    try {
      const { ino, size } = await handle.stat();
      if (ino !== this.#inode || size < this.done) this.#begin(ino);
      this.size = size;
      if (size > this.done) await this.#take(handle);
    } finally {
      await handle.close();
    }
  }

  #begin(inode: number): void {
    if (this.rows.length > 0 || this.done > 0) this.generation += 1;
    this.rows = [];
    this.#byId = new Map();
    this.#inode = inode;
    [this.damaged, this.done, this.size] = [0, 0, 0];
    this.version += 1;
  }

  /** From where it left off to the end of the last whole line. */
  async #take(handle: FileHandle): Promise<void> {
    let bytes = Buffer.allocUnsafe(CHUNK);
    let kept = 0;
    for (;;) {
      if (kept === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * bytes.length, LONGEST));
      const { bytesRead } = await handle.read(bytes, kept, bytes.length - kept, this.done + kept);
      const filled = kept + bytesRead;
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE, kept); end !== -1 && end < filled; end = bytes.indexOf(NEWLINE, start)) {
        this.#line(bytes, start, end);
        start = end + 1;
      }
      this.done += start;
      kept = filled - start;
      bytes.copy(bytes, 0, start, filled);
      if (bytesRead === 0 || kept >= LONGEST) break;
    }
    this.#last(bytes, kept);
    this.size = Math.max(this.size, this.done);
  }

  #line(bytes: Buffer, start: number, end: number): void {
    const row = lightRow(bytes, { start, end, offset: this.done + start }, this.#intern);
    if (row !== undefined) this.#add(row);
    else if (bytes.toString('latin1', start, end).trim() !== '') this.damaged += 1;
    this.version += 1;
  }

  /** What parses is whole: it lacks nothing but its newline. */
  #last(bytes: Buffer, length: number): void {
    const row = length === 0 ? undefined : lightRow(bytes, { start: 0, end: length, offset: this.done }, this.#intern);
    if (row === undefined) return;
    this.#add(row);
    this.done += length;
    this.version += 1;
  }

  /** A rollout that ended in an error is played again, and then the newer row counts. */
  #add(row: LightRow): void {
    const earlier = this.#byId.get(row.id);
    if (earlier !== undefined && !counts(earlier)) earlier.replaced = true;
    this.#byId.set(row.id, row);
    this.rows.push(row);
  }
}
