/**
 * A run under its limits: what earlier attempts used up is counted, a deadline is set, and the journal learns what this
 * attempt took. Tokens and cost are for the pool to ask about (explore/budget.ts); time ends whatever is under way, as an
 * interruption does.
 */
import type { Config } from './config/schema.ts';
import { type Budget, createBudget, LimitReached, NOTHING, plus, type Spending } from './explore/budget.ts';
import type { ExploreBudget } from './explore/pool.ts';
import { realTiming, type Timing } from './policies/endpoint/timing.ts';
import type { Listener } from './report/events.ts';
import { beginAttempt, earlierAttempts } from './runs/attempts.ts';
import type { RunDirectory } from './runs/directory.ts';
import type { Journal } from './runs/journal.ts';
import { rolloutFiles, spentIn } from './runs/spent.ts';

export interface LimitedRequest {
  config: Pick<Config, 'limits'>;
  directory: RunDirectory;
  journal: Journal;
  signal: AbortSignal | undefined;
  on: Listener;
  /** Default: the real clock. */
  timing?: Timing | undefined;
}

export interface Limited {
  budget: Budget & ExploreBudget;
  /** Fires by the run's own signal, and when its time is up. */
  signal: AbortSignal;
  /** What a run that ended with this error ended with: an interruption may be a deadline's. */
  explained(error: unknown): unknown;
  /** Takes the deadline away, and records the attempt. */
  end(): Promise<void>;
}

/** Longest that Node's timers wait (ms). */
const LONGEST = 2 ** 31 - 1;

/** Begins an attempt. */
export async function underLimits(request: LimitedRequest): Promise<Limited> {
  const { config, directory, journal, signal, on, timing = realTiming } = request;
  const earlier = earlierAttempts(journal);
  const stored = await spentIn(await rolloutFiles(directory));
  const { cost, ...usage } = earlier.givenUp;
  const attempt = await beginAttempt(journal);
  const begun = timing.now();
  const budget = createBudget({
    limits: config.limits,
    spent: plus(stored, { usage, ...(cost === undefined ? {} : { cost }) }),
    seconds: earlier.seconds,
    clock: () => timing.now(),
    onWarning: (message) => on({ type: 'warning', message }),
  });
  budget.warn();
  const deadline = new AbortController();
  const cancel = watch(budget, timing, deadline);
  let givenUp = NOTHING;
  return {
    budget: {
      ...budget,
      onGivenUp: (spending: Spending) => {
        givenUp = plus(givenUp, spending);
      },
    },
    signal: signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]),
    explained: (error) => {
      const reached = deadline.signal.aborted && signal?.aborted !== true ? budget.reached() : undefined;
      return reached === undefined ? error : new LimitReached(reached);
    },
    end: async () => {
      cancel();
      await attempt.end((timing.now() - begun) / 1000, givenUp);
    },
  };
}

/** Wakes up when most of the time is used up, and when all of it is. What it returns ends the watch. */
function watch(budget: Budget, timing: Timing, deadline: AbortController): () => void {
  let cancel: (() => void) | undefined;
  const wake = (): void => {
    budget.warn();
    const next = budget.untilTime();
    if (next === undefined) return;
    if (next <= 0) deadline.abort();
    else cancel = timing.after(Math.min(LONGEST, Math.ceil(next * 1000)), wake);
  };
  wake();
  return () => cancel?.();
}
