/**
 * A shard of an environment's tasks, for several machines that explore together: each task belongs to one of n shards,
 * with all of its samples. Which one depends on its place in the list, so that shards are of equal size (but for one) and
 * a longer list moves no task.
 */
import { seedOf } from '../seeds.ts';
import type { Task } from './contract.ts';

export interface Shard {
  /** From 1 to `of`. */
  index: number;
  of: number;
}

/** The tasks of the shard, of an environment of this name. */
export function shardOf(tasks: readonly Task[], environment: string, { index, of }: Shard): readonly Task[] {
  // Environments begin at different shards: many small ones must not all begin with the first.
  const start = seedOf('shard', environment) % of;
  return tasks.filter((_, place) => (start + place) % of === index - 1);
}
