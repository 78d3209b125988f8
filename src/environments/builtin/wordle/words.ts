/**
 * The words: read from data/wordle/words.txt at first use, one a line, sorted. A word's split follows from its hash, and
 * the words that a task shows are all of its split, so that words of dev and eval are never seen in training.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Split } from '../../contract.ts';
import { splitByHash } from '../splits.ts';

/** Beside both `dist` and `src`, at the same distance from this file. */
const DATA = new URL('../../../../data/wordle/words.txt', import.meta.url);

export const LENGTH = 5;

let read: readonly string[] | undefined;

/** Every word, sorted. */
export function allWords(): readonly string[] {
  read ??= readFileSync(fileURLToPath(DATA), 'utf8').trim().split('\n');
  return read;
}

export function splitOf(word: string): Split {
  return splitByHash(['wordle split', word], { train: 60, dev: 80 });
}

let bySplit: Readonly<Record<Split, readonly string[]>> | undefined;

/** The words of a split, sorted. */
export function wordsOf(split: Split): readonly string[] {
  if (bySplit === undefined) {
    const words: Record<Split, string[]> = { train: [], dev: [], eval: [] };
    for (const word of allWords()) words[splitOf(word)].push(word);
    bySplit = words;
  }
  return bySplit[split];
}

/** `panic` → `p a n i c`: letters are what marks are about, and tokens of their own for a model. */
export function spelled(word: string): string {
  return word.split('').join(' ');
}
