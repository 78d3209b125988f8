/**
 * The texts of conversations in one row group, which come as JSON and mostly come again: each is kept and decoded once, and
 * known again by its bytes, so that no string is made of it.
 */
import { BEYOND, copyText, decodeText, isSame, viewOf } from '../json-text.ts';
import { Growing } from './growing.ts';
import { encodeDistinct, type Values } from './values.ts';

/** What is added are the numbers of texts. */
export interface Texts extends Values<number> {
  /** The bytes that the next texts are in. */
  readonly lookIn: (bytes: Buffer) => void;
  /** Of the JSON string `start` to `end` with that hash (json-text.ts); undefined where it is no JSON or no UTF-8. */
  readonly numberOf: (start: number, end: number, hash: number) => number | undefined;
}

/** Places of the table at first: twice as many as texts, at least. */
const PLACES = 1 << 14;
/** What is known of a text: its hash, where it begins among those that are stored, its length; and room to four, for speed. */
const [FACTS, START, LENGTH] = [4, 1, 2];

export function createTexts(): Texts {
  const indices = new Growing(Int32Array);
  let count = 0;
  /** Numbers of texts, counted from 1, where their hashes say or behind that. */
  let table = new Int32Array(PLACES);
  /** Of each text, one after the other. */
  let known = new Int32Array((FACTS * PLACES) / 2);
  /** The texts as they came. */
  let stored: Buffer = Buffer.alloc(1 << 18);
  let storedLength = 0;
  /** The dictionary's page: lengths in four bytes, and texts. */
  let page: Buffer = Buffer.alloc(1 << 18);
  let pageLength = 0;
  let bytes: Buffer = stored;
  let [storedView, pageView, view] = [viewOf(stored), viewOf(page), viewOf(bytes)];

  /** Where a text stands in the table, or goes. */
  const placeOf = (start: number, length: number, hash: number): number => {
    const mask = table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = (table[place] as number) - 1;
      if (number === -1) return place;
      const facts = FACTS * number;
      if (known[facts] !== hash || known[facts + LENGTH] !== length) continue;
      if (isSame(storedView, stored.byteOffset + (known[facts + START] as number), view, start, length)) return place;
    }
  };
  const grow = (): void => {
    const mask = 2 * table.length - 1;
    table = new Int32Array(mask + 1);
    for (let number = 0; number < count; number++) {
      let place = (known[FACTS * number] as number) & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = number + 1;
    }
    const more = new Int32Array((FACTS * table.length) / 2);
    more.set(known);
    known = more;
  };
  /** Whether it is a text. */
  const keep = (start: number, end: number, hash: number): boolean => {
    const length = end - start;
    page = withRoom(page, pageLength, 4 + length + BEYOND.length);
    pageView = viewOf(page, pageView);
    const offset = bytes.byteOffset + start;
    const decoded = decodeText(view, offset, offset + length, pageView, page.byteOffset + pageLength + 4);
    if (decoded === undefined) return false;
    page.writeUInt32LE(decoded, pageLength);
    pageLength += 4 + decoded;
    stored = withRoom(stored, storedLength, length + BEYOND.length);
    storedView = viewOf(stored, storedView);
    copyText(view, offset, storedView, stored.byteOffset + storedLength, length);
    known[FACTS * count] = hash;
    known[FACTS * count + START] = storedLength;
    known[FACTS * count + LENGTH] = length;
    storedLength += length;
    count += 1;
    return true;
  };
  return {
    get length() {
      return indices.length;
    },
    lookIn: (others) => {
      bytes = others;
      view = viewOf(bytes, view);
    },
    numberOf: (start, end, hash) => {
      const [offset, length] = [bytes.byteOffset + start, end - start];
      let place = placeOf(offset, length, hash);
      const number = table[place] as number;
      if (number !== 0) return number - 1;
      if (2 * count === table.length) {
        grow();
        place = placeOf(offset, length, hash);
      }
      if (!keep(start, end, hash)) return undefined;
      table[place] = count;
      return count - 1;
    },
    add: (number) => indices.push(number),
    take: () => {
      const encoded = encodeDistinct(indices.take(), count, Buffer.from(page.subarray(0, pageLength)));
      table.fill(0);
      count = storedLength = pageLength = 0;
      return encoded;
    },
  };
}

/** The same bytes where there is room for more behind the first ones. */
function withRoom(bytes: Buffer, length: number, more: number): Buffer {
  if (length + more <= bytes.length) return bytes;
  const made = Buffer.alloc(Math.max(2 * bytes.length, length + more));
  bytes.copy(made, 0, 0, length);
  return made;
}
