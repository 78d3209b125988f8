/** One live room behind the session contract. Nothing in an episode is random. */
import { AgentgymError } from '../../../errors.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { answers, firstObservation, observation } from './answers.ts';
import { nextMove } from './expert.ts';
import { Game } from './game.ts';
import { taskType } from './task-type.ts';
import { fingerprint, type World } from './world.ts';

export class HouseholdSession implements Session {
  readonly #worldOf: (task: Task) => World;
  #game: Game | undefined;

  /** `worldOf` makes a task's initial state anew, and throws E_ENV_TASK for a task that does not exist. */
  constructor(worldOf: (task: Task) => World) {
    this.#worldOf = worldOf;
  }

  async reset(task: Task): Promise<ResetResult> {
    const world = this.#worldOf(task);
    const state = fingerprint(world);
    this.#game = new Game(world);
    return { observation: firstObservation(world), fingerprint: state };
  }

  async step(action: string): Promise<StepResult> {
    const game = this.#current();
    if (game.over) return { observation: answers.over(), reward: 0, done: true };
    const answer = game.act(action);
    if (game.over) return { observation: `${answer}\n${answers.done()}`, reward: 1, done: true };
    return { observation: observation(answer, game.world), reward: 0, done: false };
  }

  expert(): ExpertMove {
    return nextMove(this.#current().world);
  }

  actions(): readonly string[] {
    return this.#current().available();
  }

  /** `task_type`: the goal in the names that AgentGym's alfworld server has for it. */
  details(): Readonly<Record<string, unknown>> {
    return { task_type: taskType(this.#current().world) };
  }

  async close(): Promise<void> {
    this.#game = undefined;
  }

  #current(): Game {
    if (this.#game) return this.#game;
    throw new AgentgymError('E_ENV_STEP', 'A household session must be reset before it is used.');
  }
}
