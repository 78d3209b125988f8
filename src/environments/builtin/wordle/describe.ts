/** What a policy is told: the list of words first (if it is shown), then every guess with its marks, and how many tries are left. */
import { type Game, type Refusal, TRIES } from './game.ts';
import { written } from './marks.ts';
import { spelled } from './words.ts';

export const answers = {
  start: (words: readonly string[]) => `Guess the hidden word in ${TRIES} tries. It is one of: ${words.join(', ')}.`,
  open: () =>
    `Guess the hidden word in ${TRIES} tries. It is a common English word; plurals in s and past forms in ed do not count.`,
  left: (tries: number) => (tries === 1 ? '1 try left.' : `${tries} tries left.`),
  found: () => 'You found it.',
  lost: (word: string) => `No tries left. The word was ${word}.`,
  over: () => 'The game is over. No more guesses count.',
};

export const refusals: Readonly<Record<Refusal, string>> = {
  empty: 'invalid word: there is none.',
  length: 'invalid word: it must have five letters.',
  letters: 'invalid word: it must have small letters only.',
  unlisted: 'invalid word: it is not one of the words.',
};

/** The first observation. */
export function start(game: Game): string {
  return game.shown ? answers.start(game.list.map(spelled)) : answers.open();
}

/** The answer to a guess. The last line of marks is the last guess's. */
export function answer(game: Game, refusal: Refusal | undefined): string {
  const table = game.guesses.map(({ word, marks }) => `${spelled(word)}: ${written(marks)}`);
  const lines = refusal === undefined ? table : [refusals[refusal], ...table];
  return [...lines, outcome(game)].join('\n');
}

function outcome(game: Game): string {
  if (game.won) return answers.found();
  return game.over ? answers.lost(spelled(game.hidden)) : answers.left(TRIES - game.tries);
}
