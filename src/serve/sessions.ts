/**
 * The sessions of a server, of all its environments together: bounded in number and in idle time, since many clients
 * never close theirs. Ids are never used twice.
 */
import type { Session } from '../environments/contract.ts';
import { Episode } from './episode.ts';

export type Ending = 'closed' | 'idle' | 'evicted' | 'shutdown';

export interface SessionsOptions {
  readonly most: number;
  /** Milliseconds without a request after which a session is closed. */
  readonly idle: number;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  readonly onEnd?: (episode: Episode, how: Ending) => void;
  /** A session that could not be closed. */
  readonly onFault?: (episode: Episode, error: unknown) => void;
}

/** With all places taken, a session without a request for this long makes room for a new one. */
const SPARE_MS = 60_000;

export class Sessions {
  readonly #options: SessionsOptions;
  /** In the order of their last use: the first was not used for the longest time. */
  readonly #episodes = new Map<number, Episode>();
  #opening = 0;
  #next = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#episodes.size;
  }

  /** Ids of an environment's sessions. */
  ids(environment: string): number[] {
    const own = [...this.#episodes.values()].filter((episode) => episode.environment === environment);
    return own.map(({ id }) => id).toSorted((a, b) => a - b);
  }

  /** A new session, or undefined where there is no place for one. */
  async open(environment: string, make: () => Promise<Session>): Promise<Episode | undefined> {
    if (!this.#hasPlace()) return undefined;
    this.#opening += 1;
    try {
      const session = await make();
      const id = this.#next++;
      const episode = new Episode(id, environment, session, this.#options.now());
      this.#episodes.set(id, episode);
      return episode;
    } finally {
      this.#opening -= 1;
    }
  }

  /** The session of an id, if it is the environment's; it counts as used now. */
  use(id: number, environment: string): Episode | undefined {
    const episode = this.#episodes.get(id);
    if (episode === undefined || episode.environment !== environment) return undefined;
    episode.usedAt = this.#options.now();
    this.#episodes.delete(id);
    this.#episodes.set(id, episode);
    return episode;
  }

  /** Ends a session once what is under way in it is done. */
  async end(episode: Episode, how: Ending): Promise<void> {
    if (!this.#episodes.delete(episode.id)) return;
    this.#options.onEnd?.(episode, how);
    await episode.inTurn(() => episode.close()).catch((error: unknown) => this.#options.onFault?.(episode, error));
  }

  /** Closes what was idle for too long. What is at work has twice the time: after that it is stuck. */
  sweep(): void {
    const { now, idle } = this.#options;
    const deadline = now() - idle;
    for (const episode of this.#episodes.values()) {
      if (episode.usedAt > deadline) break;
      if (!episode.busy || episode.usedAt <= deadline - idle) void this.end(episode, 'idle');
    }
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#episodes.values()].map((episode) => this.end(episode, 'shutdown')));
  }

  #hasPlace(): boolean {
    if (this.#episodes.size + this.#opening < this.#options.most) return true;
    const [oldest] = this.#episodes.values();
    if (oldest === undefined || oldest.busy || this.#options.now() - oldest.usedAt < SPARE_MS) return false;
    void this.end(oldest, 'evicted');
    return true;
  }
}
