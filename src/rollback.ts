/**
 * Going back: the checkpoint of an earlier iteration becomes the incumbent of a run again. Nothing is deleted: what the
 * run has done since with the other one is set aside under another name, and the journal says so. Runs nothing.
 */
import { access, readdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentgymError } from './errors.ts';
import { configOfRun } from './evolve.ts';
import { type Lineage, type LineageEntry, rollBack } from './promote/lineage.ts';
import { type RunDirectory, runDirectory } from './runs/directory.ts';
import { readJson, rewritten, syncFolder, toJson, writeWhole } from './runs/files.ts';
import { readLineage } from './runs/lineage-file.ts';
import { requireIntact } from './runs/intact.ts';
import { type Journal, openJournal } from './runs/journal.ts';
import { lock } from './runs/lock.ts';
import { rollbacksOf } from './runs/rollbacks.ts';
import type { Summary } from './runs/summary.ts';

export interface RolledBack {
  /** The incumbent now, and the one before. */
  to: { checkpoint: string; iteration: number };
  from: { checkpoint: string; iteration: number };
  /** Paths that were set aside, as they are named now. */
  aside: string[];
}

/**
 * Makes the checkpoint of iteration `to` (0: the cloned agent) the incumbent of the run in `root` again.
 * @throws AgentgymError E_STORE_MISMATCH where there is no run, E_STORE_LOCKED while one is at work, E_RUN_ROLLBACK
 * where that iteration cannot be gone back to, E_STORE_CHECKPOINT where its checkpoint is gone or damaged.
 */
export async function rollback(root: string, to: number): Promise<RolledBack> {
  const directory = runDirectory(root);
  const { train } = await configOfRun(root);
  const held = await lock(directory.lock);
  try {
    const journal = await openJournal(directory.journal);
    try {
      const lineage = await readLineage(directory);
      const ends = await endsOf({ directory, journal, lineage }, to);
      const again = train.from === 'base' ? ['promoted'] : ['promoted', 'control'];
      const aside = await setAside({ directory, journal }, ends.after + 1, again);
      await journal.record(`rollbacks/${rollbacksOf(journal).length + 1}`, { to, after: ends.after }, 0);
      await writeDown(directory, lineage, ends);
      return { to: named(ends.to), from: named(ends.from), aside };
    } finally {
      await journal.close();
    }
  } finally {
    await held.release();
  }
}

interface Run {
  directory: RunDirectory;
  journal: Journal;
}

interface Ends {
  to: LineageEntry;
  from: LineageEntry;
  /** The last iteration that is finished. */
  after: number;
}

/** Where it goes from and to, if it can. */
async function endsOf({ directory, journal, lineage }: Run & { lineage: Lineage }, to: number): Promise<Ends> {
  const { root } = directory;
  const candidates = lineage.filter(({ role }) => role === 'candidate');
  const from = lineage.findLast(({ promoted }) => promoted);
  const after = candidates.at(-1)?.iteration ?? 0;
  if (from === undefined || after === 0)
    throw refused(`${root} has finished no iteration yet: there is nothing to go back from.`);
  const entry = lineage.find(({ role, iteration }) => iteration === to && (role === 'candidate' || role === 'clone'));
  if (entry === undefined) throw refused(`${root} has no iteration ${to}: it has finished 0 (cloning) to ${after}.`);
  if (from.iteration === to) throw refused(`The checkpoint of iteration ${to} is the incumbent of ${root} already.`);
  const were = lineage.flatMap(({ promoted, iteration }) => (promoted ? [iteration] : []));
  if (!entry.promoted) {
    const message = `The candidate of iteration ${to} was never the incumbent of ${root}. ${entry.reason}`;
    throw refused(
      message,
      `Incumbents were those of iteration ${[...new Set(were)].toSorted((a, b) => a - b).join(', ')}.`,
    );
  }
  await access(directory.checkpoint(entry.id)).catch((cause: unknown) => {
    const message = `The checkpoint ${entry.id} of iteration ${to} is not in ${directory.checkpoints} any more.`;
    throw new AgentgymError('E_STORE_CHECKPOINT', message, { cause });
  });
  await requireIntact({ id: entry.id, path: directory.checkpoint(entry.id) });
  if (await isTraining({ directory, journal }, after + 1)) {
    const message = `Iteration ${after + 1} of ${root} is training, perhaps elsewhere: its job cannot be set aside.`;
    throw refused(message, `Let it finish: agentgym evolve --resume ${root}. Then roll back.`);
  }
  return { to: entry, from, after };
}

/** Whether a job for the iteration was started that outlives a process. */
async function isTraining({ directory, journal }: Run, iteration: number): Promise<boolean> {
  if (journal.entries().some(({ key }) => key.startsWith(`iterations/${iteration}/train`))) return true;
  const jobs = await readdir(directory.jobs).catch(() => []);
  return jobs.some((name) => name.endsWith(`-iterations-${iteration}-train`));
}

/** The iteration that was begun with the other incumbent, and what was reported of it. */
async function setAside({ directory, journal }: Run, next: number, agents: readonly string[]): Promise<string[]> {
  const suffix = `.before-rollback-${rollbacksOf(journal).length + 1}`;
  const reports = agents.flatMap((agent) => [agent, `final/${agent}`]);
  // First: a journal must not call finished what is no longer in its place, should this process be killed in between.
  for (const { key } of journal.entries())
    if (key.startsWith(`iterations/${next}/`) || reports.includes(key)) await journal.forget(key);
  const aside: string[] = [];
  for (const path of [directory.iteration(next).folder, ...agents.map((agent) => directory.final(agent))]) {
    const moved = await rename(path, `${path}${suffix}`).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    if (!moved) continue;
    await syncFolder(dirname(path));
    aside.push(`${path}${suffix}`);
  }
  return aside;
}

/** As the run itself will, when it is resumed. */
async function writeDown(directory: RunDirectory, lineage: Lineage, { to, from }: Ends): Promise<void> {
  const { config } = to as LineageEntry & { config?: string };
  const longer = rollBack(lineage, standing(to), standing(from)).map((entry) => ({ ...entry, config }));
  await writeWhole(directory.lineage, toJson(longer));
  const before = await readJson<Summary>(directory.summary, rewritten(directory));
  if (before === undefined) return;
  // Its report is of another checkpoint: resumed, the run makes a new one.
  const { final: _, ...summary } = before;
  await writeWhole(directory.summary, toJson({ ...summary, status: 'interrupted', promoted: named(to) }));
}

function standing({ id, iteration }: LineageEntry): { checkpoint: { id: string }; iteration: number } {
  return { checkpoint: { id }, iteration };
}

function named({ id, iteration }: LineageEntry): { checkpoint: string; iteration: number } {
  return { checkpoint: id, iteration };
}

function refused(
  message: string,
  hint = 'agentgym rollback DIR --to N takes an iteration whose checkpoint was the incumbent; lineage.json lists them.',
): AgentgymError {
  return new AgentgymError('E_RUN_ROLLBACK', message, { hint });
}
