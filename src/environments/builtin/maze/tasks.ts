/**
 * Which mazes are tasks of which split. Index 0 to 24 are the games of the original; after them index 26 + seed × 4 +
 * level is a generated maze. A generated maze's split follows from the hash of its layout alone, so no two splits share a
 * layout. The original has one layout: its starts are divided.
 */
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { inTurn, splitByHash } from '../splits.ts';
import { doubleT, STARTS } from './double-t.ts';
import { generate, SIZES } from './generate.ts';
import { fingerprint, layoutDigest, type World } from './world.ts';

const ORIGINAL = 'double t';
const GENERATED = [...SIZES.keys()];
export const LEVELS: readonly string[] = [ORIGINAL, ...GENERATED];

/** The goal's own square is on the original's list of starts, but is no game. */
const FIRST = STARTS.length + 1;
const COUNTS: Readonly<Record<Split, number>> = { train: 200, dev: 100, eval: 70 };
const MOST_SEEDS = 20_000;
/** Of five games of the original, in their order, three are to train on, one for dev and one for eval. */
const TURNS: readonly Split[] = ['train', 'dev', 'train', 'eval', 'train'];

const turn = (game: number): Split => TURNS[game % TURNS.length] ?? 'train';

export function levelCount(level: string, split: Split): number {
  return level === ORIGINAL ? STARTS.filter((_, game) => turn(game) === split).length : COUNTS[split];
}

/** The split of a generated maze. */
export function splitOf(world: World): Split {
  return splitByHash(['maze split', layoutDigest(world.layout)], { train: 55, dev: 82 });
}

/** The world of a task's index; undefined where there is none. */
export function worldAt(index: number): World | undefined {
  if (!Number.isSafeInteger(index) || index < 0) return undefined;
  if (index < FIRST) return doubleT(index);
  const level = GENERATED[(index - FIRST) % GENERATED.length];
  return level === undefined ? undefined : generate(level, Math.floor((index - FIRST) / GENERATED.length));
}

const made = new Map<string, Record<Split, readonly Task[]>>();

/** The tasks of a level, made at the first call. */
export function levelTasks(level: string): Record<Split, readonly Task[]> {
  const before = made.get(level);
  if (before) return before;
  const tasks = level === ORIGINAL ? originalTasks() : generatedTasks(level);
  made.set(level, tasks);
  return tasks;
}

function originalTasks(): Record<Split, Task[]> {
  return { train: gamesOf('train'), dev: gamesOf('dev'), eval: gamesOf('eval') };
}

function gamesOf(split: Split): Task[] {
  return STARTS.flatMap((_, game) => (turn(game) === split ? [taskOf(game, split, ORIGINAL)] : []));
}

function generatedTasks(level: string): Record<Split, Task[]> {
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const states = new Set<string>();
  const full = (split: Split): boolean => tasks[split].length >= COUNTS[split];
  for (let seed = 0; seed < MOST_SEEDS && !SPLITS.every(full); seed++) {
    const world = generate(level, seed);
    const split = splitOf(world);
    if (full(split)) continue;
    const state = fingerprint(world);
    if (states.has(state)) continue;
    states.add(state);
    tasks[split].push(taskOf(FIRST + seed * GENERATED.length + GENERATED.indexOf(level), split, level));
  }
  return tasks;
}

function taskOf(index: number, split: Split, level: string): Task {
  return { itemId: `maze_${index}`, index, split, group: level };
}

/** The levels' tasks in turn: any first part is a fair sample, as long as the smallest level lasts. */
export function interleaved(levels: readonly string[], split: Split): Task[] {
  return inTurn(levels.map((level) => levelTasks(level)[split]));
}
