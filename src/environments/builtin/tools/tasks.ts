/**
 * Which ids are tasks of which split: index mod 3 is the level, the rest a seed. A task's split is that of its goal, by a
 * hash, so that no split asks what another asks; seeds are taken in order until a level's part of a split is full.
 */
import { digest } from '../../../seeds.ts';
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { inTurn, splitByHash } from '../splits.ts';
import { type Level, LEVELS, type ToolWorld } from './world.ts';

/** Tasks of each level. */
export const COUNTS: Readonly<Record<Split, number>> = { train: 200, dev: 100, eval: 70 };

const UNTIL = { train: 55, dev: 80 };

export function settingOf(index: number): { level: Level; seed: number } {
  return { level: LEVELS[index % LEVELS.length] ?? 'easy', seed: Math.floor(index / LEVELS.length) };
}

/** The tasks of the levels in turn, made at the first call; any first part is a fair sample. */
export function taskLists<State>(world: ToolWorld<State>): (levels: readonly Level[], split: Split) => Task[] {
  const made = new Map<Level, Record<Split, readonly Task[]>>();
  const of = (level: Level): Record<Split, readonly Task[]> => {
    const lists = made.get(level) ?? levelTasks(world, level);
    made.set(level, lists);
    return lists;
  };
  return (levels, split) => inTurn(levels.map((level) => of(level)[split]));
}

function levelTasks<State>(world: ToolWorld<State>, level: Level): Record<Split, readonly Task[]> {
  const lists: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  /** Seeds by goal. */
  const chosen = new Map<string, number[]>();
  for (let seed = 0; SPLITS.some((split) => lists[split].length < COUNTS[split]); seed++) {
    const trial = world.start(level, seed);
    const split = splitByHash([world.name, 'goal', trial.goal], UNTIL);
    if (lists[split].length === COUNTS[split]) continue;
    const alike = chosen.get(trial.goal) ?? [];
    if (alike.some((one) => world.start(level, one).content === trial.content)) continue;
    chosen.set(trial.goal, [...alike, seed]);
    const index = seed * LEVELS.length + LEVELS.indexOf(level);
    lists[split].push({ itemId: `${world.name}_${index}`, index, split, group: level });
  }
  return lists;
}

export function fingerprintOf(name: string, { goal, content }: { goal: string; content: string }): string {
  return digest(name, goal, content);
}
