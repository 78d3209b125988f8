/**
 * Reads trajectory files: AgentTraj rows as JSON lines or as one JSON array (as AgentTraj-L comes). Repairs nothing: a
 * torn last line is an error here, and mended only where a file is opened to go on with it (store.ts).
 */
import { readFile } from 'node:fs/promises';
import { AgentgymError } from '../errors.ts';
import { fromAgentTraj } from './agenttraj.ts';
import { counts, type Trajectory } from './trajectory.ts';

/** All trajectories of a file, in its order; E_STORE_CORRUPT names file and line, also when an id stands twice. */
export async function readTrajectories(file: string): Promise<Trajectory[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new AgentgymError('E_STORE_CORRUPT', `The trajectory file ${file} cannot be read.`, {
      hint: 'Give the path of a file of AgentTraj rows (JSON lines, or a JSON array).',
      cause,
    });
  }
  const reader = createReader();
  if (!/^\s*\[/u.test(bytes.toString('utf8', 0, 256).replace(/^\uFEFF/u, ''))) {
    for (const { text, at } of linesOf(bytes, file)) reader.add(parseJson(text, at), at);
    return reader.trajectories();
  }
  const text = decode(bytes, file);
  const parsed = parseJson(text, file);
  const rows: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const lines = elementLines(text);
  for (const [index, row] of rows.entries()) reader.add(row, `${file}:${lines[index] ?? '?'}`);
  return reader.trajectories();
}

/** Collects rows into trajectories: numbers the samples of rows that do not, and refuses an id that stands twice. */
export function createReader(): RowReader {
  const rows = new Map<string, Trajectory>();
  const seen = new Map<string, number>();
  return {
    add: (row, at) => {
      const itemId = itemOf(row);
      const sample = seen.get(itemId) ?? 0;
      seen.set(itemId, sample + 1);
      const trajectory = fromAgentTraj(row, { at, sample });
      const earlier = rows.get(trajectory.id);
      if (earlier !== undefined && counts(earlier)) {
        throw new AgentgymError('E_STORE_CORRUPT', `${at}: the id ${trajectory.id} stands in the file twice.`, {
          hint: 'Ids are unique in a file; only a rollout that ended in an error is repeated.',
        });
      }
      rows.delete(trajectory.id);
      rows.set(trajectory.id, trajectory);
    },
    trajectories: () => [...rows.values()],
  };
}

export interface RowReader {
  /** Adds a row; a later row takes the place of one with its id that ended in an error. `at` is `file:line`. */
  add(row: unknown, at: string): void;
  trajectories(): Trajectory[];
}

/** The lines of a file that are not blank, each with `file:line`. */
export function* linesOf(bytes: Buffer, file: string): Generator<{ text: string; at: string }> {
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const at = `${file}:${line}`;
    const text = decode(bytes.subarray(start, end), at);
    if (text.trim() !== '') yield { text, at };
    start = end + 1;
  }
}

/** Parses JSON; E_STORE_CORRUPT says where, and names the NaN that Python writes and JSON does not know. */
export function parseJson(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const number = /[:[,]\s*(NaN|-?Infinity)\s*[,}\]]/u.exec(text)?.[1];
    throw new AgentgymError(
      'E_STORE_CORRUPT',
      `${at} is not JSON${number === undefined ? '' : `: it holds ${number}`}.`,
      {
        hint: 'The file was changed by hand, cut short, or damaged; restore it, or mend the line.',
        cause,
      },
    );
  }
}

function decode(bytes: Buffer, at: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AgentgymError('E_STORE_CORRUPT', `${at} is not UTF-8 text.`, { hint: 'Restore the file.', cause });
  }
}

function itemOf(row: unknown): string {
  return typeof row === 'object' && row !== null && 'item_id' in row ? String(row.item_id) : '';
}

/** The line on which each element of a JSON array begins (from 1). */
function elementLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let expecting = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n') line++;
    if (char.trim() === '') continue;
    if (expecting && char !== ']') {
      lines.push(line);
      expecting = false;
    }
    if (char === '"') {
      i = endOfString(text, i);
    } else if (char === '[' || char === '{') {
      depth++;
      expecting = depth === 1;
    } else if (char === ']' || char === '}') {
      depth--;
    } else if (char === ',' && depth === 1) {
      expecting = true;
    }
  }
  return lines;
}

/** Index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
