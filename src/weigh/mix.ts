/**
 * What an iteration learns from: D_m alone (`none`), D_m ∪ D_s (`initial`, the paper), or D_1 ∪ … ∪ D_m ∪ D_s (`all`).
 */
import type { WeighConfig } from '../config/schema.ts';
import type { Trajectories } from '../trajectories/collection.ts';

/** Trajectories of one origin: iteration 0 is the demonstrations. */
export interface Source {
  iteration: number;
  trajectories: Trajectories;
}

export interface Mixable {
  /** The iteration that is being weighed, from 1; 0 for cloning, which has demonstrations only. */
  iteration: number;
  trajectories?: Trajectories | undefined;
  /** Trajectories of iterations 1, 2, … before this one. */
  earlier: readonly Trajectories[];
  demonstrations: Trajectories;
}

/** The sources that `merge` lets in, demonstrations first. Cloning is nothing but demonstrations, so it always has them. */
export function sourcesOf(request: Mixable, merge: WeighConfig['merge']): Source[] {
  const { iteration, trajectories, earlier, demonstrations } = request;
  const sources: Source[] = [];
  if (merge !== 'none' || iteration === 0) sources.push({ iteration: 0, trajectories: demonstrations });
  if (merge === 'all') sources.push(...earlier.map((one, index) => ({ iteration: index + 1, trajectories: one })));
  if (iteration > 0 && trajectories !== undefined) sources.push({ iteration, trajectories });
  return sources;
}
