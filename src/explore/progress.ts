/** Counts how far an exploration is. Prints nothing. */
import type { Trajectory } from '../trajectories/trajectory.ts';

/** Known trajectories are done; `first-success` lowers the total as tasks are solved. */
export interface ExploreProgress {
  done: number;
  total: number;
}

/** Counts from 0 of `total` rollouts, `samples` for each task. */
export function createProgress(
  total: number,
  samples: number,
): { add(one: Pick<Trajectory, 'outcome' | 'sample'>, stop: 'never' | 'first-success'): ExploreProgress } {
  let done = 0;
  let left = total;
  return {
    add: ({ outcome, sample }, stop) => {
      done += 1;
      if (stop === 'first-success' && outcome === 'success') left -= samples - 1 - sample;
      return { done: Math.min(done, left), total: left };
    },
  };
}
