/**
 * The expert guesses only words that still fit: of these, the one whose marks would tell the others apart best. It knows
 * no more than the policy, so it can lose: with many words alike, six tries may not be enough.
 */
import type { ExpertMove } from '../../contract.ts';
import type { Game } from './game.ts';
import { ALL_RIGHT, marksOf } from './marks.ts';
import { spelled } from './words.ts';

/** Words that a thought spells out. */
const SPELLED = 3;
/** Larger numbers are not said. */
export const MOST_COUNTED = 60;
/** Guesses that are weighed, at most: evenly over the words that fit. */
const WEIGHED = 60;

export const thoughts = {
  first: () => 'Nothing is known yet. I try a word that tells the others apart.',
  only: (word: string) => `Only ${word} fits.`,
  few: (words: readonly string[]) => `These fit: ${words.join(', ')}.`,
  many: (count: number, words: readonly string[]) => `${count} words fit, such as ${words.join(', ')}.`,
  lots: (words: readonly string[]) => `Many words fit, such as ${words.join(', ')}.`,
};

/** The next guess in a game that is not over. */
export function nextMove(game: Game): ExpertMove {
  const { fitting } = game;
  const best = choose(fitting);
  const words = [best, ...fitting.filter((word) => word !== best)].slice(0, SPELLED).map(spelled);
  return { thought: thought(game, words), action: spelled(best) };
}

function thought({ guesses, fitting }: Game, words: readonly string[]): string {
  if (guesses.length === 0) return thoughts.first();
  if (fitting.length === 1) return thoughts.only(words.join());
  if (fitting.length > MOST_COUNTED) return thoughts.lots(words);
  return fitting.length > SPELLED ? thoughts.many(fitting.length, words) : thoughts.few(words);
}

/** Choices by the list they were made from; whole lists begin many games. */
const chosen = new WeakMap<readonly string[], string>();

/** Of words that fit, the one with the most different marks over them; of equals, the one whose largest rest is least. */
export function choose(fitting: readonly string[]): string {
  const before = chosen.get(fitting);
  if (before !== undefined) return before;
  const every = Math.ceil(fitting.length / WEIGHED);
  let best = { word: fitting[0] ?? '', kinds: 0, largest: 0 };
  for (let i = 0; i < fitting.length; i += every) {
    const word = fitting[i] ?? '';
    const { kinds, largest } = parted(word, fitting);
    if (kinds > best.kinds || (kinds === best.kinds && largest < best.largest)) best = { word, kinds, largest };
  }
  chosen.set(fitting, best.word);
  return best.word;
}

/** How a guess would part words: the number of different marks, and how many words share the most frequent ones. */
function parted(guess: string, words: readonly string[]): { kinds: number; largest: number } {
  const counts = new Uint16Array(ALL_RIGHT + 1);
  for (const word of words) {
    const marks = marksOf(guess, word);
    counts[marks] = (counts[marks] ?? 0) + 1;
  }
  let kinds = 0;
  let largest = 0;
  for (const count of counts) {
    if (count > 0) kinds += 1;
    if (count > largest) largest = count;
  }
  return { kinds, largest };
}
