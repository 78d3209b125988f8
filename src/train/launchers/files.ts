/**
 * The files of a job's directory, as the launching side reads them: events while they are appended, and the request to
 * stop. For launchers whose workers see the same file system.
 */
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { throwIfInterrupted } from '../../errors.ts';
import type { Ended, Following, Job, JobEvent, Standing } from './contract.ts';

/** Names within the directory; job.py writes and reads the same. */
export const FILES = { events: 'events.jsonl', stop: 'stop', log: 'log.txt', result: 'result.json' } as const;

/** Lines of the log that an error shows. */
const LINES = 15;

export async function askToStop({ directory }: Job): Promise<void> {
  await writeFile(join(directory, FILES.stop), '');
}

/** The end of what the job printed; empty where it printed nothing. */
export async function endOfLog({ directory }: Job): Promise<string> {
  const text = await readFile(join(directory, FILES.log), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-LINES).join('\n');
}

/** Passes on events until `standing`, which is asked again and again (every `every` ms), says that the job has ended. */
export async function followFiles(
  { directory }: Job,
  following: Following,
  { standing, every }: { standing: () => Promise<Standing>; every: number },
): Promise<Ended> {
  const { signal } = following;
  const events = new Tail(join(directory, FILES.events));
  for (;;) {
    throwIfInterrupted(signal);
    const now = await standing();
    // Read after asking: what was written before the end is there.
    for (const event of await events.read()) following.on(event);
    if (now.state === 'ended') return now;
    if (now.state === 'unknown') return { state: 'ended', exit: null, detail: 'it is gone without a word' };
    await wait(every, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}

/** Reads what was appended to a file since it was read last, whole lines only. */
class Tail {
  private readonly file: string;
  private at = 0;

  constructor(file: string) {
    this.file = file;
  }

  async read(): Promise<JobEvent[]> {
    const handle = await open(this.file, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - this.at)), 0, null, this.at);
      const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
      this.at += end;
      return buffer.subarray(0, end).toString('utf8').split('\n').flatMap(eventOf);
    } finally {
      await handle.close();
    }
  }
}

/** A line that is no event (torn by a kill in the middle of it) is left out. */
function eventOf(line: string): JobEvent[] {
  try {
    const value = JSON.parse(line) as Partial<JobEvent> | null;
    return typeof value?.type === 'string' ? [value as JobEvent] : [];
  } catch {
    return [];
  }
}
