/**
 * Which ids are tasks of which split. Index mod 6 is the goal's type; the rest is a seed, which goes round the type's goals
 * and makes another room each time. A task's split is that of its goal; seeds are taken in order until a split is full.
 */
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { inTurn } from '../splits.ts';
import { type Goal, GOAL_TYPES, type GoalType, goalsOf } from './goals.ts';

/** Tasks of each type. */
export const COUNTS: Readonly<Record<Split, number>> = { train: 200, dev: 60, eval: 60 };

/** The goal of an index, and the seed of its room. */
export function setting(index: number): { goal: Goal; seed: number } {
  const type = GOAL_TYPES[index % GOAL_TYPES.length] ?? 'place';
  const seed = Math.floor(index / GOAL_TYPES.length);
  const goals = goalsOf(type);
  return { goal: goals[seed % goals.length] as Goal, seed };
}

const made = new Map<GoalType, Record<Split, readonly Task[]>>();

/** The tasks of a type, made at the first call. */
function typeTasks(type: GoalType): Record<Split, readonly Task[]> {
  const before = made.get(type);
  if (before) return before;
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const goals = goalsOf(type);
  for (let seed = 0; SPLITS.some((split) => tasks[split].length < COUNTS[split]); seed++) {
    const split = goals[seed % goals.length]?.split ?? 'train';
    if (tasks[split].length === COUNTS[split]) continue;
    const index = seed * GOAL_TYPES.length + GOAL_TYPES.indexOf(type);
    tasks[split].push({ itemId: `household_${index}`, index, split, group: type });
  }
  made.set(type, tasks);
  return tasks;
}

/** The types' tasks in turn: any first part is a fair sample. */
export function interleaved(types: readonly GoalType[], split: Split): Task[] {
  return inTurn(types.map((type) => typeTasks(type)[split]));
}
