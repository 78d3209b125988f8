/**
 * Literals at a place of a text: strings with the escapes of Python and JSON, and decimal numbers. In one pass; what is
 * not a literal is an error, never thrown.
 */
import { faults } from './faults.ts';

export type Literal = string | number | boolean | null;

/** A literal, and where the text goes on after it. */
type Read<T> = { value: T; end: number } | { error: string };

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\u0007'],
  ['\\', '\\'],
  ['/', '/'],
  ['"', '"'],
  ["'", "'"],
  ['\n', ''],
]);
/** Digits of an escape by its letter. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** The string whose quotes begin at `start`: single or double, or three of them, which may go over several lines. */
export function readString(text: string, start: number): Read<string> {
  const quote = text[start] ?? '';
  const triple = text.startsWith(quote.repeat(3), start);
  const closing = triple ? quote.repeat(3) : quote;
  const parts: string[] = [];
  let at = start + closing.length;
  let plain = at;
  for (;;) {
    const character = text[at];
    if (character === undefined || (character === '\n' && !triple)) return { error: faults.unterminated() };
    if (character === '\\') {
      parts.push(text.slice(plain, at));
      const escape = readEscape(text, at);
      if ('error' in escape) return escape;
      parts.push(escape.value);
      at = escape.end;
      plain = at;
    } else if (character === quote && text.startsWith(closing, at)) {
      parts.push(text.slice(plain, at));
      return { value: parts.join(''), end: at + closing.length };
    } else at += 1;
  }
}

/** The escape whose backslash is at `start`. One that means nothing stands for itself, as in Python. */
function readEscape(text: string, start: number): Read<string> {
  const letter = text[start + 1];
  if (letter === undefined) return { error: faults.unterminated() };
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { value: simple, end: start + 2 };
  if (letter >= '0' && letter <= '7') {
    const digits = /^[0-7]{1,3}/u.exec(text.slice(start + 1, start + 4))?.[0] ?? '';
    return { value: String.fromCodePoint(Number.parseInt(digits, 8)), end: start + 1 + digits.length };
  }
  if (letter === 'N') return { error: faults.badEscape() };
  const length = DIGITS.get(letter);
  if (length === undefined) return { value: text.slice(start, start + 2), end: start + 2 };
  const digits = text.slice(start + 2, start + 2 + length);
  const code = /^[0-9A-Fa-f]+$/u.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : Infinity;
  if (code > 0x10_ff_ff) return { error: faults.badEscape() };
  return { value: String.fromCodePoint(code), end: start + 2 + length };
}

/** A decimal number that begins at `start`; no other character of a word may follow it. */
export function readNumber(text: string, start: number): Read<number> {
  const pattern = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/uy;
  pattern.lastIndex = start;
  const digits = pattern.exec(text)?.[0];
  const value = Number(digits);
  if (digits === undefined || !Number.isFinite(value)) return { error: faults.badNumber() };
  return { value, end: start + digits.length };
}
