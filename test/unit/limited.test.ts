import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { LimitReached } from '../../src/explore/budget.ts';
import { underLimits } from '../../src/limited.ts';
import type { Timing } from '../../src/policies/endpoint/timing.ts';
import { runDirectory } from '../../src/runs/directory.ts';
import { openJournal } from '../../src/runs/journal.ts';
import { writeTrajectories } from '../support/run-directory.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { makeTrajectory } from '../support/trajectories.ts';

const root = scratchDirectory('limited');

/** Time that a test sets, and timers that fire as it passes. */
function clock(): Timing & { pass(milliseconds: number): void; timers(): number } {
  let now = 1000;
  const timers = new Map<() => void, number>();
  return {
    now: () => now,
    wait: () => Promise.reject(new Error('nobody waits')),
    after: (milliseconds, callback) => {
      timers.set(callback, now + milliseconds);
      return () => void timers.delete(callback);
    },
    pass: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const next = [...timers].filter(([, at]) => at <= end).toSorted((a, b) => a[1] - b[1])[0];
        if (next === undefined) break;
        timers.delete(next[0]);
        now = next[1];
        next[0]();
      }
      now = end;
    },
    timers: () => timers.size,
  };
}

async function begin(name: string, limits: object, signal?: AbortSignal) {
  const directory = runDirectory(join(root, name));
  mkdirSync(directory.root, { recursive: true });
  const journal = await openJournal(directory.journal);
  const warnings: string[] = [];
  const timing = clock();
  const limited = await underLimits({
    config: { limits: { failureShare: 0.2, ...limits } },
    directory,
    journal,
    signal,
    on: (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    },
    timing,
  });
  const end = async (): Promise<void> => {
    await limited.end();
    await journal.close();
  };
  return { limited, timing, warnings, end };
}

describe('a run under limits', () => {
  it('is ended when its time is up, the time of earlier attempts included', async () => {
    const first = await begin('time', { wallClock: '1m' });
    first.timing.pass(40_000);
    expect([first.warnings, first.limited.signal.aborted]).toEqual([[], false]);
    await first.end();
    expect(first.timing.timers()).toBe(0);

    const second = await begin('time', { wallClock: '1m' });
    second.timing.pass(8000);
    expect(second.warnings).toEqual(['80 % of limits.wallClock is used up: 48s of 1m']);
    second.timing.pass(11_999);
    expect(second.limited.signal.aborted).toBe(false);
    second.timing.pass(1);
    expect(second.limited.signal.aborted).toBe(true);
    const error = second.limited.explained(new InterruptedError());
    expect(error).toBeInstanceOf(LimitReached);
    expect((error as LimitReached).reached).toEqual({ name: 'wallClock', used: 60, allowed: 60 });
    await second.end();

    const third = await begin('time', { wallClock: '1m' });
    expect(third.limited.signal.aborted).toBe(true);
    await third.end();
    const raised = await begin('time', { wallClock: '2m' });
    expect([raised.limited.signal.aborted, raised.limited.budget.seconds()]).toEqual([false, 60]);
    await raised.end();
  });

  it('waits longer than timers can', async () => {
    const { limited, timing, end } = await begin('long', { wallClock: '2400h' });
    timing.pass(99 * 24 * 3_600_000);
    expect(limited.signal.aborted).toBe(false);
    timing.pass(24 * 3_600_000);
    expect(limited.signal.aborted).toBe(true);
    await end();
  });

  it('tells the user from the deadline', async () => {
    const halt = new AbortController();
    const { limited, timing, end } = await begin('user', { wallClock: '1m' }, halt.signal);
    const interrupted = new InterruptedError();
    expect(limited.explained(interrupted)).toBe(interrupted);
    halt.abort();
    expect(limited.signal.aborted).toBe(true);
    timing.pass(70_000);
    expect(limited.explained(interrupted)).toBe(interrupted);
    await end();
  });

  it('begins with what is stored, errors that were played again and torn lines too, and what was given up', async () => {
    const directory = runDirectory(join(root, 'spent'));
    const cost = { cost: 0.5 };
    // Each takes 10 tokens in, 4 of them cached, and 3 out.
    writeTrajectories(
      directory.iteration(1).trajectories,
      [makeTrajectory(1, { reward: null }), makeTrajectory(1, cost)],
      true,
    );
    writeTrajectories(directory.iteration(1).dev, [makeTrajectory(2)]);
    writeTrajectories(directory.final('baseline'), [makeTrajectory(3, cost)]);
    const others = join(dirname(directory.iteration(1).dev), 'examples.jsonl');
    appendFileSync(others, `${JSON.stringify({ usage: { prompt: 1000 } })}\n`);
    const first = await begin('spent', { tokens: 70 });
    expect(first.limited.budget.spent()).toEqual({ prompt: 40, cached: 16, completion: 12, cost: 1 });
    const spending = { usage: { prompt: 4, cached: 0, completion: 1 }, cost: 0.25 };
    first.limited.budget.add(spending);
    first.limited.budget.onGivenUp?.(spending);
    await first.end();
    const second = await begin('spent', { tokens: 70 });
    expect(second.limited.budget.spent()).toEqual({ prompt: 44, cached: 16, completion: 13, cost: 1.25 });
    expect(second.warnings).toEqual(['81 % of limits.tokens is used up: 57 of 70 tokens']);
    await second.end();
  });
});
