/** Where and why a text is not JSON, in the words of Python's decoder: its clients may look for them. */
import type { Fault } from './validation.ts';

/** What V8 says → what Python says of the same place. */
const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/':' after/u, "Expecting ':' delimiter"],
  [/property name/u, 'Expecting property name enclosed in double quotes'],
  [/unterminated string/iu, 'Unterminated string starting at'],
  [/control character/u, 'Invalid control character at'],
  [/escape/u, 'Invalid \\escape'],
  [/',' or/u, "Expecting ',' delimiter"],
  [/after JSON/u, 'Extra data'],
];

/** @param error what `JSON.parse` threw. */
export function jsonFault(text: string, error: unknown): Fault {
  const said = error instanceof Error ? error.message : '';
  const position = /position (\d+)/u.exec(said)?.[1];
  const place = position === undefined ? firstOdd(text, said) : Number(position);
  const why = SAYINGS.find(([pattern]) => pattern.test(said))?.[1] ?? 'Expecting value';
  return { type: 'json_invalid', loc: ['body', place], msg: 'JSON decode error', input: {}, ctx: { error: why } };
}

/** Where the message names no position: the end of a text that is cut off, else the token it names. */
function firstOdd(text: string, said: string): number {
  const token = /^Unexpected token '(.)'/u.exec(said)?.[1];
  return token === undefined ? text.length : Math.max(0, text.indexOf(token));
}
