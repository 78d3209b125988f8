/** What travels through the weighing: what decides about a trajectory, and the number under which it is found again. */
import { trajectoryId } from '../trajectories/trajectory.ts';
import type { Weighable } from './weights.ts';

export interface Task {
  environment: string;
  itemId: string;
}

/** A trajectory that can be learned from, without its conversation. */
export interface Played extends Weighable {
  /** Its number in the table (table.ts). */
  row: number;
  /** Iteration that explored it, from 1; 0 is a demonstration. */
  iteration: number;
  task: Task;
  /** Where it is not what task and sample make it. */
  id: string | undefined;
  solved: boolean;
  /** The same number where the same texts answered the task. */
  answers: number;
}

export interface Candidate extends Played {
  weight: number;
}

/** The order of examples of one task: demonstrations, then iterations, each by sample. */
export function inOrder(a: Played, b: Played): number {
  return a.iteration - b.iteration || a.sample - b.sample || byCodeUnits(idOf(a), idOf(b));
}

function idOf({ id, task, sample }: Played): string {
  return id ?? canonicalId(task, sample);
}

/** What the id of a rollout is, unless its file has another one. */
export function canonicalId({ environment, itemId }: Task, sample: number): string {
  return trajectoryId(environment, itemId, sample);
}

/** Not localeCompare: the order must be the same on every machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
