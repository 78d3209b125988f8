import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../../src/evaluate/interval.ts';
import { summarise } from '../../../src/evaluate/metrics.ts';
import { toJson } from '../../../src/runs/files.ts';
import { random } from '../../../src/seeds.ts';
import { OUTCOMES } from '../../../src/trajectories/trajectory.ts';
import { trajectories } from '../../support/arbitrary-trajectory.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

describe('the metrics of an environment', () => {
  const { counting } = summarise([
    makeTrajectory(1, { group: 'level 12', rounds: 2, reward: 0.8, outcome: 'success' }),
    makeTrajectory(2, { group: 'level 4', rounds: 5, reward: 0, outcome: 'failure', parseErrors: 2 }),
    makeTrajectory(3, { group: 'level 4', rounds: 8, reward: 0.1, outcome: 'truncated' }),
    makeTrajectory(4, { group: 'level 4', rounds: 6, reward: 0.3, outcome: 'success' }),
    makeTrajectory(5, { group: 'level 5', reward: null }),
    makeTrajectory(6, { reward: null, outcome: 'policy_error', rounds: 99 }),
  ]).environments;

  it('leave errors out of rates and means, and count them beside', () => {
    expect(counting).toMatchObject({
      success: 0.5,
      ...wilson(0.5, 4),
      n: 4,
      tasks: 4,
      rounds: 5.25,
      errors: 2,
      outcomes: { success: 2, failure: 1, truncated: 1, env_error: 1, policy_error: 1 },
    });
    expect(counting?.reward).toBeCloseTo(0.3, 12);
  });

  it('sum tokens, parse errors and seconds over everything that was played', () => {
    expect(counting).toMatchObject({ parseErrors: 2, tokens: { prompt: 60, cached: 24, completion: 18 }, seconds: 3 });
  });

  it('break success down by group, in the order of their numbers', () => {
    expect(Object.entries(counting?.groups ?? {})).toEqual([
      ['level 4', { success: 1 / 3, ...wilson(1 / 3, 3), n: 3 }],
      ['level 5', { success: null, low: null, high: null, n: 0, missing: { share: 1, low: 0, high: 1 } }],
      ['level 12', { success: 1, ...wilson(1, 1), n: 1 }],
    ]);
  });

  it('take the number of tasks for the interval when tasks have several samples', () => {
    const samples = [0, 1, 2, 3].flatMap((index) =>
      [0, 1, 2].map((sample) => makeTrajectory(index, { sample, reward: index === 0 ? 1 : 0 })),
    );
    expect(summarise(samples).environments['counting']).toMatchObject({
      success: 0.25,
      ...wilson(0.25, 4),
      n: 12,
      tasks: 4,
    });
  });
});

describe('the total', () => {
  const of = (environment: string, successes: number, n: number) =>
    Array.from({ length: n }, (_, index) =>
      makeTrajectory(index, { environment, reward: index < successes ? 1 : 0, rounds: n }),
    );

  it('is the mean of the environments, not of the pooled rollouts', () => {
    const { environments, total } = summarise([...of('a', 10, 10), ...of('b', 10, 40)]);
    expect(total).toMatchObject({ success: 0.625, reward: 0.625, rounds: 25, n: 50, tasks: 50 });
    expect(total.outcomes).toMatchObject({ success: 20, failure: 30 });
    const [a, b] = [environments['a'], environments['b']];
    expect(total.low).toBeCloseTo(0.625 - Math.hypot(1 - (a?.low ?? 0), 0.25 - (b?.low ?? 0)) / 2, 12);
  });

  it('is no rate when one environment has none', () => {
    const { environments, total } = summarise(of('a', 1, 2), ['b', 'a']);
    expect(Object.keys(environments)).toEqual(['b', 'a']);
    expect(environments['b']).toMatchObject({ success: null, low: null, high: null, n: 0, reward: null, rounds: null });
    expect(total).toMatchObject({ success: null, low: null, high: null, n: 2, reward: null });
  });

  it('of nothing is null', () => {
    expect(summarise([]).total).toMatchObject({ success: null, low: null, n: 0 });
  });
});

it('can always be written as JSON, and accounts for every rollout', () => {
  fc.assert(
    fc.property(fc.array(trajectories, { maxLength: 12 }), (list) => {
      const metrics = summarise(list);
      expect(JSON.parse(toJson(metrics))).toEqual(metrics);
      const { outcomes, n, errors } = metrics.total;
      expect(n + errors).toBe(list.length);
      expect(OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0)).toBe(list.length);
    }),
  );
});

it('does not depend on the order in which rollouts finished, to the last digit', () => {
  fc.assert(
    fc.property(fc.array(trajectories, { maxLength: 30 }), fc.nat(), (list, seed) => {
      // As text: JSON keeps every digit.
      expect(toJson(summarise(random(seed).shuffle(list), ['textcraft', 'babyai']))).toBe(
        toJson(summarise(list, ['textcraft', 'babyai'])),
      );
    }),
  );
});
