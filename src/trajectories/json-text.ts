/**
 * JSON strings where they stand in bytes, without their quotes: where one ends, a hash to know it again by, whether two are
 * the same, what one means. Goes four bytes at a time, because files have gigabytes of them; so there must be four bytes
 * more behind every string, and behind what is written, whatever they are.
 */
import { isUtf8 } from 'node:buffer';

const [QUOTE, BACKSLASH, SLASH, UNICODE, SPACE, BEYOND_ASCII] = [0x22, 0x5c, 0x2f, 0x75, 0x20, 0x80];
/** The same four times. */
const [QUOTES, BACKSLASHES, SPACES] = [0x2222_2222, 0x5c5c_5c5c, 0x2020_2020];
const [ONES, HIGHEST] = [0x0101_0101, 0x8080_8080 | 0];
/** What a letter behind a backslash means; 0: nothing. */
const MEANT = new Uint8Array(256);
for (const pair of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  MEANT[pair.charCodeAt(0)] = pair.charCodeAt(1);

/** What has to be behind every string. */
export const BEYOND = '    ';

/** A view of all that a buffer is part of, so that it stays the same for many of them. */
export function viewOf(bytes: Buffer, last?: DataView): DataView {
  return bytes.buffer === last?.buffer ? last : new DataView(bytes.buffer);
}

/** A string that is in memory as such: its JSON without quotes, with what has to be behind it. */
export function jsonTextOf(text: string): { bytes: Buffer; start: number; end: number; hash: number } {
  const bytes = Buffer.from(`${JSON.stringify(text)}${BEYOND}`);
  const found = new TextEnd();
  found.find(viewOf(bytes), bytes.byteOffset + 1, bytes.byteOffset + bytes.length);
  return { bytes, start: 1, end: found.end - bytes.byteOffset, hash: found.hash };
}

export class TextEnd {
  /** Where the quote behind the string is, from the beginning of the view. */
  end = 0;
  hash = 0;

  /** Whether a string that begins at the byte `start` of the view ends before `last`. */
  find(view: DataView, start: number, last: number): boolean {
    let hash = 0;
    for (let at = start; at < last; at += 4) {
      const word = view.getInt32(at, true);
      const others = word ^ QUOTES;
      // A byte of `others` that is 0 has its highest bit here, and so may those above it.
      if (((others - ONES) & ~others & HIGHEST) !== 0) {
        const end = quoteIn(view, at, start);
        if (end !== at + 4) {
          this.end = end;
          this.hash = mixed(hash, word & ((1 << (8 * (end - at))) - 1));
          return end < last;
        }
      }
      hash = mixed(hash, word);
    }
    return false;
  }
}

/** The first of four bytes that is a quote which no backslash takes; behind them where none is. */
function quoteIn(view: DataView, at: number, start: number): number {
  for (let place = at; place < at + 4; place++) {
    if (view.getUint8(place) !== QUOTE) continue;
    let before = place;
    while (before > start && view.getUint8(before - 1) === BACKSLASH) before--;
    if ((place - before) % 2 === 0) return place;
  }
  return at + 4;
}

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1);
  return product ^ (product >>> 15);
}

/** Copies so many bytes, and up to four more. */
export function copyText(from: DataView, at: number, into: DataView, to: number, length: number): void {
  for (let i = 0; i < length; i += 4) into.setInt32(to + i, from.getInt32(at + i));
}

/** Whether the bytes from there on are the same in both. */
export function isSame(one: DataView, from: number, other: DataView, at: number, length: number): boolean {
  const words = length & ~3;
  for (let i = 0; i < words; i += 4) if (one.getInt32(from + i, true) !== other.getInt32(at + i, true)) return false;
  const mask = (1 << (8 * (length - words))) - 1;
  return ((one.getInt32(from + words, true) ^ other.getInt32(at + words, true)) & mask) === 0;
}

/**
 * Writes what the string from `start` to `end` of `view` means into `into` as UTF-8, which is no longer than it. The number of
 * bytes; undefined where it is no JSON or no UTF-8. Up to four bytes more are overwritten.
 */
export function decodeText(view: DataView, start: number, end: number, into: DataView, at: number): number | undefined {
  let [from, to] = [start, at];
  let plain = true;
  while (from < end) {
    const word = view.getInt32(from, true);
    if (end - from >= 4 && isPlain(word)) {
      into.setInt32(to, word, true);
      from += 4;
      to += 4;
      continue;
    }
    const byte = view.getUint8(from++);
    if (byte === BACKSLASH) {
      const letter = view.getUint8(from++);
      if (letter === UNICODE) return decodeUnicode(bytesOf(view, start, end), bytesOf(into, at));
      const meant = MEANT[letter] as number;
      if (meant === 0) return undefined;
      into.setUint8(to++, meant);
    } else {
      if (byte < SPACE) return undefined;
      if (byte >= BEYOND_ASCII) plain = false;
      into.setUint8(to++, byte);
    }
  }
  return plain || isUtf8(bytesOf(into, at, to)) ? to - at : undefined;
}

/**
 * Whether JSON, `bytes` from `start` to `end`, is UTF-8 and has nothing within its strings that this program would write
 * otherwise. Says nothing of what stands between them.
 */
export function isSound(bytes: Buffer, start: number, end: number, view: DataView): boolean {
  const last = bytes.byteOffset + end;
  let ascii = true;
  for (let at = bytes.byteOffset + start; at < last; ) {
    if (isPlain(view.getInt32(at, true))) {
      at += 4;
      continue;
    }
    const byte = view.getUint8(at);
    const length = byte === BACKSLASH ? escapeAt(view, at) : byte < SPACE ? 0 : 1;
    if (length === 0) return false;
    if (byte >= BEYOND_ASCII) ascii = false;
    at += length;
  }
  return ascii || isUtf8(bytes.subarray(start, end));
}

const HEXADECIMAL = /^(?:00[01][\da-f]|d[89a-f][\da-f]{2})$/u;

/** The length of an escape as JSON.stringify writes it: by number, control characters and halves of characters alone; 0: none. */
function escapeAt(view: DataView, at: number): number {
  const letter = view.getUint8(at + 1);
  if (letter === UNICODE) return HEXADECIMAL.test(bytesOf(view, at + 2, at + 6).toString('latin1')) ? 6 : 0;
  return letter === SLASH || MEANT[letter] === 0 ? 0 : 2;
}

/** Whether none of four bytes is a backslash, below a space or beyond ASCII. */
function isPlain(word: number): boolean {
  const backslashes = word ^ BACKSLASHES;
  return ((((backslashes - ONES) & ~backslashes) | (word - SPACES) | word) & HIGHEST) === 0;
}

function bytesOf(view: DataView, start: number, end = view.byteLength): Buffer {
  return Buffer.from(view.buffer as ArrayBuffer, start, end - start);
}

/** Halves of characters, which have no UTF-8, become U+FFFD, as everywhere. */
function decodeUnicode(text: Buffer, into: Buffer): number | undefined {
  if (!isUtf8(text)) return undefined;
  try {
    return into.write(JSON.parse(`"${text.toString()}"`) as string);
  } catch {
    return undefined;
  }
}
