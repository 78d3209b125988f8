/** One live game behind the session contract. Only the adversarial game draws anything, with the episode's seed. */
import { AgentgymError } from '../../../errors.ts';
import { digest, random, seedOf } from '../../../seeds.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { answer, answers, start } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
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

export class WordleSession implements Session {
  readonly #puzzleOf: (task: Task) => Puzzle;
  readonly #adversarial: boolean;
  #game: Game | undefined;

  /** `puzzleOf` makes a task's initial state, and throws E_ENV_TASK for a task that does not exist. */
  constructor(puzzleOf: (task: Task) => Puzzle, adversarial: boolean) {
    this.#puzzleOf = puzzleOf;
    this.#adversarial = adversarial;
  }

  async reset(task: Task, seed: number): Promise<ResetResult> {
    const puzzle = this.#puzzleOf(task);
    const draws = this.#adversarial ? random(seedOf('wordle', seed)) : undefined;
    this.#game = new Game(puzzle, draws);
    return { observation: start(this.#game), fingerprint: fingerprint(puzzle, this.#adversarial) };
  }

  async step(action: string): Promise<StepResult> {
    const game = this.#current();
    if (game.over) return { observation: answers.over(), reward: 0, done: true };
    const refusal = game.guess(action);
    return { observation: answer(game, refusal), reward: game.won ? 1 : 0, done: game.over };
  }

  expert(): ExpertMove {
    return nextMove(this.#current());
  }

  /** Any word of the list may be guessed, again too. */
  actions(): readonly string[] {
    return allSpelled(this.#current().list);
  }

  /** The words to choose from. (The original's server tells only those that still fit, and so the word in the end.) */
  details(): Readonly<Record<string, unknown>> {
    return { filtered_vocab: this.#current().list };
  }

  async close(): Promise<void> {
    this.#game = undefined;
  }

  #current(): Game {
    if (this.#game) return this.#game;
    throw new AgentgymError('E_ENV_STEP', 'A wordle session must be reset before it is used.');
  }
}
