/**
 * What the routes do: create, reset, step, close and the GETs of one environment, in its dialect. Every refusal is said
 * in the words of its family; nothing a client sends ends in an exception.
 */
import type { Environment, Task } from '../environments/contract.ts';
import { messageOf } from '../errors.ts';
import { seedOf } from '../seeds.ts';
import { type Answer, answer, unavailable } from './answers.ts';
import type { Choice, Dialect, Get, View } from './dialects/dialect.ts';
import type { Episode } from './episode.ts';
import { type Body, numberIn } from './fields.ts';
import type { Sessions } from './sessions.ts';
import type { TaskIndex } from './tasks.ts';

export interface Served {
  readonly environment: Environment;
  readonly dialect: Dialect;
  readonly tasks: TaskIndex;
}

/** What an operation tells of itself beside its answer. */
export interface Watcher {
  opened(environment: string): void;
  /** The environment's own failure: thrown by its session, or an answer that is none. */
  failed(environment: string, operation: string, error: unknown): void;
  /** A well-formed request that could not be served. */
  refused(environment: string, operation: string, message: string): void;
  /** An episode is over. */
  finished(environment: string, success: boolean): void;
}

/** How far the server is from its end. */
export interface Shutdown {
  /** No new sessions. */
  readonly draining: AbortSignal;
  /** What is still under way is given up. */
  readonly stop: AbortSignal;
}

/** Thrown inside this file, answered by it. */
class Refusal extends Error {}

/** What the operations of all environments have in common. */
export interface Surroundings {
  readonly sessions: Sessions;
  readonly watcher: Watcher;
  readonly shutdown: Shutdown;
}

const FULL = 'Too many sessions are open; try again later.';

export class Operations {
  readonly #served: Served;
  readonly #sessions: Sessions;
  readonly #watcher: Watcher;
  readonly #shutdown: Shutdown;

  constructor(served: Served, { sessions, watcher, shutdown }: Surroundings) {
    this.#served = served;
    this.#sessions = sessions;
    this.#watcher = watcher;
    this.#shutdown = shutdown;
  }

  get #name(): string {
    return this.#served.environment.name;
  }

  async create(body: Body): Promise<Answer> {
    const { dialect, environment } = this.#served;
    if (this.#shutdown.draining.aborted) return unavailable('The server is shutting down.');
    return this.#answering('create', async () => {
      const episode = await this.#sessions.open(this.#name, () => environment.open(this.#shutdown.stop));
      if (episode === undefined) return unavailable(FULL);
      this.#watcher.opened(this.#name);
      try {
        const { start } = dialect.create;
        if (start !== undefined) await this.#begin(episode, start === 'turn' ? start : start(body), {});
      } catch (error) {
        await this.#sessions.end(episode, 'closed');
        throw error;
      }
      return answer(dialect.create.answer(episode.view()), dialect.floats);
    });
  }

  async reset(id: number, body: Body): Promise<Answer> {
    const { reset, floats } = this.#served.dialect;
    return this.#inTurn('reset', id, async (episode) => {
      const fault = reset.fault?.(body);
      if (fault !== undefined) throw new Refusal(fault);
      await this.#begin(episode, reset.choose === undefined ? numberIn(body, reset.task) : reset.choose(body), body);
      return answer(reset.answer(episode.view()), floats);
    });
  }

  async step(id: number, action: string): Promise<Answer> {
    const { step, floats, over } = this.#served.dialect;
    return this.#inTurn('step', id, async (episode) => {
      needStart(episode);
      if (episode.done) {
        if (over === 'refuse') throw finished(episode);
        return answer(step.answer(episode.view({ rewarded: false })), floats);
      }
      await episode.step(action);
      const view = episode.view();
      if (view.done) this.#watcher.finished(this.#name, this.#served.environment.reward.success(view.reward));
      return answer(step.answer(view), floats);
    });
  }

  /** Frees the id at once; `true`, or `false` where there was none. */
  async close(id: number): Promise<Answer> {
    const episode = this.#sessions.use(id, this.#name);
    if (episode !== undefined) await this.#sessions.end(episode, 'closed');
    return answer(episode !== undefined);
  }

  async get(path: string, get: Get, id: number): Promise<Answer> {
    const { dialect } = this.#served;
    return this.#inTurn(path.slice(1), id, async (episode) => {
      if (get.needs === 'reset') needStart(episode);
      if (episode.done && dialect.over === 'refuse') throw finished(episode);
      return answer(get.answer(episode.view()), dialect.floats);
    });
  }

  /** A GET that is of no session. */
  async about(get: Get): Promise<Answer> {
    return answer(get.answer(nothing(this.#name)));
  }

  ids(): Answer {
    return answer(this.#sessions.ids(this.#name));
  }

  /** Begins a task. An index that names none leaves the session as it is. */
  async #begin(episode: Episode, choice: Choice | 'turn', body: Body): Promise<void> {
    await episode.reset(this.#find(episode, choice), body);
  }

  #find(episode: Episode, choice: Choice | 'turn'): Task {
    const { tasks, dialect } = this.#served;
    const found = (): Task | undefined => {
      if (choice === 'turn') return tasks.pick(episode.id);
      if (choice === 'any') return tasks.pick(seedOf('serve', this.#name, episode.id, episode.resets));
      return choice === undefined ? undefined : tasks.at(choice === 'same' ? episode.index : choice);
    };
    const task = found();
    if (task !== undefined) return task;
    throw new Refusal(`The ${dialect.reset.task} ${String(choice)} is not valid.`);
  }

  async #inTurn(operation: string, id: number, work: (episode: Episode) => Promise<Answer>): Promise<Answer> {
    const { family } = this.#served.dialect;
    const episode = this.#sessions.use(id, this.#name);
    if (episode === undefined) {
      this.#watcher.refused(this.#name, operation, unknown(id));
      return family.refuse(unknown(id));
    }
    if (episode.full) return unavailable('Too many requests wait for this session.');
    return this.#answering(operation, () =>
      episode.inTurn(async () => {
        // It may have been closed while this request waited.
        if (episode.closed) throw new Refusal(unknown(id));
        return work(episode);
      }),
    );
  }

  async #answering(operation: string, work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      const message = messageOf(error);
      if (error instanceof Refusal) this.#watcher.refused(this.#name, operation, message);
      else this.#watcher.failed(this.#name, operation, error);
      return this.#served.dialect.family.refuse(message);
    }
  }
}

function unknown(id: number): string {
  return `The id ${id} is not valid.`;
}

function needStart(episode: Episode): void {
  if (!episode.started) throw new Refusal(`The environment ${episode.id} has not been reset.`);
}

function finished(episode: Episode): Refusal {
  return new Refusal(`The task with environment ${episode.id} has finished.`);
}

function nothing(environment: string): View {
  const state = { observation: '', reward: 0, change: 0, done: false, asked: {} };
  return { id: -1, index: -1, environment, ...state, actions: () => [], detail: () => undefined };
}
