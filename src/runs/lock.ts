/**
 * One process per run directory: a lock file that names its holder. A lock whose process is gone is stale and taken over.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentgymError } from '../errors.ts';

export interface Lock {
  release(): Promise<void>;
}

/** Takes the lock, or throws E_STORE_LOCKED when a living process holds it. */
export async function lock(file: string): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(JSON.stringify({ pid: process.pid, started: await startOf(process.pid) }));
      await handle.sync();
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await livingHolder(file);
      if (holder !== undefined) {
        throw new AgentgymError('E_STORE_LOCKED', `Process ${holder} is working in ${dirname(file)}.`, {
          hint: 'Wait for it to end, or stop it first; its finished work is kept.',
        });
      }
      await rm(file, { force: true });
    }
  }
  throw new AgentgymError('E_STORE_LOCKED', `The lock ${file} was taken by another process just now.`);
}

/** The pid in the lock file, if that very process still lives (a reused pid has another start time). */
async function livingHolder(file: string): Promise<number | undefined> {
  try {
    const { pid, started } = JSON.parse(await readFile(file, 'utf8')) as { pid: number; started: string };
    process.kill(pid, 0);
    return (await startOf(pid)) === started ? pid : undefined;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? -1 : undefined;
  }
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
