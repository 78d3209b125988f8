/** Which trajectories can be learned from at all: those whose outcome is the policy's doing, with a turn of its own. */
import type { Glance } from '../trajectories/glance.ts';
import { counts } from '../trajectories/trajectory.ts';

/** Why a trajectory cannot be learned from: the plumbing failed, or no turn is marked for training. */
export type Unusable = 'error' | 'untrainable';

/** Undefined where nothing speaks against it. */
export function unusable(row: Glance): Unusable | undefined {
  if (!counts(row.facts) || row.facts.reward === null) return 'error';
  return row.trainable ? undefined : 'untrainable';
}
