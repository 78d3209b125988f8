/**
 * Damaged and hostile versions of real files, by a stream of random numbers: bytes flipped, cut, inserted, doubled and
 * moved, numbers enlarged, lengths changed; and, of what a file means, values of a JSON tree replaced. Knows no format.
 */
import type { Random } from '../../src/seeds.ts';

/** What parsers have stumbled over. */
const TEXTS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  '\r\n',
  '\0',
  '	',
  '- ',
  '? ',
  '&a ',
  '*a',
  '<<: *a\n',
  '|\n',
  '!!js',
  'null',
  'true',
  'NaN',
  '-Infinity',
  '1e309',
  '-1',
  '-0',
  '0.5',
  '9007199254740993',
  '1e-400',
  '""',
  '{}',
  '[]',
  '\\u0000',
  '\\ud800',
  '"\\',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  '‮',
  '﻿',
  'é',
  '{% for a in b %}',
  '{{ a.b.c }}',
  '(a+)+$',
  '#',
  "'",
  '---\n',
  '%YAML 9\n',
  'env:HOME',
  '😀',
];
const NUMBERS = ['0', '-1', '1e308', '-1e308', '4294967296', '9007199254740991', '18446744073709551615', '0.1', '1e9'];
const LENGTHS = [0n, 1n, 7n, 0x7fffffffn, 0xffffffffn, 0x100000000n, 0x1fffffffffffffn, 0x7fffffffffffffffn, -1n];

/** The bytes with one to four changes. */
export function mutated(bytes: Buffer, stream: Random): Buffer {
  let changed = bytes;
  for (let changes = 1 + stream.below(4); changes > 0; changes--) changed = stream.pick(CHANGES)(changed, stream);
  return changed;
}

type Change = (bytes: Buffer, stream: Random) => Buffer;

const CHANGES: readonly Change[] = [
  flipped,
  flipped,
  (bytes, stream) => bytes.subarray(0, stream.below(bytes.length + 1)),
  (bytes, stream) => {
    const [start, end] = stretch(bytes, stream);
    return spliced(bytes, { start, end, into: Buffer.alloc(0) });
  },
  (bytes, stream) => {
    const start = stream.below(bytes.length + 1);
    return spliced(bytes, { start, end: start, into: Buffer.from(stream.pick(TEXTS)) });
  },
  (bytes, stream) => {
    const start = stream.below(bytes.length + 1);
    const into = Buffer.from(Array.from({ length: 1 + stream.below(16) }, () => stream.below(256)));
    return spliced(bytes, { start, end: start, into });
  },
  (bytes, stream) => {
    const [start, end] = stretch(bytes, stream);
    const at = stream.below(bytes.length + 1);
    const part = bytes.subarray(start, end);
    const times = 1 + stream.below(3);
    return spliced(bytes, { start: at, end: at, into: Buffer.concat(Array.from({ length: times }, () => part)) });
  },
  withNumber,
  withNumber,
  withLength,
  nested,
];

function spliced(bytes: Buffer, { start, end, into }: { start: number; end: number; into: Buffer }): Buffer {
  return Buffer.concat([bytes.subarray(0, start), into, bytes.subarray(end)]);
}

/** Mostly short. */
function stretch(bytes: Buffer, stream: Random): [number, number] {
  const start = stream.below(bytes.length + 1);
  const most = stream.below(8) === 0 ? bytes.length : 64;
  return [start, Math.min(bytes.length, start + 1 + stream.below(most))];
}

function flipped(bytes: Buffer, stream: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  const at = stream.below(copy.length);
  copy[at] = stream.below(2) === 0 ? (copy[at] as number) ^ (1 << stream.below(8)) : stream.pick([0, 0xff, 0x80, 0x7f]);
  return copy;
}

/** A decimal number in the text becomes another one. */
function withNumber(bytes: Buffer, stream: Random): Buffer {
  const from = stream.below(bytes.length + 1);
  const isDigit = (at: number): boolean => (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39;
  let start = from;
  while (start < bytes.length && !isDigit(start)) start++;
  let end = start;
  while (end < bytes.length && isDigit(end)) end++;
  return start === end ? bytes : spliced(bytes, { start, end, into: Buffer.from(stream.pick(NUMBERS)) });
}

/** Four or eight bytes, often the first ones, become a length that cannot be. */
function withLength(bytes: Buffer, stream: Random): Buffer {
  if (bytes.length < 8) return bytes;
  const copy = Buffer.from(bytes);
  const at = stream.below(2) === 0 ? 0 : stream.below(copy.length - 7);
  const length = stream.below(4) === 0 ? BigInt(copy.length + stream.below(17) - 8) : stream.pick(LENGTHS);
  if (stream.below(3) === 0) copy.writeUInt32LE(Number(BigInt.asUintN(32, length)), at);
  else copy.writeBigUInt64LE(BigInt.asUintN(64, length), at);
  return copy;
}

/** Brackets thousands deep, closed or not. */
function nested(bytes: Buffer, stream: Random): Buffer {
  if (stream.below(4) > 0) return flipped(bytes, stream);
  const depth = stream.pick([100, 2000, 50_000]);
  const [open, close] = stream.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['(', ')'],
    ['- ', ''],
  ] as const);
  const text = open.repeat(depth) + (stream.below(2) === 0 ? `1${close.repeat(depth)}` : '');
  const start = stream.below(2) === 0 ? 0 : stream.below(bytes.length + 1);
  return spliced(bytes, { start, end: start, into: Buffer.from(text) });
}

/** A JSON value with one to three changes to its parts; the value itself stays as it is. */
export function mutatedTree(
  value: unknown,
  stream: Random,
  hostile: (stream: Random) => unknown = hostileValue,
): unknown {
  const root = { root: structuredClone(value) };
  for (let changes = 1 + stream.below(3); changes > 0; changes--) changePart(root, stream, hostile);
  return root.root;
}

function changePart(root: { root: unknown }, stream: Random, hostile: (stream: Random) => unknown): void {
  let parent: Record<string, unknown> = root;
  let key = 'root';
  for (;;) {
    const at = parent[key];
    const keys = typeof at === 'object' && at !== null ? Object.keys(at) : [];
    if (keys.length === 0 || stream.below(4) === 0) break;
    parent = at as Record<string, unknown>;
    key = stream.pick(keys);
  }
  const what = parent === root ? 0 : stream.below(6);
  if (what < 3) parent[key] = hostile(stream);
  else if (what === 3) delete parent[key];
  else if (what === 4 && !Array.isArray(parent)) parent[stream.pick(NAMES)] = parent[key];
  else parent[key] = stream.below(2) === 0 ? [parent[key]] : { [key]: parent[key] };
}

const NAMES = [
  '',
  'a',
  'version',
  'constructor',
  'toString',
  '0',
  '-1',
  'length',
  '../x',
  'item_id',
  'messages',
  'then',
];

/** A value where none like it is expected. */
export function hostileValue(stream: Random): unknown {
  const kind = stream.below(10);
  if (kind === 0) return null;
  if (kind === 1) return stream.below(2) === 0;
  if (kind === 2) return stream.pick([0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, 1e9, Number.MIN_VALUE]);
  if (kind === 3) return stream.pick(TEXTS);
  if (kind === 4) return stream.pick(TEXTS).repeat(stream.pick([2, 100, 10_000]));
  if (kind === 5) return [];
  if (kind === 6) return {};
  if (kind === 7)
    return Array.from({ length: stream.pick([1, 3, 1000]) }, () => stream.pick([null, 0, '', 'a', {}, []]));
  if (kind === 8)
    return JSON.parse(`{"__proto__": {"a": 1}, "constructor": 1, "a": [${'['.repeat(20)}${']'.repeat(20)}]}`);
  return deep(stream.pick([10, 100, 800]));
}

/** What is deeper cannot be written as JSON from a value; `nested` writes it. */
function deep(levels: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
