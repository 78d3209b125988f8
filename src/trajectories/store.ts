/**
 * The append-only trajectory store: one AgentTraj row a line. Rows reach the operating system as they are appended (a
 * killed process loses none) and the disk in groups (a power cut loses at most the last ones). A last line that a crash
 * tore is cut off when the file is opened, and only then; any other broken line is E_STORE_CORRUPT.
 */
import { appendFile, mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { toAgentTraj } from './agenttraj.ts';
import { createReader } from './read.ts';
import { linesOf, parseJson } from './readers/json.ts';
import { counts, type Trajectory } from './trajectory.ts';

/** Rows written but not yet on the disk are synced at this number of them, or after this time (ms). */
const GROUP_ROWS = 64;
const GROUP_MS = 2000;

export interface TrajectoryStore {
  /** Everything stored, in the order of appending. */
  rows(): readonly Trajectory[];
  has(id: string): boolean;
  /**
   * Resolves when the row is written. Appends keep the order of the calls. An id is stored once, unless what is stored
   * ended in an error: then the newer row takes its place.
   */
  append(trajectory: Trajectory): Promise<void>;
  /** Resolves when everything appended so far is on the disk. */
  flush(): Promise<void>;
  /** Flushes and closes; safe to call twice. */
  close(): Promise<void>;
}

/** Opens or begins the store at `file`. */
export async function openStore(file: string): Promise<TrajectoryStore> {
  await mkdir(dirname(file), { recursive: true });
  const rows = new Map((await load(file)).map((row) => [row.id, row]));
  const log = createLog(await open(file, 'a'));
  return {
    rows: () => [...rows.values()],
    has: (id) => rows.has(id),
    append: async (trajectory) => {
      const stored = rows.get(trajectory.id);
      if (stored !== undefined && counts(stored)) {
        throw new AgentgymError('E_STORE_MISMATCH', `${file} already holds the trajectory ${trajectory.id}.`, {
          hint: 'Each sample of a task is stored once; give another file to collect it again.',
        });
      }
      const line = `${JSON.stringify(toAgentTraj(trajectory))}\n`;
      rows.delete(trajectory.id);
      rows.set(trajectory.id, trajectory);
      await log.write(line);
    },
    flush: () => log.flush(),
    close: () => log.close(),
  };
}

/** The rows of the file, whose torn last line is cut off. */
async function load(file: string): Promise<Trajectory[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const reader = createReader();
  const whole = await mendTail(file, bytes);
  for (const { text, at } of linesOf(whole, file)) reader.add(parseJson(text, at), at);
  return reader.trajectories();
}

/** Cuts a torn last line off the file; a last line that only lacks its newline gets it. Returns what is then there. */
async function mendTail(file: string, bytes: Buffer): Promise<Buffer> {
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole === bytes.length) return bytes;
  if (isObject(bytes.toString('utf8', whole))) {
    await appendFile(file, '\n');
    return bytes;
  }
  await truncate(file, whole);
  return bytes.subarray(0, whole);
}

/** No proper beginning of a JSON object is a JSON object: a line that parses was written to its end. */
function isObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

interface Log {
  write(line: string): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Ordered writes to `handle`, synced in groups. Once an operation has failed, every later one fails with its error. */
function createLog(handle: FileHandle): Log {
  let last: Promise<void> = Promise.resolve();
  let unsynced = 0;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  const then = (operation: () => Promise<void>): Promise<void> => {
    last = last.then(operation);
    // Callers await what they get; the chain itself must not count as an unhandled rejection (the timer's sync).
    last.catch(() => {});
    return last;
  };
  const sync = (): Promise<void> =>
    then(async () => {
      clearTimeout(timer);
      timer = undefined;
      if (unsynced > 0) await handle.datasync();
      unsynced = 0;
    });
  const flushAndClose = async (): Promise<void> => {
    try {
      await sync();
    } finally {
      await handle.close();
    }
  };
  return {
    write: (line) => {
      if (closing !== undefined) return Promise.reject(new Error('The trajectory store is closed.'));
      const written = then(async () => {
        await handle.appendFile(line);
        unsynced += 1;
        timer ??= setTimeout(() => void sync(), GROUP_MS).unref();
      });
      return written.then(() => (unsynced >= GROUP_ROWS ? sync() : undefined));
    },
    flush: sync,
    close: () => (closing ??= flushAndClose()),
  };
}
