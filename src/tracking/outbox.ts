/**
 * What waits to be sent to a server, and the one who sends it: in order, one delivery at a time, so that a slow or missing
 * server costs the run nothing. A delivery that fails is tried again, ever more rarely; what no longer fits is dropped,
 * oldest first. Knows no server.
 */
import { setTimeout as wait } from 'node:timers/promises';

export interface Outbox<T> {
  add(items: readonly T[]): void;
  /** Sends what is left as far as that can be done before `signal` fires; never rejects. */
  end(): Promise<void>;
}

export interface OutboxOptions<T> {
  /** Sends items; throws where it failed, `GivenUp` where it will never work. */
  deliver: (items: readonly T[]) => Promise<void>;
  /** Items of a delivery, and items that may wait. */
  most: { delivery: number; waiting: number };
  /** Ends all sending. */
  signal: AbortSignal;
  /** Milliseconds before the first delivery of what came, so that there is more of it. */
  gather?: number;
  /** Called at the first failure, and when it gives up. */
  onFailure: (error: unknown) => void;
}

/** Trying again is of no use. */
export class GivenUp extends Error {}

/** Milliseconds between tries, doubled from one to the other. */
const [SOONEST, LATEST] = [1000, 60_000];

export function outbox<T>({ deliver, most, signal, gather = 1000, onFailure }: OutboxOptions<T>): Outbox<T> {
  const waiting: T[] = [];
  const hurry = new AbortController();
  let ending = false;
  let given = false;
  let complained = false;
  let pause = SOONEST;
  let working: Promise<void> | undefined;
  const rest = async (milliseconds: number): Promise<void> => {
    const until = ending ? signal : AbortSignal.any([signal, hurry.signal]);
    await wait(milliseconds, undefined, { signal: until, ref: false }).catch(() => {});
  };
  const fail = (error: unknown): void => {
    given = error instanceof GivenUp;
    if (given) waiting.length = 0;
    if (!complained) onFailure(error);
    complained = true;
  };
  const attempt = async (): Promise<void> => {
    const items = waiting.slice(0, most.delivery);
    try {
      await deliver(items);
      // Some of them may have been dropped meanwhile, always the oldest.
      const left = items.findIndex((item) => item === waiting[0]);
      if (left >= 0) waiting.splice(0, items.length - left);
      pause = SOONEST;
    } catch (error) {
      fail(error);
      // At the end a second try is enough.
      if (ending && pause > SOONEST) waiting.length = 0;
      else if (!given) await rest(ending ? SOONEST / 4 : pause);
      pause = Math.min(2 * pause, LATEST);
    }
  };
  const work = async (): Promise<void> => {
    if (!ending) await rest(gather);
    while (waiting.length > 0 && !signal.aborted) await attempt();
    working = undefined;
  };
  return {
    add: (items) => {
      if (given) return;
      waiting.push(...items);
      if (waiting.length > most.waiting) waiting.splice(0, waiting.length - most.waiting);
      if (waiting.length > 0) working ??= work();
    },
    end: async () => {
      ending = true;
      pause = SOONEST;
      hurry.abort();
      await working;
    },
  };
}
