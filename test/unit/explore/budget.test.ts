import { describe, expect, it } from 'vitest';
import { type BudgetOptions, createBudget, LimitReached, raised } from '../../../src/explore/budget.ts';
import { explore, type ExploreRequest } from '../../../src/explore/pool.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { act, createAnsweringPolicy } from '../../support/answering-policy.ts';
import { createCountingEnvironment } from '../../support/counting-environment.ts';

function setUp(limits: BudgetOptions['limits'], options: Partial<BudgetOptions> = {}) {
  const warnings: string[] = [];
  const time = { now: 0 };
  const budget = createBudget({ limits, clock: () => time.now, onWarning: (said) => warnings.push(said), ...options });
  const add = (prompt: number, completion: number, cost?: number): void =>
    budget.add({ usage: { prompt, cached: 1, completion }, ...(cost === undefined ? {} : { cost }) });
  return { budget, warnings, time, add };
}

describe('a budget', () => {
  it('counts prompts and answers, cached tokens as part of the prompt', () => {
    const { budget, add } = setUp({ tokens: 100 }, { spent: { prompt: 30, cached: 30, completion: 9 } });
    add(40, 20);
    expect([budget.spent(), budget.reached()]).toEqual([{ prompt: 70, cached: 31, completion: 29 }, undefined]);
    add(1, 0);
    expect(budget.reached()).toEqual({ name: 'tokens', used: 100, allowed: 100 });
  });

  it('counts cost where there is any', () => {
    const { budget, add } = setUp({ cost: 0.5 });
    add(10, 10);
    expect(budget.spent()).not.toHaveProperty('cost');
    add(10, 10, 0.3);
    add(10, 10);
    expect([budget.spent().cost, budget.reached()]).toEqual([0.3, undefined]);
    add(10, 10, 0.3);
    expect(budget.reached()).toEqual({ name: 'cost', used: 0.6, allowed: 0.5 });
  });

  it('counts the time of earlier attempts and of this one', () => {
    const { budget, time } = setUp({ wallClock: '1m40s' }, { seconds: 60 });
    expect([budget.seconds(), budget.untilTime(), budget.reached()]).toEqual([60, 20, undefined]);
    time.now = 20_000;
    expect([budget.seconds(), budget.untilTime()]).toEqual([80, 20]);
    time.now = 40_000;
    expect([budget.untilTime(), budget.reached()]).toEqual([0, { name: 'wallClock', used: 100, allowed: 100 }]);
  });

  it('warns once of each limit, at four fifths', () => {
    const { warnings, add } = setUp({ tokens: 1000, cost: 1 });
    add(700, 99, 0.79);
    expect(warnings).toEqual([]);
    add(1, 0);
    add(100, 0, 0.1);
    add(500, 0, 0.5);
    expect(warnings).toEqual([
      '80 % of limits.tokens is used up: 800 of 1,000 tokens',
      '89 % of limits.cost is used up: 0.89 of 1',
    ]);
  });

  it('has no end without limits', () => {
    const { budget, warnings, add } = setUp({});
    add(1e12, 1e12, 1e6);
    expect([budget.reached(), budget.untilTime(), warnings]).toEqual([undefined, undefined, []]);
  });

  it('proposes as much again', () => {
    expect(raised({ name: 'tokens', used: 1200, allowed: 1000 })).toBe('limits.tokens=2400');
    expect(raised({ name: 'cost', used: 2.5, allowed: 2.5 })).toBe('limits.cost=5');
    expect(raised({ name: 'wallClock', used: 3601.5, allowed: 3600 })).toBe('limits.wallClock=2h1m');
  });
});

describe('exploring on a budget', () => {
  /** Each rollout takes one turn of ten tokens. */
  function exploration(limits: BudgetOptions['limits'], changes: Partial<ExploreRequest> = {}) {
    const environment = createCountingEnvironment({ train: 10, maxRounds: 1 });
    const answer = { text: act('add 1'), usage: { prompt: 8, cached: 0, completion: 2 } };
    const policy = createAnsweringPolicy(() => answer);
    const { budget } = setUp(limits);
    const stored: Trajectory[] = [];
    const request: ExploreRequest = {
      environments: [{ environment, tasks: environment.tasks('train') }],
      policy,
      samples: 1,
      stop: 'never',
      seed: 1,
      temperature: 1,
      maxTokens: 8,
      failureShare: 0,
      concurrency: 4,
      budget,
      onTrajectory: (one) => void stored.push(one),
      ...changes,
    };
    return { request, stored, budget, policy };
  }

  it('starts no rollout once it is used up, and finishes those under way', async () => {
    const { request, stored, budget, policy } = exploration({ tokens: 30 });
    const stopped = explore(request);
    await expect(stopped).rejects.toThrow(LimitReached);
    await expect(stopped).rejects.toMatchObject({ code: 'E_RUN_LIMIT' });
    // Three are enough; three more may have been under way.
    expect(stored.length).toBeGreaterThanOrEqual(3);
    expect(stored.length).toBeLessThanOrEqual(6);
    expect(budget.spent().prompt).toBe(8 * stored.length);
    expect(policy.requests).toHaveLength(stored.length);
    expect(policy.openConversations()).toBe(0);
  });

  it('plays what is left where there is more', async () => {
    const { request, stored } = exploration({ tokens: 30 });
    await expect(explore(request)).rejects.toThrow(LimitReached);
    const more = exploration({ tokens: 1000 }, { known: stored });
    expect(await explore(more.request)).toHaveLength(10);
    expect(more.stored).toHaveLength(10 - stored.length);
  });

  it('does not fail by a limit that its last rollout reached', async () => {
    const { request, budget } = exploration({ tokens: 100 });
    expect(await explore(request)).toHaveLength(10);
    expect(budget.reached()).toEqual({ name: 'tokens', used: 100, allowed: 100 });
    await expect(explore(request)).rejects.toThrow(LimitReached);
  });

  it('counts what an interruption gave up', async () => {
    const halt = new AbortController();
    let turns = 0;
    const policy = createAnsweringPolicy(() => {
      turns += 1;
      if (turns === 2) halt.abort();
      return { text: act('add 1'), usage: { prompt: 8, cached: 0, completion: 2 } };
    });
    const environment = createCountingEnvironment({ train: 1, maxRounds: 5 });
    const environments = [{ environment, tasks: environment.tasks('train').filter(({ index }) => index === 0) }];
    const { budget } = setUp({});
    const givenUp: unknown[] = [];
    const { request, stored } = exploration({}, { policy, environments, signal: halt.signal });
    const exploring = explore({ ...request, budget: { ...budget, onGivenUp: (one) => givenUp.push(one) } });
    await expect(exploring).rejects.toMatchObject({ name: 'InterruptedError' });
    expect(stored).toEqual([]);
    expect(givenUp).toEqual([{ usage: budget.spent() }]);
    expect(budget.spent().prompt).toBeGreaterThanOrEqual(8);
  });
});
