/**
 * The words that may be guessed in a task, the hidden one among them. Easy and medium: random words of the split. Hard:
 * words that look alike, from a division of the whole split into such groups. Either way every word of a list is as
 * likely to be the hidden one as any other, so that the list itself gives nothing away. Open: every word there is.
 */
import type { Split } from '../../contract.ts';
import { type Random, random, seedOf } from '../../../seeds.ts';
import { allWords, LENGTH, splitOf, wordsOf } from './words.ts';

export type Level = 'easy' | 'medium' | 'hard' | 'open';
export const LEVELS: readonly Level[] = ['easy', 'medium', 'hard', 'open'];

/** Words on a list that is shown; of hard ones, at least. */
const SIZES = { easy: 12, medium: 20, hard: 30 } as const;

/** The words for a hidden word, in an order of their own. */
export function listFor(hidden: string, level: Level): readonly string[] {
  if (level === 'open') return allWords();
  const draws = random(seedOf('wordle list', level, hidden));
  if (level === 'hard') return draws.shuffle(alike(splitOf(hidden)).get(hidden) ?? [hidden]);
  return draws.shuffle([hidden, ...others(hidden, SIZES[level] - 1, draws)]);
}

/** Different words of the split of a word. */
function others(hidden: string, count: number, draws: Random): string[] {
  const words = wordsOf(splitOf(hidden));
  const chosen = new Set<string>();
  while (chosen.size < count) {
    const word = draws.pick(words);
    if (word !== hidden) chosen.add(word);
  }
  return [...chosen];
}

const divided = new Map<Split, ReadonlyMap<string, readonly string[]>>();

/** The group of each word of a split: one word after the other takes those that are most like it, of those left. */
function alike(split: Split): ReadonlyMap<string, readonly string[]> {
  const before = divided.get(split);
  if (before) return before;
  const groups = new Map<string, readonly string[]>();
  let left = random(seedOf('wordle groups', split)).shuffle(wordsOf(split));
  for (let rest = Math.floor(left.length / SIZES.hard); rest > 0; rest--) {
    const [centre = ''] = left;
    const ranked = left.toSorted((a, b) => likeness(b, centre) - likeness(a, centre));
    const group = ranked.slice(0, Math.floor(left.length / rest));
    for (const word of group) groups.set(word, group);
    left = left.filter((word) => !groups.has(word));
  }
  divided.set(split, groups);
  return groups;
}

/** Letters in the same place. */
function likeness(a: string, b: string): number {
  let same = 0;
  for (let i = 0; i < LENGTH; i++) if (a[i] === b[i]) same += 1;
  return same;
}
