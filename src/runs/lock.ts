/**
 * One process per run directory: a lock file that names its holder. A lock whose process is gone is stale and taken over;
 * one of another machine, on a file system that both see, never is: nobody can tell from here whether its process lives.
 */
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AgentgymError } from '../errors.ts';
import { onDisk } from './disk-errors.ts';
import { makeFolder } from './files.ts';

export interface Lock {
  release(): Promise<void>;
}

/** A lock file without its content is just being written, unless it stays so for this long (ms). */
const WRITING = 200;
const ATTEMPTS = 5;

/** Who holds a lock: a living process of this machine, one of another machine that cannot be asked, or nobody. */
export type LockHolder = 'alive' | 'elsewhere' | 'nobody';

interface Holder {
  pid: number;
  /** When it started, as the kernel counts it. */
  started: string;
  host: string;
}

/** Looks at a lock and leaves it as it is. */
export async function lookAt(file: string): Promise<LockHolder> {
  const state = await stateOf(file);
  if (typeof state === 'string') return 'nobody';
  return state.host === hostname() ? 'alive' : 'elsewhere';
}

/** Takes the lock, or throws E_STORE_LOCKED when a living process holds it, or one of another machine. */
export async function lock(file: string): Promise<Lock> {
  return onDisk(file, async () => {
    await makeFolder(dirname(file));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await created(file)) return { release: () => rm(file, { force: true }) };
      const state = await stateOf(file);
      if (typeof state === 'object') throw heldBy(state, file);
      if (state === 'stale') await removeStale(file);
    }
    throw heldBy(undefined, file);
  });
}

function heldBy(holder: Holder | undefined, file: string): AgentgymError {
  const elsewhere = holder !== undefined && holder.host !== hostname();
  const who =
    holder === undefined ? 'Another process' : `Process ${holder.pid}${elsewhere ? ` on ${holder.host}` : ''}`;
  return new AgentgymError('E_STORE_LOCKED', `${who} is working in ${dirname(file)}.`, {
    hint: elsewhere
      ? `This is ${hostname()}, which cannot see whether that process lives. Wait for it to end, or stop it first; if it or ${holder.host} is gone, remove ${file}. Its finished work is kept.`
      : 'Wait for it to end, or stop it first; its finished work is kept.',
  });
}

/** Whether the lock file could be made, which only one process can. */
async function created(file: string): Promise<boolean> {
  const holder: Holder = { pid: process.pid, started: await startOf(process.pid), host: hostname() };
  let made = false;
  try {
    const handle = await open(file, 'wx');
    made = true;
    try {
      await handle.writeFile(JSON.stringify(holder));
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (made) await rm(file, { force: true });
    if (!made && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a stale lock, one process at a time: between looking and removing, another might have made it its own. Under
 * the guard a stale lock stays what it is, because it can neither be removed by others nor be made while it is there.
 */
async function removeStale(file: string): Promise<void> {
  const guard = `${file}.takeover`;
  if (await created(guard)) {
    try {
      if ((await stateOf(file)) === 'stale') await rm(file);
    } finally {
      await rm(guard, { force: true });
    }
  } else if ((await stateOf(guard)) === 'stale') await rm(guard, { force: true });
  else await wait(WRITING / 10);
}

/**
 * The process that holds a lock file; `stale` where it no longer lives (a reused pid has another start time). One of another
 * machine holds it.
 */
async function stateOf(file: string): Promise<'absent' | 'stale' | Holder> {
  const holder = await holderOf(file);
  if (typeof holder === 'string' || holder.host !== hostname()) return holder;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'stale';
  }
  return (await startOf(holder.pid)) === holder.started ? holder : 'stale';
}

/** What the lock file says; what makes no sense after a while was left by a writer that was killed. */
async function holderOf(file: string): Promise<'absent' | 'stale' | Holder> {
  for (const pause of [WRITING, 0]) {
    try {
      const said = JSON.parse(await readFile(file, 'utf8')) as Partial<Record<keyof Holder, unknown>> | null;
      const { pid, started, host = hostname() } = said ?? {};
      return Number.isInteger(pid) ? { pid: pid as number, started: String(started), host: String(host) } : 'stale';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
      if (pause > 0) await wait(pause);
    }
  }
  return 'stale';
}

/** When a process started, as the kernel counts it; empty where there is no /proc. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
