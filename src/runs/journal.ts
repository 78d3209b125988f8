/**
 * The journal: what a run has finished, one JSON object a line, appended and fsynced. A resumed run replays the loop,
 * and each stage that the journal knows returns its recorded result instead of running again.
 */
import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentgymError } from '../errors.ts';

export interface JournalEntry {
  /** Names the stage within the run, e.g. `iterations/2/train`. */
  key: string;
  /** What the stage returned. */
  result: unknown;
  seconds: number;
  at: string;
  /** The stage is no longer finished: an earlier line of its key does not count. */
  forgotten?: true;
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

/** Opens (or begins) a journal; a torn last line is what a crash left of an unfinished append, and is cut off. */
export async function openJournal(file: string): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  const { entries, torn, bytes } = await readEntries(file);
  if (torn) await truncate(file, bytes);
  const handle = await open(file, 'a');
  const write = async (entry: JournalEntry): Promise<void> => {
    await handle.appendFile(`${JSON.stringify(entry)}\n`);
    await handle.sync();
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
  for (const [index, line] of whole.split('\n').entries()) {
    if (line === '') continue;
    const entry = entryOf(line);
    if (entry === undefined) {
      throw new AgentgymError('E_STORE_CORRUPT', `${file}:${index + 1} is not a line of a journal.`, {
        hint: 'The file was changed by hand or by a failing disk; restore it, or start a new run.',
      });
    }
    take(entries, entry);
  }
  return { entries, torn: whole.length < text.length, bytes: Buffer.byteLength(whole) };
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
