/** Files of a run as a reader meets them: absent, unfinished or damaged ones are said, never thrown. Writes nothing. */
import { open, readFile, stat } from 'node:fs/promises';
import { messageOf } from '../errors.ts';

/** Hears one sentence for each thing that is missing or damaged. */
export type Faults = (fault: string) => void;

/** What a JSON file holds; undefined where it is absent (which is no fault) or damaged. `name` is said of it. */
export async function jsonOf(file: string, name: string, fault: Faults): Promise<unknown> {
  const text = await textOf(file, name, fault);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    fault(`${name} is not JSON: it was cut short or damaged.`);
    return undefined;
  }
}

/** The objects of a file of JSON lines; a torn last line is being written, any other is a fault. */
export async function jsonLinesIn(file: string, name: string, fault: Faults): Promise<Record<string, unknown>[]> {
  const text = await textOf(file, name, fault);
  const lines = (text ?? '').split('\n');
  const last = lines.length - 1;
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const value = objectIn(line);
    if (value === undefined && i < last) fault(`${name}:${i + 1} is not a line of JSON.`);
    return value === undefined ? [] : [value];
  });
}

/** A text; undefined where it is absent, which is no fault. */
export async function textOf(file: string, name: string, fault: Faults): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') fault(`${name} cannot be read: ${messageOf(error)}.`);
    return undefined;
  }
}

/** Whole lines from the first and from the last `most` bytes of a file, which may be long; empty where it is absent. */
export async function endsOf(file: string, most: number): Promise<string[]> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size === 0) return [];
  const handle = await open(file, 'r');
  try {
    const read = async (from: number, length: number): Promise<string> => {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    if (size <= 2 * most) return (await read(0, size)).split('\n');
    const [head, tail] = [await read(0, most), await read(size - most, most)];
    return [...head.split('\n').slice(0, -1), ...tail.split('\n').slice(1)];
  } finally {
    await handle.close();
  }
}

/** The object that a line of JSON is; undefined for anything else. */
export function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
