/**
 * Files that are either whole or absent: written aside, fsynced, renamed into place.
 */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces `file` with `text` so that a crash leaves the old file or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.partial-${process.pid}`;
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
}

/** JSON with two spaces; refuses numbers that JSON would silently turn into null. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, refuseNotFinite, 2)}\n`;
}

function refuseNotFinite(key: string, entry: unknown): unknown {
  if (typeof entry === 'number' && !Number.isFinite(entry)) throw new RangeError(`${key} is ${entry}, not a number`);
  return entry;
}
