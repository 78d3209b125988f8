/** Time as the endpoint policy sees it, passed in so that tests need not wait. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Timing {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Resolves after so many milliseconds; rejects when the signal fires. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after so many milliseconds, unless what it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const realTiming: Timing = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
