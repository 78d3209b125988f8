/** wordle, solved by its feedback from the list of words that it shows. */
import { textsOf } from '../../remote/adapter.ts';
import type { Game } from './game.ts';

const TRIES = 7;

export async function guessWord(game: Game, tasks: readonly number[]): Promise<void> {
  for (const index of tasks) {
    if (!(await game.reset(index))) continue;
    let words = await vocabulary(game);
    for (let i = 0; i < TRIES && !game.over; i++) {
      const guess = words[0] ?? 'panic';
      const { failed, observation } = await game.step(spaced(guess));
      if (failed) break;
      const marks = marksIn(observation, guess);
      words = words.filter((word) => word !== guess && (marks === undefined || feedback(guess, word) === marks));
    }
    if (game.over) return;
  }
}

/** The words that the server says are left. */
export async function vocabulary({ scene, id }: Game): Promise<readonly string[]> {
  const reply = await scene.visitor.get('/filtered_vocab', id);
  return textsOf(reply.json) ?? [];
}

export function spaced(word: string): string {
  return word.split('').join(' ');
}

/**
 * The marks of a guess: `b b y b b`. A server may say the guess beside them, and those before. Undefined where there are
 * none, as for a word that does not count.
 */
export function marksIn(observation: string, guess: string): string | undefined {
  const own = observation.lastIndexOf(spaced(guess));
  const found = [...observation.slice(Math.max(0, own)).matchAll(/(?<![a-z])[gyb](?: ?[gyb]){4}(?![a-z])/gu)];
  const marks = own < 0 ? found.at(-1) : found.find(([text]) => text !== spaced(guess));
  return marks?.[0].replaceAll(' ', '');
}

/** g: right place; y: elsewhere in the word; b: not in it. */
export function feedback(guess: string, word: string): string {
  return Array.from(guess, (letter, i) => (word[i] === letter ? 'g' : word.includes(letter) ? 'y' : 'b')).join('');
}
