/**
 * Tasks: every word at every level. Index = number of the word × 3 + level for the levels that show a list, and after all
 * of these, in the order of the words, those of the open level. A task's split is its word's, so that no two splits share
 * a hidden word.
 */
import { random, seedOf } from '../../../seeds.ts';
import type { Split, Task } from '../../contract.ts';
import { LEVELS, type Level, listFor } from './lists.ts';
import { allWords, wordsOf } from './words.ts';

/** What a task begins with. */
export interface Puzzle {
  readonly hidden: string;
  /** The words that may be guessed. */
  readonly list: readonly string[];
  /** Whether the policy is shown the list. */
  readonly shown: boolean;
}

/** Levels that show a list, by their number in an index. */
const SHOWN: readonly Level[] = LEVELS.filter((level) => level !== 'open');

/** The puzzle of an index; undefined where there is none. */
export function puzzleAt(index: number): Puzzle | undefined {
  if (!Number.isSafeInteger(index) || index < 0) return undefined;
  const words = allWords();
  const open = index - words.length * SHOWN.length;
  const hidden = words[open >= 0 ? open : Math.floor(index / SHOWN.length)];
  const level = open >= 0 ? 'open' : SHOWN[index % SHOWN.length];
  if (hidden === undefined || level === undefined) return undefined;
  return { hidden, list: listFor(hidden, level), shown: level !== 'open' };
}

export function taskCount(levels: readonly Level[], split: Split): number {
  return wordsOf(split).length * levels.length;
}

/**
 * A split's tasks: once around all words in a shuffled order with the levels in turn, then again with each word's next
 * level, until all are listed. Any first part is a fair sample over words and levels.
 */
export function tasksOf(levels: readonly Level[], split: Split): Task[] {
  const numbers = new Map(allWords().map((word, number) => [word, number]));
  const words = random(seedOf('wordle order', split)).shuffle(wordsOf(split));
  return levels.flatMap((_, round) =>
    words.flatMap((word, i) => {
      const level = levels[(i + round) % levels.length];
      return level === undefined ? [] : [taskOf(numbers.get(word) ?? 0, level, split)];
    }),
  );
}

function taskOf(number: number, level: Level, split: Split): Task {
  const shown = allWords().length * SHOWN.length;
  const index = level === 'open' ? shown + number : number * SHOWN.length + SHOWN.indexOf(level);
  return { itemId: `wordle_${index}`, index, split, group: level };
}
