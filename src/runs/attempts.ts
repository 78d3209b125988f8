/**
 * The attempts at a run, as its journal has them: when each began, how long it took, and what it spent on rollouts that
 * were given up (those that finished are stored). An attempt that was killed has no end; it lasted to its last entry.
 */
import { NOTHING, plus, type Spent } from '../explore/budget.ts';
import type { Journal } from './journal.ts';

interface Attempt {
  /** UTC, ISO 8601. */
  started: string;
  /** Absent while it goes on, and where it was killed. */
  seconds?: number;
  givenUp?: Spent;
}

const PREFIX = 'attempts/';

/** What earlier attempts came to. */
export function earlierAttempts(journal: Journal): { count: number; seconds: number; givenUp: Spent } {
  const attempts = journal.entries().flatMap(({ key, result }) => (key.startsWith(PREFIX) ? [result as Attempt] : []));
  const times = journal.entries().map(({ at }) => Date.parse(at));
  let [seconds, givenUp] = [0, NOTHING];
  for (const [i, attempt] of attempts.entries()) {
    const next = attempts[i + 1];
    seconds += attempt.seconds ?? lasted(attempt, next, times);
    if (attempt.givenUp !== undefined) givenUp = sum(givenUp, attempt.givenUp);
  }
  return { count: attempts.length, seconds, givenUp };
}

/** Seconds from the beginning of a killed attempt to the last entry before the next one began. */
function lasted({ started }: Attempt, next: Attempt | undefined, times: readonly number[]): number {
  const [begun, before] = [
    Date.parse(started),
    next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next.started),
  ];
  const last = times.filter((time) => time >= begun && time < before).reduce((a, b) => Math.max(a, b), begun);
  return (last - begun) / 1000;
}

function sum(spent: Spent, { cost, ...usage }: Spent): Spent {
  return plus(spent, { usage, ...(cost === undefined ? {} : { cost }) });
}

/** Begins an attempt; `end` records how long it took. */
export async function beginAttempt(journal: Journal): Promise<{ end(seconds: number, givenUp: Spent): Promise<void> }> {
  const key = `${PREFIX}${earlierAttempts(journal).count + 1}`;
  const started = new Date().toISOString();
  // No seconds of the entry's own: those of stages are added up.
  await journal.record(key, { started } satisfies Attempt, 0);
  return {
    end: (seconds, givenUp) => journal.record(key, { started, seconds, givenUp } satisfies Attempt, 0),
  };
}
