/**
 * The append-only trajectory store: one AgentTraj row a line. Rows reach the operating system as they are appended (a
 * killed process loses none) and the disk in groups (a power cut loses at most the last ones). A last line that a crash
 * tore is cut off when the file is opened, and only then; any other broken line is E_STORE_CORRUPT. Of what is stored it
 * knows ids, outcomes and places; conversations stay in the file.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { onDisk } from '../runs/disk-errors.ts';
import { makeFolder, syncFolder } from '../runs/files.ts';
import { fromAgentTraj, toAgentTraj } from './agenttraj.ts';
import { standsTwice, type Trajectories, trajectoriesIn } from './collection.ts';
import { explainDamage } from './damage.ts';
import { column } from './columns.ts';
import { createIds } from './ids.ts';
import { jsonLinesOf } from './lines.ts';
import { counts, type Outcome, OUTCOMES, type Trajectory } from './trajectory.ts';

/** Rows written but not yet on the disk are synced at this number of them, or after this time (ms): two seconds with the sync. */
const GROUP_ROWS = 64;
const GROUP_MS = 1500;

export interface TrajectoryStore {
  /** Outcome of what is stored under this id; undefined where nothing is. */
  readonly outcomeOf: (id: string) => Outcome | undefined;
  /** What is stored under these ids; default: everything. It may be gone through when the store is closed, too. */
  trajectories(ids?: Iterable<string>): Trajectories;
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

/**
 * Opens or begins the store at `file`.
 * @throws AgentgymError E_STORE_CORRUPT where a line but the last is damaged, with what can be saved; E_STORE_MISMATCH
 * where a row is of a later version; E_STORE_DISK where the file cannot be written.
 */
export async function openStore(file: string): Promise<TrajectoryStore> {
  const index = createIndex();
  const handle = await onDisk(file, () => begin(file));
  let end = await onDisk(file, () => load(file, handle, index)).catch(async (error: unknown) => {
    await handle.close();
    throw await explainDamage(error, file);
  });
  const log = createLog(file, handle);
  return {
    outcomeOf: index.outcomeOf,
    trajectories: (ids) => trajectoriesIn(file, index.offsets(ids)),
    append: async (trajectory) => {
      const outcome = index.outcomeOf(trajectory.id);
      if (outcome !== undefined && counts({ outcome })) {
        throw new AgentgymError('E_STORE_MISMATCH', `${file} already holds the trajectory ${trajectory.id}.`, {
          hint: 'Each sample of a task is stored once; give another file to collect it again.',
        });
      }
      const line = `${JSON.stringify(toAgentTraj(trajectory))}\n`;
      index.set(trajectory, end);
      end += Buffer.byteLength(line);
      await log.write(line);
    },
    flush: () => log.flush(),
    close: () => log.close(),
  };
}

/** The file, which a power cut does not take away once a row of it is on the disk. */
async function begin(file: string): Promise<FileHandle> {
  await makeFolder(dirname(file));
  const handle = await open(file, 'a+');
  if ((await handle.stat()).size === 0) await syncFolder(dirname(file));
  return handle;
}

/** Ids with outcomes and places, some bytes a row. */
function createIndex() {
  const ids = createIds();
  const [outcomes, offsets] = [column('byte'), column('float')];
  const all = function* (): Generator<number> {
    for (let number = 0; number < ids.length; number++) yield offsets.at(number);
  };
  const some = function* (wanted: Iterable<string>): Generator<number> {
    for (const id of wanted) yield offsets.at(ids.numberOf(id) ?? Number.NaN);
  };
  return {
    outcomeOf: (id: string): Outcome | undefined => {
      const number = ids.numberOf(id);
      return number === undefined ? undefined : OUTCOMES[outcomes.at(number)];
    },
    /** The row that begins at this byte; what stood under its id no longer does. */
    set: ({ id, outcome }: Pick<Trajectory, 'id' | 'outcome'>, offset: number): void => {
      const number = ids.numberOf(id) ?? ids.add(id);
      outcomes.set(number, OUTCOMES.indexOf(outcome));
      offsets.set(number, offset);
    },
    /** Ascending. */
    offsets: (wanted?: Iterable<string>): Float64Array =>
      Float64Array.from(wanted === undefined ? all() : some(wanted)).toSorted(),
  };
}

type Index = ReturnType<typeof createIndex>;

/** Reads what the file holds, and mends its end: a torn last line is cut off, one that only lacks its newline gets it. */
async function load(file: string, handle: FileHandle, index: Index): Promise<number> {
  let end = 0;
  let torn = false;
  const onTorn = (_at: string, offset: number): void => {
    torn = true;
    end = offset;
  };
  for await (const { value, at, offset, length } of jsonLinesOf(file, { onTorn })) {
    const trajectory = fromAgentTraj(value, { at, sample: 0 });
    const outcome = index.outcomeOf(trajectory.id);
    if (outcome !== undefined && counts({ outcome })) throw standsTwice(trajectory.id, at);
    index.set(trajectory, offset);
    end = offset + length;
  }
  if (torn) {
    await handle.truncate(end);
    return end;
  }
  const { size } = await handle.stat();
  // Blank lines may follow; a newline too many does no harm.
  if (size === 0 || (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] === 0x0a) return size;
  await handle.appendFile('\n');
  return size + 1;
}

interface Log {
  write(line: string): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Ordered writes to `handle`, synced in groups. Once an operation has failed, every later one fails with its error. */
function createLog(file: string, handle: FileHandle): Log {
  let last: Promise<void> = Promise.resolve();
  // What a killed process wrote may be on its way to the disk still: the first sync is for that.
  let unsynced = 1;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  const then = (operation: () => Promise<void>): Promise<void> => {
    last = last.then(() => onDisk(file, operation));
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
