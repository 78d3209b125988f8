/**
 * Worst-case bounds: what the rollouts that ended in errors of the plumbing, which are in no rate, could at most have
 * changed.
 */
import type { Trajectory } from '../trajectories/trajectory.ts';
import { meanOf } from './mean.ts';

export interface Missing {
  /** Of all rollouts, in (0, 1]. */
  share: number;
  /** The success rate, had every missing rollout failed, and had every one succeeded. */
  low: number;
  high: number;
}

interface Part {
  success: number | null;
  n: number;
  errors: number;
  missing?: Missing;
}

/** Of all rollouts and those of them that count; nothing where none is missing. */
export function missingOf(all: readonly Trajectory[], counted: readonly Trajectory[]): { missing?: Missing } {
  const errors = all.length - counted.length;
  if (errors === 0) return {};
  const solved = counted.filter(({ outcome }) => outcome === 'success').length;
  return { missing: { share: errors / all.length, low: solved / all.length, high: (solved + errors) / all.length } };
}

/** Of the mean of the environments' rates; the share is that of all rollouts. */
export function missingOfMean(environments: readonly Part[]): { missing?: Missing } {
  const errors = environments.reduce((sum, one) => sum + one.errors, 0);
  const all = environments.reduce((sum, one) => sum + one.n + one.errors, 0);
  const low = meanOf(environments.map(({ success, missing }) => missing?.low ?? success));
  const high = meanOf(environments.map(({ success, missing }) => missing?.high ?? success));
  return errors === 0 || low === null || high === null ? {} : { missing: { share: errors / all, low, high } };
}
