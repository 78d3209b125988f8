/**
 * Which ids are tasks of which split. Index mod 10 is the level; the rest is a seed, which goes round the level's goals and
 * makes another house each time. A task's split is that of its goal; seeds are taken in order until a split is full.
 */
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { inTurn } from '../splits.ts';
import { type Goal, goalsOf, type Level, LEVELS } from './goals.ts';

/** Tasks of each level. */
export const COUNTS: Readonly<Record<Split, number>> = { train: 80, dev: 40, eval: 40 };

/** The goal of an index, and the seed of its house. */
export function setting(index: number): { goal: Goal; seed: number } {
  const level = LEVELS[index % LEVELS.length] ?? 'find';
  const seed = Math.floor(index / LEVELS.length);
  const goals = goalsOf(level);
  return { goal: goals[seed % goals.length] as Goal, seed };
}

const made = new Map<Level, Record<Split, readonly Task[]>>();

/** The tasks of a level, made at the first call. */
function levelTasks(level: Level): Record<Split, readonly Task[]> {
  const before = made.get(level);
  if (before) return before;
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const goals = goalsOf(level);
  for (let seed = 0; SPLITS.some((split) => tasks[split].length < COUNTS[split]); seed++) {
    const split = goals[seed % goals.length]?.split ?? 'train';
    if (tasks[split].length === COUNTS[split]) continue;
    const index = seed * LEVELS.length + LEVELS.indexOf(level);
    tasks[split].push({ itemId: `science_${index}`, index, split, group: level });
  }
  made.set(level, tasks);
  return tasks;
}

/** The levels' tasks in turn: any first part is a fair sample. */
export function interleaved(levels: readonly Level[], split: Split): Task[] {
  return inTurn(levels.map((level) => levelTasks(level)[split]));
}
