/** What travels through the weighing: a trajectory with its weight and where it came from. */
import type { Trajectory } from '../trajectories/trajectory.ts';

export interface Candidate {
  trajectory: Trajectory & { reward: number };
  /** Iteration that explored it, from 1; 0 is a demonstration. */
  iteration: number;
  weight: number;
}

/**
 * The order of examples, whatever order trajectories were stored in: demonstrations, then iterations, each by
 * environment, task and sample.
 */
export function inOrder(a: Candidate, b: Candidate): number {
  return (
    a.iteration - b.iteration ||
    byCodeUnits(a.trajectory.environment, b.trajectory.environment) ||
    indexOf(a.trajectory.itemId) - indexOf(b.trajectory.itemId) ||
    byCodeUnits(a.trajectory.itemId, b.trajectory.itemId) ||
    a.trajectory.sample - b.trajectory.sample ||
    byCodeUnits(a.trajectory.id, b.trajectory.id)
  );
}

/** Names the task across environments. */
export function taskKey({ environment, itemId }: Trajectory): string {
  return JSON.stringify([environment, itemId]);
}

/** Not localeCompare: the order must be the same on every machine. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The number at the end of an item id; 0 where there is none. */
function indexOf(itemId: string): number {
  return Number(/\d+$/u.exec(itemId)?.[0] ?? 0);
}
