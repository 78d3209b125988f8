/**
 * The lineage of a run: which checkpoint came from which base, what it learned from, and whether it was promoted. Pure
 * functions on plain data, which is what lineage.json holds; reads and writes no file.
 */

/** `base` is where the run started, `clone` the cloned agent, `candidate` an iteration's, `control` the comparison. */
export type CheckpointRole = 'base' | 'clone' | 'candidate' | 'control';

export interface LineageEntry {
  /** The checkpoint's digest. */
  id: string;
  role: CheckpointRole;
  /** Digest of the checkpoint that training started from; null for the base. */
  parent: string | null;
  /** 0 before the first iteration. */
  iteration: number;
  /** Examples it learned from, by origin (iterations: those of its own and, with `merge: all`, earlier ones). */
  data: { demonstrations: number; explored: number };
  /** Optimiser steps from the parent. */
  steps: number;
  promoted: boolean;
  /** The gate's sentence, or why no gate was asked. */
  reason: string;
}

export type Lineage = readonly LineageEntry[];

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
