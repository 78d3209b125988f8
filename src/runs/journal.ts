/**
 * The journal: what a run has finished, one JSON object a line, appended and fsynced. A resumed run replays the loop,
 * and each stage that the journal knows returns its recorded result instead of running again.
 */
import { open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { onDisk } from './disk-errors.ts';
import { makeFolder, syncFolder } from './files.ts';

/** What run directories are like; readers of an earlier one refuse a later one. */
const VERSION = 1;

export interface JournalEntry {
  /** Names the stage within the run, e.g. `iterations/2/train`. */
  key: string;
  /** What the stage returned. */
  result: unknown;
  seconds: number;
  at: string;
  /** The stage is no longer finished: an earlier line of its key does not count. */
  forgotten?: true;
  /** Of the run directory's form; absent: 1. */
  version?: number;
}

export interface Journal {
  find(key: string): JournalEntry | undefined;
  /** The last entry of each key, in the order in which the keys first came. */
  entries(): readonly JournalEntry[];
  record(key: string, result: unknown, seconds: number): Promise<void>;
  /** Takes a stage for unfinished again; the file keeps what it was, and a line that says so. */
  forget(key: string): Promise<void>;
  /** Time spent in stages, those of earlier attempts included. */
  seconds(): number;
  close(): Promise<void>;
}

/**
 * Opens (or begins) a journal; a torn last line is what a crash left of an unfinished append, and is cut off. Once a line
 * could not be written, none is: it may stand there in part, and the next would not be a line.
 * @throws AgentgymError E_STORE_CORRUPT where another line is damaged, E_STORE_MISMATCH where one is of a later version,
 * E_STORE_DISK (also from `record`) where it cannot be written.
 */
export async function openJournal(file: string): Promise<Journal> {
  const { entries, torn, bytes } = await readEntries(file);
  const handle = await onDisk(file, async () => {
    await makeFolder(dirname(file));
    if (torn) await truncate(file, bytes);
    const opened = await open(file, 'a');
    if (bytes === 0) await syncFolder(dirname(file));
    return opened;
  });
  let last: Promise<void> = Promise.resolve();
  const write = (entry: JournalEntry): Promise<void> => {
    last = last.then(() =>
      onDisk(file, async () => {
        await handle.appendFile(`${JSON.stringify({ ...entry, version: VERSION })}\n`);
        await handle.sync();
      }),
    );
    // Whoever records awaits it; the chain itself must not count as an unhandled rejection.
    last.catch(() => {});
    return last;
  };
  return journalOf(entries, write, () => handle.close());
}

/** A journal as it stands; what is recorded is remembered and not written. */
export async function readJournal(file: string): Promise<Journal> {
  const { entries } = await readEntries(file);
  return journalOf(entries, nothing, nothing);
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

function journalOf(
  entries: Map<string, JournalEntry>,
  append: (entry: JournalEntry) => Promise<void>,
  close: () => Promise<void>,
): Journal {
  const add = async (entry: JournalEntry): Promise<void> => {
    await append(entry);
    take(entries, entry);
  };
  return {
    find: (key) => entries.get(key),
    entries: () => [...entries.values()],
    record: (key, result, seconds) => add({ key, result, seconds, at: new Date().toISOString() }),
    forget: (key) => add({ key, result: null, seconds: 0, at: new Date().toISOString(), forgotten: true }),
    seconds: () => [...entries.values()].reduce((sum, entry) => sum + entry.seconds, 0),
    close,
  };
}

interface ReadEntries {
  entries: Map<string, JournalEntry>;
  /** Whether the file ends in a line that was not finished, behind so many bytes. */
  torn: boolean;
  bytes: number;
}

async function readEntries(file: string): Promise<ReadEntries> {
  const entries = new Map<string, JournalEntry>();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries, torn: false, bytes: 0 };
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const damaged: number[] = [];
  for (const [index, line] of whole.split('\n').entries()) {
    if (line === '') continue;
    const entry = entryOf(line);
    if (entry === undefined) damaged.push(index + 1);
    else if ((entry.version ?? VERSION) > VERSION) throw later(file, index + 1, entry);
    else take(entries, entry);
  }
  if (damaged.length > 0) throw corrupt(file, damaged);
  return { entries, torn: whole.length < text.length, bytes: Buffer.byteLength(whole) };
}

function later(file: string, line: number, { version }: JournalEntry): AgentgymError {
  const message = `${file}:${line}: the run directory is of version ${version}, and this program knows version ${VERSION}.`;
  return new AgentgymError('E_STORE_MISMATCH', message, {
    hint: 'Go on with the release of agentgym that wrote it, or a later one. Nothing was changed.',
  });
}

function corrupt(file: string, damaged: readonly number[]): AgentgymError {
  const [first, ...more] = damaged;
  const others = more.length === 0 ? '' : `, nor ${more.length > 1 ? 'are' : 'is'} ${more.join(', ')}`;
  const script = damaged.map((line) => `${line}d`).join(';');
  return new AgentgymError(
    'E_STORE_CORRUPT',
    `${file}:${first} is not a line of a journal${others}. The other lines are whole, and nothing was changed.`,
    {
      hint: `Restore the file, or take out what is damaged: sed -i.damaged '${script}' ${file} (which keeps a copy beside it). A stage whose line is gone is done again from what is stored; if the line was of a training elsewhere, see first that its job does not run still.`,
    },
  );
}

function take(entries: Map<string, JournalEntry>, entry: JournalEntry): void {
  if (entry.forgotten === true) entries.delete(entry.key);
  else entries.set(entry.key, entry);
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<JournalEntry> | null;
    const known = typeof value?.key === 'string' && typeof value.seconds === 'number' && 'result' in value;
    return known ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
