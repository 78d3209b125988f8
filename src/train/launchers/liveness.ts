/**
 * Whether a process that another run of this program started still lives. A pid alone does not tell: the system gives it to
 * another process later, which has another start time.
 */
import { readFile } from 'node:fs/promises';

/** A process, and with it its group, of which it is the leader. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, as the kernel counts it; empty where there is no /proc. */
  readonly started: string;
}

export async function markOf(pid: number): Promise<ProcessMark> {
  return { pid, started: (await statOf(pid))?.started ?? '' };
}

/** The mark that a file holds; undefined where there is none. */
export async function readMark(file: string): Promise<ProcessMark | undefined> {
  try {
    const said = JSON.parse(await readFile(file, 'utf8')) as { pid?: unknown; started?: unknown } | null;
    if (!Number.isInteger(said?.pid) || (said?.pid as number) < 2) return undefined;
    return { pid: said?.pid as number, started: typeof said?.started === 'string' ? said.started : '' };
  } catch {
    return undefined;
  }
}

export async function isAlive({ pid, started }: ProcessMark): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = await statOf(pid);
  // One that has ended, and whose parent has not asked how, is still listed.
  return stat === undefined ? started === '' : stat.state !== 'Z' && stat.started === started;
}

/** Signals the whole group; one that is gone already is fine. */
export function signalGroup({ pid }: ProcessMark, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function statOf(pid: number): Promise<{ state: string; started: string } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
