/**
 * One live episode behind the session contract. Answers every action, legal or not, and never throws over one. Reward
 * comes once, with the step that completes the mission; nothing in an episode is random.
 */
import { AgentgymError } from '../../../errors.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { availableActions, parseAction } from './actions.ts';
import { answers } from './answers.ts';
import { compact } from './describe.ts';
import { Episode } from './episode.ts';
import { Expert } from './expert.ts';
import { fullText } from './full-text.ts';
import type { Start } from './generate.ts';
import { play } from './play.ts';

export type ObservationForm = 'compact' | 'full';

export interface SessionSettings {
  readonly observation: ObservationForm;
  /** Primitive steps of an episode; default: the task's own. */
  readonly stepLimit?: number | undefined;
  /** A fresh initial state of the task; throws E_ENV_TASK where there is no such task. */
  startOf(task: Task): Start;
}

export class BabyaiSession implements Session {
  readonly #settings: SessionSettings;
  #episode: Episode | undefined;
  #expert: Expert | undefined;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  async reset(task: Task): Promise<ResetResult> {
    const start = this.#settings.startOf(task);
    this.#episode = new Episode(start, this.#settings.stepLimit ?? start.stepLimit);
    this.#expert = new Expert(this.#episode);
    return { observation: this.#observe(this.#episode), fingerprint: start.fingerprint };
  }

  async step(action: string): Promise<StepResult> {
    const episode = this.#current();
    if (episode.status !== 'going') return { observation: answers.over(), reward: 0, done: true };
    const said = play(episode, parseAction(action));
    return this.#result(episode, said);
  }

  expert(): ExpertMove {
    const episode = this.#current();
    this.#expert ??= new Expert(episode);
    return this.#expert.next();
  }

  actions(): readonly string[] {
    return availableActions(this.#current());
  }

  async close(): Promise<void> {
    this.#episode = undefined;
    this.#expert = undefined;
  }

  #result(episode: Episode, said: string | undefined): StepResult {
    if (episode.status === 'won') return { observation: answers.completed(), reward: episode.reward, done: true };
    if (episode.status === 'lost') return { observation: answers.lost(), reward: 0, done: true };
    return { observation: this.#observe(episode, said), reward: 0, done: false };
  }

  #observe(episode: Episode, said?: string): string {
    return this.#settings.observation === 'full' ? fullText(episode, said) : compact(episode, said);
  }

  #current(): Episode {
    if (this.#episode) return this.#episode;
    throw new AgentgymError('E_ENV_STEP', 'A babyai session must be reset before it is used.');
  }
}
