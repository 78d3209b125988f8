/** One live game behind the session contract. Nothing in an episode is random. */
import { AgentgymError } from '../../../errors.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { available } from './actions.ts';
import { answers } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game, type Observation } from './game.ts';
import { fingerprint, type World } from './generate.ts';

export class BabyaiSession implements Session {
  readonly #worldOf: (task: Task) => World;
  readonly #observation: Observation;
  #game: Game | undefined;

  /** `worldOf` makes a task's initial state anew, and throws E_ENV_TASK for a task that does not exist. */
  constructor(worldOf: (task: Task) => World, observation: Observation) {
    this.#worldOf = worldOf;
    this.#observation = observation;
  }

  async reset(task: Task): Promise<ResetResult> {
    const world = this.#worldOf(task);
    const state = fingerprint(world);
    this.#game = new Game(world, this.#observation);
    return { observation: this.#game.observe(), fingerprint: state };
  }

  async step(action: string): Promise<StepResult> {
    const game = this.#current();
    if (game.over) return { observation: answers.over(), reward: 0, done: true };
    const observation = game.act(action);
    return { observation, reward: game.reward, done: game.over };
  }

  expert(): ExpertMove {
    return nextMove(this.#current());
  }

  actions(): readonly string[] {
    return available(this.#current().memory);
  }

  async close(): Promise<void> {
    this.#game = undefined;
  }

  #current(): Game {
    if (this.#game) return this.#game;
    throw new AgentgymError('E_ENV_STEP', 'A babyai session must be reset before it is used.');
  }
}
