/**
 * Files that are either whole or absent: written aside, fsynced, renamed into place. One writer at a time: what a crash
 * left aside is overwritten by the next.
 */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces `file` with `text` so that a crash leaves the old file or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.partial`;
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
  await syncFolder(dirname(file));
}

/** Makes renames in a directory last through a power cut, on systems that can. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no directories, and some network file systems do not sync them.
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** JSON with two spaces; refuses numbers that JSON would silently turn into null. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, refuseNotFinite, 2)}\n`;
}

/** One line of JSON a row, as `toJson`. */
export function toJsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row, refuseNotFinite)}\n`).join('');
}

function refuseNotFinite(key: string, entry: unknown): unknown {
  if (typeof entry === 'number' && !Number.isFinite(entry)) throw new RangeError(`${key} is ${entry}, not a number`);
  return entry;
}
