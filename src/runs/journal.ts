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
}

export interface Journal {
  find(key: string): JournalEntry | undefined;
  /** The last entry of each key, in the order in which the keys first came. */
  entries(): readonly JournalEntry[];
  record(key: string, result: unknown, seconds: number): Promise<void>;
  /** Time spent in stages, those of earlier attempts included. */
  seconds(): number;
  close(): Promise<void>;
}

/** Opens (or begins) a journal; a torn last line is what a crash left of an unfinished append, and is cut off. */
export async function openJournal(file: string): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  const entries = await readEntries(file);
  const handle = await open(file, 'a');
  return {
    find: (key) => entries.get(key),
    entries: () => [...entries.values()],
    record: async (key, result, seconds) => {
      const entry: JournalEntry = { key, result, seconds, at: new Date().toISOString() };
      await handle.appendFile(`${JSON.stringify(entry)}\n`);
      await handle.sync();
      entries.set(key, entry);
    },
    seconds: () => [...entries.values()].reduce((sum, entry) => sum + entry.seconds, 0),
    close: () => handle.close(),
  };
}

async function readEntries(file: string): Promise<Map<string, JournalEntry>> {
  const entries = new Map<string, JournalEntry>();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return entries;
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  for (const [index, line] of whole.split('\n').entries()) {
    if (line === '') continue;
    const entry = entryOf(line);
    if (entry === undefined) {
      throw new AgentgymError('E_STORE_CORRUPT', `${file}:${index + 1} is not a line of a journal.`, {
        hint: 'The file was changed by hand or by a failing disk; restore it, or start a new run.',
      });
    }
    entries.set(entry.key, entry);
  }
  return entries;
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
