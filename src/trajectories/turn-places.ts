/**
 * The turns of stored rows as places in their bytes: what is said stays where it is, and has a hash to be known again by.
 * Like turns.ts, which cuts texts: rows that this program did not write are not gone through. A million rows have twenty
 * million turns, so one object serves them all, whose columns are filled anew with each row.
 */
import { isUtf8 } from 'node:buffer';
import { type Spoken, spokenIn } from './agenttraj.ts';
import { BEYOND, isSame, TextEnd, viewOf } from './json-text.ts';
import { BETWEEN, type Opening, SYSTEM, TRAINED, UNTRAINED, USER } from './turns.ts';

/** With the bytes that a turn begins with. */
interface Beginning extends Opening {
  view: DataView;
}

function beginningOf(opening: Opening): Beginning {
  return { ...opening, view: new DataView(new TextEncoder().encode(`${opening.text}${BEYOND}`).buffer) };
}

const [system, user, trained, untrained] = [SYSTEM, USER, TRAINED, UNTRAINED].map(beginningOf) as [
  Beginning,
  Beginning,
  Beginning,
  Beginning,
];
const AT_SENDER = '{"from":"'.length;
const AT_LOSS = '{"from":"gpt","loss":'.length;
const [COMMA, BRACE, OPENING, BRACKET, MINUS, POINT, ZERO] = [0x2c, 0x7d, 0x5b, 0x5d, 0x2d, 0x2e, 0x30];
const [G, H, T] = [0x67, 0x68, 0x74];
const [REWARD, SECONDS, NEXT] = [',"reward":', ',"seconds":', BETWEEN].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];
/** So many digits are a whole number that a double holds, as it does the power of ten: their quotient is rounded once. */
const MOST_DIGITS = 15;

export class TurnPlaces {
  length = 0;
  readonly openings: Opening[] = [];
  /** A text is the bytes `starts` to `ends`, without its quotes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly hashes: number[] = [];
  /** What is said beside the text; NaN where it is not. */
  readonly rewards: number[] = [];
  readonly seconds: number[] = [];
  /** The rest of it, and whether there is any in this row. */
  readonly more: (Spoken | undefined)[] = [];
  hasMore = false;

  readonly #text = new TextEnd();
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Where what is read next begins. */
  #at = 0;

  /** Takes the turns of `[{"from":…},…]`, the bytes `start` to `end`; false where that is not as this program writes it. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.length = 0;
    this.hasMore = false;
    this.#view = viewOf(bytes, this.#view);
    const last = end - 1;
    if (bytes[start] !== OPENING || bytes[last] !== BRACKET) return false;
    this.#at = start + 1;
    if (this.#at === last) return true;
    while (this.#at < last) {
      if (!this.#readText(bytes, last) || !this.#readMore(bytes, last)) return false;
      this.length += 1;
      if (this.#at !== last && bytes[this.#at] !== COMMA) return false;
      this.#at += 1;
    }
    // A comma behind the last turn would leave it there.
    return this.#at > last;
  }

  #readText(bytes: Buffer, last: number): boolean {
    const beginning = beginningAt(bytes, this.#at);
    const { length } = beginning.text;
    const offset = bytes.byteOffset;
    if (!isSame(beginning.view, 0, this.#view, offset + this.#at, length)) return false;
    const text = this.#text;
    const start = this.#at + length;
    if (!text.find(this.#view, offset + start, offset + last)) return false;
    const turn = this.length;
    this.openings[turn] = beginning;
    this.starts[turn] = start;
    this.ends[turn] = text.end - offset;
    this.hashes[turn] = text.hash;
    this.#at = text.end - offset + 1;
    return true;
  }

  /** What stands between a text and the end of its turn. */
  #readMore(bytes: Buffer, last: number): boolean {
    const [start, turn] = [this.#at, this.length];
    this.rewards[turn] = isAt(bytes, this.#at, REWARD) ? this.#readNumber(bytes, REWARD.length) : Number.NaN;
    this.seconds[turn] = isAt(bytes, this.#at, SECONDS) ? this.#readNumber(bytes, SECONDS.length) : Number.NaN;
    this.more[turn] = undefined;
    if (this.seconds[turn] < 0) return false;
    if (bytes[this.#at] !== BRACE) return this.#readAll(bytes, start, last);
    this.#at += 1;
    return true;
  }

  /** The same as JSON. */
  #readAll(bytes: Buffer, start: number, last: number): boolean {
    const next = bytes.indexOf(NEXT, start);
    const end = next === -1 || next > last ? last : next + 1;
    const rest = bytes.subarray(start, end);
    const more = rest[0] === COMMA && isUtf8(rest) ? spokenIn(`{"":0${rest.toString()}`) : undefined;
    if (more === undefined) return false;
    this.rewards[this.length] = more.reward ?? Number.NaN;
    this.seconds[this.length] = more.seconds ?? Number.NaN;
    this.more[this.length] = more;
    this.hasMore = true;
    this.#at = end;
    return true;
  }

  /** A number as JSON writes most, and passes over it; otherwise nothing is passed over, and all has to be read as JSON. */
  #readNumber(bytes: Buffer, behind: number): number {
    const first = this.#at + behind;
    const negative = bytes[first] === MINUS;
    const start = negative ? first + 1 : first;
    let [end, digits, scale, whole] = [start, 0, 1, true];
    for (; end - start < MOST_DIGITS; end++) {
      if (isDigit(bytes[end])) {
        digits = 10 * digits + ((bytes[end] as number) - ZERO);
        if (!whole) scale *= 10;
      } else if (whole && bytes[end] === POINT) whole = false;
      else break;
    }
    const proper =
      isDigit(bytes[start]) && isDigit(bytes[end - 1]) && !(bytes[start] === ZERO && isDigit(bytes[start + 1]));
    if (!proper || (bytes[end] !== COMMA && bytes[end] !== BRACE)) return Number.NaN;
    this.#at = end;
    return negative ? -digits / scale : digits / scale;
  }
}

/** By the first letters in which the four differ. */
function beginningAt(bytes: Buffer, at: number): Beginning {
  const sender = bytes[at + AT_SENDER];
  const assistant = bytes[at + AT_LOSS] === T ? trained : untrained;
  return sender === G ? assistant : sender === H ? user : system;
}

function isAt(bytes: Buffer, at: number, expected: Buffer): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}
