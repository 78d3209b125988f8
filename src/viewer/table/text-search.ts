/**
 * Where a text stands in the rows of a file: a search of its bytes, in which the case of ASCII letters makes no
 * difference. Goes on where it left off, so that it can be interrupted, and that a file may grow; what it found stays.
 * Only texts count (what was said, ids, errors), not the keys and numbers of the JSON around them.
 */
import { open } from 'node:fs/promises';
import type { FileIndex } from './file-index.ts';
import type { LightRow } from './light-row.ts';

const CHUNK = 4 * 1024 * 1024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Keys of the values that are searched, as they end before a value. */
const KEYS = ['value', 'reasoning', 'name', 'arguments', 'id', 'item_id', 'message', 'code', 'policy', 'group'];
const OPENINGS = KEYS.map((key) => `"${key}":`);
const LONGEST_OPENING = Math.max(...OPENINGS.map(({ length }) => length));

interface Room {
  bytes: Buffer;
  words: Uint32Array;
}

/** Some rows of a file, as they are read. */
interface Part extends Room {
  start: number;
  length: number;
  /** The first row behind them. */
  to: number;
}

export interface TextSearch {
  /** Rows that hold the text, of those looked at. */
  has(row: LightRow): boolean;
  /** Rows looked at. */
  readonly done: number;
  /** Whether that is all that the index has. */
  complete(): boolean;
  /** Goes on until it is through, or `now()` has passed `until`. */
  advance(until: number, now: () => number): Promise<void>;
}

/** The text as it stands in JSON, with ASCII letters in lower case. */
function needleOf(text: string): Buffer {
  const bytes = Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
  const { bytes: all, words } = roomFor(bytes.length);
  bytes.copy(all);
  lower(words, bytes.length);
  return all.subarray(0, bytes.length);
}

export function textSearch(index: FileIndex, text: string): TextSearch {
  return new FileSearch(index, needleOf(text));
}

class FileSearch implements TextSearch {
  done = 0;
  readonly #needle: Buffer;
  readonly #index: FileIndex;
  #found = new Set<LightRow>();
  #generation: number;
  #advancing: Promise<void> | undefined;

  constructor(index: FileIndex, needle: Buffer) {
    this.#needle = needle;
    this.#index = index;
    this.#generation = index.generation;
  }

  has(row: LightRow): boolean {
    return this.#found.has(row);
  }

  complete(): boolean {
    return this.#generation === this.#index.generation && this.done >= this.#index.rows.length;
  }

  async advance(until: number, now: () => number): Promise<void> {
    while (this.#advancing !== undefined) await this.#advancing;
    this.#advancing = this.#search(until, now).finally(() => {
      this.#advancing = undefined;
    });
    return this.#advancing;
  }

  async #search(until: number, now: () => number): Promise<void> {
    if (this.#generation !== this.#index.generation) {
      [this.done, this.#found, this.#generation] = [0, new Set(), this.#index.generation];
    }
    if (this.complete()) return;
    const handle = await open(this.#index.file, 'r').catch(() => undefined);
    if (handle === undefined) return;
    let [room, spare] = [roomFor(CHUNK), roomFor(CHUNK)];
    const read = (from: number): Promise<Part> => {
      const part = this.#rowsFrom(from);
      [room, spare] = [spare, room];
      const { words, bytes } = part.length <= CHUNK ? room : roomFor(part.length);
      const reading = handle.read(bytes, 0, part.length, part.start);
      const coming = reading.then(({ bytesRead }) => ({ ...part, words, bytes: bytes.subarray(0, bytesRead) }));
      // Awaited below; until then nobody hears of its fault.
      coming.catch(() => {});
      return coming;
    };
    let coming = read(this.done);
    try {
      while (!this.complete() && now() < until && this.#generation === this.#index.generation) {
        const { start, to, words, bytes } = await coming;
        if (this.#generation !== this.#index.generation) return;
        // While this one is looked at, the next one comes.
        if (to < this.#index.rows.length) coming = read(to);
        lower(words, bytes.length);
        this.#look(bytes, start, to);
        this.done = to;
      }
    } finally {
      await coming.catch(() => {});
      await handle.close();
    }
  }

  /** Rows that fit into a chunk, at least one: up to which, and their bytes in the file. */
  #rowsFrom(from: number): Omit<Part, 'words' | 'bytes'> {
    const { rows } = this.#index;
    const { offset: start, length: own } = rows[from] as LightRow;
    let [to, length] = [from + 1, own];
    for (let row = rows[to]; row !== undefined; row = rows[++to]) {
      const longer = row.offset + row.length - start;
      if (longer > CHUNK) break;
      length = longer;
    }
    return { start, to, length };
  }

  /** `bytes` are the file from byte `base` on, and hold the rows up to `to`. */
  #look(bytes: Buffer, base: number, to: number): void {
    const { rows } = this.#index;
    let next = this.done;
    for (let at = bytes.indexOf(this.#needle); at !== -1; ) {
      let row = rows[next];
      while (next < to && row !== undefined && row.offset + row.length <= base + at) row = rows[++next];
      if (next >= to || row === undefined) return;
      const start = row.offset - base;
      if (at >= start && isSaid(bytes, at, start)) {
        this.#found.add(row);
        at = bytes.indexOf(this.#needle, start + row.length);
      } else at = bytes.indexOf(this.#needle, at + 1);
    }
  }
}

/** Whether a place in a row is in a text that is searched: the last quote before it opens the value of one of the keys. */
function isSaid(bytes: Buffer, at: number, start: number): boolean {
  let quote = bytes.lastIndexOf(QUOTE, at - 1);
  while (quote > start && isEscaped(bytes, quote)) quote = bytes.lastIndexOf(QUOTE, quote - 1);
  if (quote <= start) return false;
  const before = bytes.toString('latin1', Math.max(start, quote - LONGEST_OPENING), quote);
  return OPENINGS.some((opening) => before.endsWith(opening));
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let backslashes = 0;
  while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

/** Room for so many bytes, which can be looked at four at a time. */
function roomFor(length: number): Room {
  const words = new Uint32Array(Math.ceil(length / 4));
  return { words, bytes: Buffer.from(words.buffer) };
}

/**
 * Puts A to Z in lower case, four bytes at a time: what is at least A and not above Z has bit 7 in one sum and not in the
 * other, and bit 5 is what tells the cases apart. Bytes of other characters have bit 7 themselves, and stay.
 */
function lower(words: Uint32Array, length: number): void {
  const end = Math.ceil(length / 4);
  for (let i = 0; i < end; i++) {
    const word = words[i] as number;
    const low = word & 0x7f7f7f7f;
    const upper = ~word & 0x80808080 & ((low + 0x3f3f3f3f) ^ (low + 0x25252525));
    words[i] = word | (upper >>> 2);
  }
}
