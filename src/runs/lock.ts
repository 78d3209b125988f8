/**
 * One process per run directory: a lock file that names its holder. A lock whose process is gone is stale and taken over.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AgentgymError } from '../errors.ts';

export interface Lock {
  release(): Promise<void>;
}

/** A lock file without its content is just being written, unless it stays so for this long (ms). */
const WRITING = 200;
const ATTEMPTS = 5;

/** Takes the lock, or throws E_STORE_LOCKED when a living process holds it. */
export async function lock(file: string): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await created(file)) return { release: () => rm(file, { force: true }) };
    const state = await stateOf(file);
    if (typeof state === 'object') throw heldBy(`Process ${state.pid}`, file);
    if (state === 'stale') await removeStale(file);
  }
  throw heldBy('Another process', file);
}

function heldBy(holder: string, file: string): AgentgymError {
  return new AgentgymError('E_STORE_LOCKED', `${holder} is working in ${dirname(file)}.`, {
    hint: 'Wait for it to end, or stop it first; its finished work is kept.',
  });
}

/** Whether the lock file could be made, which only one process can. */
async function created(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify({ pid: process.pid, started: await startOf(process.pid) }));
    await handle.sync();
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
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

/** The process that holds a lock file; `stale` where it no longer lives (a reused pid has another start time). */
async function stateOf(file: string): Promise<'absent' | 'stale' | { pid: number }> {
  const holder = await holderOf(file);
  if (typeof holder === 'string') return holder;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'stale';
  }
  return (await startOf(holder.pid)) === holder.started ? holder : 'stale';
}

/** What the lock file says; what makes no sense after a while was left by a writer that was killed. */
async function holderOf(file: string): Promise<'absent' | 'stale' | { pid: number; started: string }> {
  for (const pause of [WRITING, 0]) {
    try {
      const said = JSON.parse(await readFile(file, 'utf8')) as { pid?: unknown; started?: unknown } | null;
      if (Number.isInteger(said?.pid)) return { pid: said?.pid as number, started: String(said?.started) };
      return 'stale';
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
