/** Which trajectories can be learned from at all: those whose outcome is the policy's doing, with a turn of its own. */
import { counts, type Trajectory } from '../trajectories/trajectory.ts';

/** Why a trajectory cannot be learned from: the plumbing failed, or no turn is marked for training. */
export type Unusable = 'error' | 'untrainable';

/** Undefined where nothing speaks against it. */
export function unusable(trajectory: Trajectory): Unusable | undefined {
  if (!counts(trajectory) || trajectory.reward === null) return 'error';
  return trajectory.messages.some((message) => message.role === 'assistant' && message.loss)
    ? undefined
    : 'untrainable';
}
