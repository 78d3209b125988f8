/** One live maze behind the session contract. Nothing in an episode is random. */
import { AgentgymError } from '../../../errors.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { answer, answers, type Observation, view } from './describe.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { fingerprint, type World } from './world.ts';

export class MazeSession implements Session {
  readonly #worldOf: (task: Task) => World;
  readonly #observation: Observation;
  #game: Game | undefined;

  /** `worldOf` makes a task's initial state, and throws E_ENV_TASK for a task that does not exist. */
  constructor(worldOf: (task: Task) => World, observation: Observation) {
    this.#worldOf = worldOf;
    this.#observation = observation;
  }

  async reset(task: Task): Promise<ResetResult> {
    const world = this.#worldOf(task);
    this.#game = new Game(world);
    return { observation: view(this.#game, this.#observation), fingerprint: fingerprint(world) };
  }

  async step(action: string): Promise<StepResult> {
    const game = this.#current();
    if (game.over) return { observation: answers.over(), reward: 0, done: true };
    const outcome = game.act(action);
    return { observation: answer(game, outcome, this.#observation), reward: game.reward, done: game.over };
  }

  expert(): ExpertMove {
    return nextMove(this.#current(), this.#observation);
  }

  actions(): readonly string[] {
    return this.#current()
      .ways()
      .map((direction) => `move ${direction}`);
  }

  /** The name of the maze, as LMRL-Gym has it. */
  details(): Readonly<Record<string, unknown>> {
    return { maze_name: `${this.#current().world.layout.level.replaceAll(' ', '_')}_maze` };
  }

  async close(): Promise<void> {
    this.#game = undefined;
  }

  #current(): Game {
    if (this.#game) return this.#game;
    throw new AgentgymError('E_ENV_STEP', 'A maze session must be reset before it is used.');
  }
}
