/**
 * Files that are either whole or absent: written aside, fsynced, renamed into place. One writer at a time: what a crash
 * left aside is overwritten by the next. What the system does not let be written is E_STORE_DISK (disk-errors.ts).
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { onDisk } from './disk-errors.ts';

/** What a file is to hold: its text, or who writes it piece by piece. */
export type Content = string | ((write: PieceWriter['write']) => Promise<void>);

/** Replaces `file`, so that a crash leaves the old file or the new one. */
export async function writeWhole(file: string, content: Content): Promise<void> {
  await onDisk(file, async () => {
    await makeFolder(dirname(file));
    const aside = `${file}.partial`;
    try {
      const handle = await open(aside, 'w');
      try {
        if (typeof content === 'string') await handle.writeFile(content);
        else await writePieces(handle, content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(aside, file);
    } catch (error) {
      // On a full disk half a file is in the way of what else is to be kept.
      await rm(aside, { force: true }).catch(() => {});
      throw error;
    }
    await syncFolder(dirname(file));
  });
}

/** Bytes that are written between two syncs. */
const SYNC_BYTES = 1 << 25;

export interface PieceWriter {
  /** Resolves when the next piece may come, which is before this one is written. */
  readonly write: (piece: Uint8Array) => Promise<void>;
  /** Resolves when all of them are written. */
  end(): Promise<void>;
}

/** Writes pieces, and syncs them on the way, while others are made: at the end there is little left to wait for. */
export function pieceWriter(handle: FileHandle): PieceWriter {
  let unsynced = 0;
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();
  return {
    write: async (piece) => {
      await writing;
      unsynced += piece.length;
      if (unsynced >= SYNC_BYTES) {
        unsynced = 0;
        await syncing;
        syncing = handle.datasync();
        // Awaited later on; until then nobody hears of its fault.
        syncing.catch(() => {});
      }
      writing = handle.appendFile(piece);
      writing.catch(() => {});
    },
    end: async () => {
      await Promise.all([writing, syncing]);
    },
  };
}

async function writePieces(handle: FileHandle, content: Exclude<Content, string>): Promise<void> {
  const writer = pieceWriter(handle);
  try {
    await content(writer.write);
  } finally {
    // The file is not closed under what is still being written.
    await writer.end();
  }
}

/** Makes a folder and those it is in, so that they last through a power cut with what is then synced in them. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

/** Makes renames in a directory last through a power cut, on systems that can. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no directories, and some network file systems do not sync them.
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Syncs every file in a folder and in the folders within it, and then the folders. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncFile(path);
  }
  await syncFolder(folder);
}

/** Resolves when what a file holds is on the disk. */
export async function syncFile(file: string): Promise<void> {
  // Some systems sync only what is open for writing; what may not be written (a checkpoint that was copied) is read.
  const handle = await open(file, 'r+').catch(() => open(file, 'r'));
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * What a JSON file of a run holds; undefined where there is none. `hint` says what to do about a damaged one.
 * @throws AgentgymError E_STORE_CORRUPT with the line where it is damaged, as far as that can be told.
 */
export async function readJson<T>(file: string, hint: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    const line = lineOf(text, (cause as Error).message);
    const place = line === undefined ? file : `${file}:${line}`;
    throw new AgentgymError('E_STORE_CORRUPT', `${place} is not JSON: the file is damaged.`, { hint, cause });
  }
}

/** What to do about a damaged file that a run makes anew from what else it holds. */
export function rewritten({ root }: { root: string }): string {
  return `Nothing is lost with it: agentgym evolve --resume ${root} writes it anew.`;
}

/** The line that the parser's message is about. */
function lineOf(text: string, message: string): number | undefined {
  const position = /position (\d+)/u.exec(message)?.[1];
  if (position !== undefined) return linesIn(text.slice(0, Number(position)));
  if (message.includes('end of JSON')) return linesIn(text.trimEnd());
  // Only the surroundings are shown, which end with the line that is wrong.
  const shown = /^Unexpected token .*?, (?:\.\.\.)?"(.*?)"(?:\.\.\.)? is not valid JSON$/su.exec(message)?.[1];
  const at = shown === undefined ? -1 : text.indexOf(shown);
  const token = /^Unexpected token '(.+?)', /su.exec(message)?.[1];
  if (shown === undefined || token === undefined || at < 0) return undefined;
  return linesIn(text.slice(0, at + Math.max(0, shown.indexOf(token))));
}

function linesIn(text: string): number {
  return text.split('\n').length;
}

/** JSON with two spaces; refuses numbers that JSON would silently turn into null. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, refuseNotFinite, 2)}\n`;
}

function refuseNotFinite(key: string, entry: unknown): unknown {
  if (typeof entry === 'number' && !Number.isFinite(entry)) throw new RangeError(`${key} is ${entry}, not a number`);
  return entry;
}
