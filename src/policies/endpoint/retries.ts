/**
 * Tries a request again where that may help: a bounded number of times, after pauses that double and are spread by
 * chance, so that rollouts that failed together do not come back together.
 */
import pRetry from 'p-retry';
import { random, seedOf } from '../../seeds.ts';
import { EndpointFault } from './faults.ts';
import type { Timing } from './timing.ts';

/** The first pause, and the longest (ms). */
const FIRST = 500;
const LONGEST = 60_000;

export interface RetryOptions {
  /** Further attempts. */
  retries: number;
  /** Spreads the pauses. */
  seed: number;
  timing: Timing;
  signal?: AbortSignal | undefined;
}

/** Resolves to what an attempt resolves to; throws what the last one threw, or the signal's reason. */
export function retried<T>(attempt: () => Promise<T>, { retries, seed, timing, signal }: RetryOptions): Promise<T> {
  return pRetry(attempt, {
    retries,
    // The pauses are made here, by the clock that is passed in.
    minTimeout: 0,
    shouldRetry: async ({ error, retriesConsumed }) => {
      if (!(error instanceof EndpointFault) || !error.mayPass) return false;
      await timing.wait(pauseOf(retriesConsumed, seed), signal);
      return true;
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Milliseconds before the attempt after `failed` others: half of it sure, half by chance. */
export function pauseOf(failed: number, seed: number): number {
  const whole = Math.min(LONGEST, FIRST * 2 ** failed);
  return (whole / 2) * (1 + random(seedOf(seed, 'retry', failed)).next());
}
