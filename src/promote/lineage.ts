/**
 * The lineage of a run: which checkpoint came from which base, what it learned from, and whether it was promoted. Pure
 * functions on plain data, which is what lineage.json holds; reads and writes no file.
 */

import type { Verdict } from './significant.ts';

/**
 * `base` is where the run started, `clone` the cloned agent, `candidate` an iteration's. `rollback` is no new checkpoint
 * but an earlier one that someone made the incumbent again.
 */
export type CheckpointRole = 'base' | 'clone' | 'candidate' | 'rollback';

export interface LineageEntry {
  /** The checkpoint's digest. */
  id: string;
  role: CheckpointRole;
  /** Digest of the checkpoint that training started from; null for the base. */
  parent: string | null;
  /** 0 before the first iteration. */
  iteration: number;
  /**
   * Trajectories that it learned from, by origin (iterations: those of its own and, with `merge: all`, earlier ones);
   * `digest` is of the weighted examples that were made of them.
   */
  data: { demonstrations: number; explored: number; digest?: string };
  /** Optimiser steps from the parent. */
  steps: number;
  promoted: boolean;
  /** The gate's; null where it was not asked. */
  verdict: Verdict | null;
  /** What the verdict is by; absent where nothing was played. */
  figures?: Figures;
  /** The gate's sentence, or why no gate was asked. */
  reason: string;
}

/** Success in [0, 1], as in the evaluation's metrics. */
interface Rate {
  success: number | null;
  low: number | null;
  high: number | null;
  n: number;
  /** What errors could at most have changed. */
  missing?: { share: number; low: number; high: number };
}

/** Candidate less incumbent on the same tasks. */
interface Against {
  tasks: number;
  pairs: number;
  gained: number;
  lost: number;
  p: number;
  success: { difference: number | null; low: number | null; high: number | null };
  /** The difference, had all missing pairs gone against the candidate, and all for it. */
  bounds?: { low: number; high: number };
}

export interface Figures {
  dev: Rate;
  against?: Against;
}

export type Lineage = readonly LineageEntry[];

/** A checkpoint that was trained. */
interface Trained {
  checkpoint: { id: string };
  from: { id: string };
  steps: number;
  iteration: number;
  lessons: { digest: string; report: { in: Record<'demonstrations' | 'explored' | 'earlier', number> } };
  dev: { total: Rate };
  /** The cloned agent has none: it explores first. */
  decision?: { promoted: boolean; verdict: Verdict; reason: string };
  comparison?: { total: Against } | undefined;
}

/** The entry of where a run starts. */
export function rootOf({ id }: { id: string }): LineageEntry {
  const data = { demonstrations: 0, explored: 0 };
  const nothing = { steps: 0, promoted: false, verdict: null, reason: '' };
  return { id, role: 'base', parent: null, iteration: 0, data, ...nothing };
}

/** The entry of the cloned agent, or of a candidate. */
export function trainedOf({ checkpoint, from, steps, iteration, lessons, ...judged }: Trained): LineageEntry {
  const { demonstrations, explored, earlier } = lessons.report.in;
  const { dev, decision, comparison } = judged;
  return {
    id: checkpoint.id,
    role: decision === undefined ? 'clone' : 'candidate',
    parent: from.id,
    iteration,
    data: { demonstrations, explored: explored + earlier, digest: lessons.digest },
    steps,
    promoted: decision?.promoted ?? true,
    verdict: decision?.verdict ?? null,
    figures: { dev: rateOf(dev.total), ...(comparison === undefined ? {} : { against: againstOf(comparison.total) }) },
    reason: decision?.reason ?? 'The cloned agent explores first.',
  };
}

function rateOf({ success, low, high, n, missing }: Rate): Rate {
  return { success, low, high, n, ...(missing === undefined ? {} : { missing }) };
}

function againstOf({ tasks, pairs, gained, lost, p, success, bounds }: Against): Against {
  return { tasks, pairs, gained, lost, p, success, ...(bounds === undefined ? {} : { bounds }) };
}

interface Standing {
  checkpoint: { id: string };
  iteration: number;
}

/** The lineage in which an earlier checkpoint of it is the incumbent again, in place of another. */
export function rollBack(lineage: Lineage, to: Standing, from: Standing): Lineage {
  const { id } = to.checkpoint;
  const earlier = lineage.findLast((entry) => entry.id === id && entry.iteration === to.iteration);
  const data = { demonstrations: 0, explored: 0 };
  const reason = `Rolled back to iteration ${to.iteration}, from iteration ${from.iteration}.`;
  const nothing = { data, steps: 0, promoted: true, verdict: null };
  const entry = { id, role: 'rollback', parent: earlier?.parent ?? null, iteration: to.iteration, ...nothing } as const;
  return extendLineage(lineage, { ...entry, reason });
}

/** The lineage with one more entry; its parent must be in it. */
export function extendLineage(lineage: Lineage, entry: LineageEntry): Lineage {
  if (entry.parent !== null && find(lineage, entry.parent) === undefined) {
    throw new Error(`The checkpoint ${entry.id} comes from ${entry.parent}, which is not in the lineage.`);
  }
  return [...lineage, entry];
}

/** The incumbent: the entry that was promoted last; undefined before the first promotion. */
export function incumbentOf(lineage: Lineage): LineageEntry | undefined {
  return lineage.findLast(({ promoted }) => promoted);
}

/** The checkpoint and what it came from, back to the base. */
export function ancestry(lineage: Lineage, id: string): LineageEntry[] {
  const line: LineageEntry[] = [];
  for (let entry = find(lineage, id); entry !== undefined; ) {
    line.push(entry);
    // Only what was there before it: training that changes nothing gives a checkpoint its parent's digest.
    const before = lineage.slice(0, lineage.indexOf(entry));
    entry = entry.parent === null ? undefined : find(before, entry.parent);
  }
  return line;
}

/** Optimiser steps that went into a checkpoint since the base: what its control is trained for. */
export function stepsBehind(lineage: Lineage, id: string): number {
  return ancestry(lineage, id).reduce((sum, { steps }) => sum + steps, 0);
}

function find(lineage: Lineage, id: string): LineageEntry | undefined {
  return lineage.find((entry) => entry.id === id);
}
