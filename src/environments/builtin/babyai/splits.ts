/**
 * Which tasks belong to which split. A task's split follows from its fingerprint, so that equal worlds, of whatever
 * seed or level, fall into the same one; a world that has come already is left out. Seeds are taken in order until
 * every split of the level has its tasks. Made once for each level, when first asked for.
 */
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { generate } from './generate.ts';
import { LEVEL_NAMES, type Level } from './levels.ts';

/** Share of the fingerprints up to which a split goes: near the shares of the task counts, so that few are in vain. */
const UP_TO: Readonly<Record<Split, number>> = { train: 0.7, dev: 0.82, eval: 1 };
/** More seeds than any level needs. */
const MOST_SEEDS = 10_000;

const made = new Map<number, Readonly<Record<Split, readonly Task[]>>>();

/** The split of a world. */
export function splitOf(fingerprint: string): Split {
  const share = Number.parseInt(fingerprint.slice(-8), 16) / 2 ** 32;
  return SPLITS.find((split) => share < UP_TO[split]) ?? 'eval';
}

/** The index of a level's seed in the original's mapping: level = index mod 40 + 1, seed = index div 40. */
export function indexOf(level: number, seed: number): number {
  return seed * LEVEL_NAMES.length + level - 1;
}

/** The inverse of `indexOf`. */
export function levelAndSeed(index: number): { level: number; seed: number } {
  return { level: (index % LEVEL_NAMES.length) + 1, seed: Math.floor(index / LEVEL_NAMES.length) };
}

/** The tasks of a level, by seed. */
export function tasksOf(level: Level, split: Split): readonly Task[] {
  let tasks = made.get(level.number);
  if (!tasks) {
    tasks = make(level);
    made.set(level.number, tasks);
  }
  return tasks[split];
}

function make(level: Level): Readonly<Record<Split, readonly Task[]>> {
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const seen = new Set<string>();
  for (let seed = 0; SPLITS.some((split) => tasks[split].length < level.tasks[split]); seed++) {
    if (seed >= MOST_SEEDS) throw new Error(`Level ${level.number} has fewer worlds than tasks.`);
    const { fingerprint } = generate(level, seed);
    const split = splitOf(fingerprint);
    if (seen.has(fingerprint) || tasks[split].length === level.tasks[split]) continue;
    seen.add(fingerprint);
    const index = indexOf(level.number, seed);
    tasks[split].push({ itemId: `babyai_${index}`, index, split, group: `level ${level.number}` });
  }
  return tasks;
}
