/**
 * Which seeds of a level are tasks of which split. A world's split follows from the hash of its fingerprint, so no two
 * splits share a world; worlds that occur again are left out. Seeds are taken in order until each split is full.
 */
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { inTurn, splitByHash } from '../splits.ts';
import { fingerprint, generate } from './generate.ts';
import { LEVEL_NAMES, LEVELS } from './levels.ts';

type Counts = Readonly<Record<Split, number>>;
const COUNTS: Counts = { train: 200, dev: 30, eval: 50 };
/** The levels that small models are trained on have more. */
const MANY: Counts = { train: 400, dev: 60, eval: 100 };
const OTHER_COUNTS: ReadonlyMap<number, Counts> = new Map([
  ...[1, 2, 3, 4, 5, 12, 17, 22, 24].map((level) => [level, MANY] as const),
  // Has only about a hundred different worlds.
  [13, { train: 60, dev: 5, eval: 8 }] as const,
]);
const PER_INDEX = LEVEL_NAMES.length;
const MOST_SEEDS = 20_000;

export function levelCount(level: number, split: Split): number {
  return (OTHER_COUNTS.get(level) ?? COUNTS)[split];
}

export function splitOf(state: string): Split {
  return splitByHash(['babyai split', state], { train: 80, dev: 88 });
}

export function levelOf(index: number): { level: number; seed: number } {
  return { level: (index % PER_INDEX) + 1, seed: Math.floor(index / PER_INDEX) };
}

const made = new Map<number, Record<Split, Task[]>>();

/** The tasks of a level, made at the first call. */
export function levelTasks(level: number): Record<Split, readonly Task[]> {
  const before = made.get(level);
  if (before) return before;
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const states = new Set<string>();
  const full = (split: Split): boolean => tasks[split].length >= levelCount(level, split);
  for (let seed = 0; seed < MOST_SEEDS && !SPLITS.every(full); seed++) {
    const state = fingerprint(generate(level, seed));
    const split = splitOf(state);
    if (states.has(state) || full(split)) continue;
    states.add(state);
    const index = seed * PER_INDEX + level - 1;
    tasks[split].push({ itemId: `babyai_${index}`, index, split, group: `level ${level}` });
  }
  made.set(level, tasks);
  return tasks;
}

/** The levels' tasks in turn: any first part is a fair sample. */
export function interleaved(levels: readonly number[], split: Split): Task[] {
  return inTurn(levels.map((level) => levelTasks(level)[split]));
}

export const BUILT_LEVELS: readonly number[] = [...LEVELS.keys()];
