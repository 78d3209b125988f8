/**
 * One session of an environment as the wire sees it: what was last observed, the reward, whether it is over. Work on it
 * is done one request after the other, in the order of their arrival.
 */
import type { Session, Task } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';
import { seedOf } from '../seeds.ts';
import type { View } from './dialects/dialect.ts';
import type { Body } from './fields.ts';

/** Requests that may wait for one session. */
const MOST_WAITING = 64;

export class Episode {
  readonly id: number;
  /** Name of the environment it is of. */
  readonly environment: string;
  /** Milliseconds of the server's clock. */
  usedAt: number;
  resets = 0;
  closed = false;
  #session: Session;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #index = -1;
  #observation = '';
  #reward = 0;
  #change = 0;
  #done = false;
  #asked: Body = {};

  constructor(id: number, environment: string, session: Session, now: number) {
    this.id = id;
    this.environment = environment;
    this.usedAt = now;
    this.#session = session;
  }

  get started(): boolean {
    return this.#index >= 0;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Index of the task; -1 before the first reset. */
  get index(): number {
    return this.#index;
  }

  /** Whether requests are being worked on. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  get full(): boolean {
    return this.#waiting >= MOST_WAITING;
  }

  /** Runs `work` after what came before it. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#waiting === 0 ? undefined : this.#tail;
    this.#waiting += 1;
    const mine = before === undefined ? work() : before.then(work);
    // What failed has told its own request; the next in turn goes on.
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#tail = settled;
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }

  async reset(task: Task, asked: Body): Promise<void> {
    // A reset that fails halfway leaves no episode behind.
    this.#index = -1;
    this.resets += 1;
    const { observation } = await this.#session.reset(task, seedOf('serve', task.itemId));
    this.#observation = textOf(observation, this.environment);
    this.#reward = 0;
    this.#change = 0;
    this.#done = false;
    this.#asked = asked;
    this.#index = task.index;
  }

  async step(action: string): Promise<void> {
    const { observation, reward, done } = await this.#session.step(action);
    if (!Number.isFinite(reward)) throw failed(this.environment, `gave the reward ${String(reward)}`);
    this.#observation = textOf(observation, this.environment);
    this.#change = reward - this.#reward;
    this.#reward = reward;
    this.#done = done;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.#session.close();
  }

  /** `rewarded: false`: as it stands, without the reward that was already paid out. */
  view({ rewarded = true }: { rewarded?: boolean } = {}): View {
    const session = this.#session;
    return {
      id: this.id,
      index: this.#index,
      environment: this.environment,
      observation: this.#observation,
      reward: rewarded ? this.#reward : 0,
      change: rewarded ? this.#change : 0,
      done: this.#done,
      asked: this.#asked,
      actions: () => session.actions?.() ?? [],
      detail: (name) => session.details?.()[name],
    };
  }
}

function textOf(observation: unknown, environment: string): string {
  if (typeof observation === 'string') return observation;
  throw failed(environment, 'gave no observation');
}

function failed(environment: string, what: string): AgentgymError {
  return new AgentgymError('E_ENV_STEP', `Environment \`${environment}\` ${what}.`);
}
