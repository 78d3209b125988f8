/** A game of wordle to a session. Only the adversarial game draws anything, with the episode's seed. */
import { digest, random, seedOf } from '../../../seeds.ts';
import type { Session, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { answer, answers, start } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { draw } from './picture.ts';
import type { Puzzle } from './tasks.ts';
import { spelled } from './words.ts';

/** The adversarial game has no word yet: its list alone is the state, or at the open level the task's word stands for it. */
function fingerprint({ hidden, list, shown }: Puzzle, adversarial: boolean): string {
  const words = shown ? list : ['any'];
  return digest('wordle', adversarial ? 'adversarial' : 'fixed', ...(adversarial && shown ? [] : [hidden]), ...words);
}

/** Spelled lists; the open level's is the same in every game. */
const spelledLists = new WeakMap<readonly string[], readonly string[]>();

function allSpelled(list: readonly string[]): readonly string[] {
  const words = spelledLists.get(list) ?? list.map(spelled);
  spelledLists.set(list, words);
  return words;
}

/** `puzzleOf` makes a task's initial state, and throws E_ENV_TASK for a task that does not exist. */
export function wordleSession(puzzleOf: (task: Task) => Puzzle, adversarial: boolean): Session {
  return gameSession<Game>({
    name: 'wordle',
    begin: (task, seed) => {
      const puzzle = puzzleOf(task);
      const game = new Game(puzzle, adversarial ? random(seedOf('wordle', seed)) : undefined);
      return { game, observation: start(game), fingerprint: fingerprint(puzzle, adversarial) };
    },
    act: (game, action) => {
      if (game.over) return { observation: answers.over(), reward: 0, done: true };
      const refusal = game.guess(action);
      return { observation: answer(game, refusal), reward: game.won ? 1 : 0, done: game.over };
    },
    expert: nextMove,
    picture: draw,
    // Any word of the list may be guessed, again too.
    actions: ({ list }) => allSpelled(list),
    // The words to choose from. (The original's server tells only those that still fit, and so the word in the end.)
    details: ({ list }) => ({ filtered_vocab: list }),
  });
}
