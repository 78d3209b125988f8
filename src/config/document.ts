/**
 * A config file's text as YAML: its plain value, its syntax errors, and on which line and column each of its settings
 * stands. Knows nothing of what the settings mean.
 */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { messageOf } from '../errors.ts';
import type { Path } from './mistakes.ts';

export interface Position {
  line: number;
  column: number;
}

export interface ConfigDocument {
  /** The plain value; undefined where the syntax leaves none. */
  value: unknown;
  errors: readonly (Position & { message: string })[];
  /** Whether the text itself sets `path`. */
  has(path: Path): boolean;
  /** Where the value at `path` stands, or its key; the nearest place around it where it is not in the text. */
  positionOf(path: Path, at: 'key' | 'value'): Position;
}

/** Characters of a config, at most: a hundred times the longest that anybody has written. */
const LONGEST = 1_000_000;

/**
 * A YAML text's document and plain value, or why it has none: beside what is wrong with its syntax, the parser throws over
 * aliases (without an anchor, or so many that a small text would become a huge value) and where it is nested too deep.
 */
export function readYaml(text: string, lineCounter = new LineCounter()): YamlRead {
  if (text.length > LONGEST) return { fault: `the text has more than ${LONGEST} characters` };
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true, logLevel: 'error' });
    const broken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
    return { document, value: broken ? undefined : document.toJS() };
  } catch (error) {
    return { fault: error instanceof RangeError ? 'it is nested too deep' : messageOf(error) };
  }
}

type YamlRead = { document: Document.Parsed; value: unknown } | { fault: string };

/** Parses a config's text. Never throws; a duplicate key is an error that leaves a value (the last one). */
export function parseConfigText(text: string): ConfigDocument {
  const lines = new LineCounter();
  const read = readYaml(text, lines);
  if ('fault' in read) {
    const start = { line: 1, column: 1 };
    return { value: undefined, errors: [{ ...start, message: read.fault }], has: () => false, positionOf: () => start };
  }
  const { document, value } = read;
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const errors = document.errors.map(({ code, message, pos }) => {
    const key = /^[\w.-]+/u.exec(text.slice(pos[0]))?.[0];
    const duplicate = code === 'DUPLICATE_KEY' && key !== undefined;
    return { ...at(pos[0]), message: duplicate ? `\`${key}\` is given twice` : message.replace(/\s*\n[^]*$/u, '') };
  });
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const places = (path: Path): Place[] => placesAlong(document.contents, path, resolve);
  return {
    value,
    errors,
    has: (path) => places(path).length === path.length + 1,
    positionOf: (path, which) => {
      const found = places(path).at(-1);
      const exact = places(path).length === path.length + 1;
      const place = which === 'key' || !exact ? (found?.key ?? found?.value) : (found?.value ?? found?.key);
      return at(place ?? 0);
    },
  };
}

/** Offsets of a setting: of its key (none for a list's entry) and of its value (none where it is empty). */
interface Place {
  key: number | undefined;
  value: number | undefined;
}

/** Offsets of the places along a path, the root first, as far as the text has them. */
function placesAlong(root: unknown, path: Path, resolve: (node: unknown) => unknown): Place[] {
  const places: Place[] = [{ key: undefined, value: offsetOf(root) }];
  let at = resolve(root);
  for (const step of path) {
    let key: number | undefined;
    let next: unknown;
    if (isMap(at)) {
      const pair = pairOf(at.items, step);
      if (!pair) break;
      key = offsetOf(pair.key);
      next = pair.value;
    } else if (isSeq(at) && typeof step === 'number' && step < at.items.length) next = at.items[step];
    else break;
    places.push({ key, value: offsetOf(next) });
    at = resolve(next);
  }
  return places;
}

/** The pair with this key; of duplicates the last, whose value counts. */
function pairOf(pairs: readonly Pair[], step: PropertyKey): Pair | undefined {
  return pairs.findLast(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}
