/**
 * The gate before one endpoint: bounded concurrency that adapts. Each answer raises the limit a little, up to what the
 * config allows (one more for each round of answers); each "busy" halves it, once for all requests that were under way
 * together. While the endpoint asks to be left alone nothing is sent.
 */
import PQueue from 'p-queue';
import type { Timing } from './timing.ts';

export interface Gate {
  /** Waits for room, then works. Rejects with the signal's reason when it fires before. */
  enter<T>(work: (ticket: number) => Promise<T>, signal?: AbortSignal): Promise<T>;
  succeeded(): void;
  /** `ticket` is that of the request that was told so; `retryAfter` in milliseconds. */
  busy(ticket: number, retryAfter: number | undefined): void;
  /** Requests at once, as of now. */
  limit(): number;
  /** Lets nobody in any more. */
  close(): void;
}

export function createGate(most: number, timing: Timing): Gate {
  const queue = new PQueue({ concurrency: most });
  const closing = new AbortController();
  let limit = most;
  let tickets = 0;
  /** Requests from this one on were sent after the limit was last lowered. */
  let lowered = 0;
  let pauses = 0;
  const adjust = (to: number): void => {
    limit = Math.min(most, Math.max(1, to));
    queue.concurrency = Math.floor(limit);
  };
  const pause = async (milliseconds: number): Promise<void> => {
    pauses += 1;
    queue.pause();
    await timing.wait(milliseconds, closing.signal).catch(() => {});
    pauses -= 1;
    if (pauses === 0) queue.start();
  };
  return {
    enter: (work, signal) => queue.add(() => work(tickets++), signal === undefined ? {} : { signal }),
    succeeded: () => adjust(limit + 1 / limit),
    busy: (ticket, retryAfter) => {
      if (ticket >= lowered) {
        adjust(limit / 2);
        lowered = tickets;
      }
      if (retryAfter !== undefined && retryAfter > 0) void pause(retryAfter);
    },
    limit: () => Math.floor(limit),
    close: () => {
      queue.clear();
      closing.abort();
    },
  };
}
