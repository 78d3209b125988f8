/**
 * A game: the guesses so far and their marks, and which words of the list still fit them all. In the adversarial game the
 * hidden word is drawn anew from those words at every guess, as AgentGym's server does.
 */
import type { Random } from '../../../seeds.ts';
import { ALL_RIGHT, type Marks, marksOf } from './marks.ts';
import type { Puzzle } from './tasks.ts';
import { LENGTH } from './words.ts';

export const TRIES = 6;

export interface Guess {
  readonly word: string;
  readonly marks: Marks;
}

/** Why a guess got no marks. It costs a try all the same. */
export type Refusal = 'empty' | 'length' | 'letters' | 'unlisted';

export class Game {
  readonly list: readonly string[];
  readonly guesses: Guess[] = [];
  tries = 0;
  won = false;
  /** Whether the list is told. */
  readonly shown: boolean;
  #hidden: string;
  /** Words that fit the first so many guesses. */
  #fitting: { readonly words: readonly string[]; readonly guesses: number };
  readonly #draws: Random | undefined;

  /** @param draws what the adversarial game draws the word with; without it the word stays. */
  constructor({ hidden, list, shown }: Puzzle, draws?: Random) {
    this.list = list;
    this.shown = shown;
    this.#hidden = hidden;
    this.#fitting = { words: list, guesses: 0 };
    this.#draws = draws;
  }

  get over(): boolean {
    return this.won || this.tries >= TRIES;
  }

  /** The word, to be told when the game is over. */
  get hidden(): string {
    return this.#hidden;
  }

  /** Words of the list that no mark speaks against, in its order. */
  get fitting(): readonly string[] {
    let { words } = this.#fitting;
    for (const { word, marks } of this.guesses.slice(this.#fitting.guesses))
      words = words.filter((other) => marksOf(word, other) === marks);
    this.#fitting = { words, guesses: this.guesses.length };
    return words;
  }

  /** Takes a try. Spaces between letters do not matter. */
  guess(action: string): Refusal | undefined {
    this.tries += 1;
    const word = action.replaceAll(/\s/gu, '');
    const refusal = this.#refusal(word);
    if (refusal !== undefined) return refusal;
    if (this.#draws !== undefined) this.#hidden = this.#draws.pick(this.fitting);
    const marks = marksOf(word, this.#hidden);
    this.guesses.push({ word, marks });
    this.won = marks === ALL_RIGHT;
    return undefined;
  }

  #refusal(word: string): Refusal | undefined {
    if (word === '') return 'empty';
    if (word.length !== LENGTH) return 'length';
    if (!/^[a-z]+$/u.test(word)) return 'letters';
    return this.list.includes(word) ? undefined : 'unlisted';
  }
}
