import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/evaluate/metrics.ts';
import { runningRate } from '../../../src/evaluate/running.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const rollouts = fc.array(
  fc.record({
    task: fc.nat(14),
    sample: fc.nat(3),
    environment: fc.constantFrom('textcraft', 'babyai'),
    reward: fc.constantFrom(0, 1, null),
  }),
  { maxLength: 200 },
);

describe('the running rate', () => {
  it('is at any time what the metrics of the same rollouts say', () => {
    fc.assert(
      fc.property(rollouts, (list) => {
        const once = [...new Map(list.map((one) => [`${one.environment} ${one.task} ${one.sample}`, one])).values()];
        const all = once.map(({ task, ...rest }) => makeTrajectory(task, rest));
        const running = runningRate(all);
        const { total } = summarise(all.filter(({ reward }) => reward !== null));
        expect(running.rate().n).toBe(total.n);
        for (const key of ['success', 'low', 'high'] as const) {
          if (total[key] === null) expect(running.rate()[key]).toBeNull();
          else expect(running.rate()[key]).toBeCloseTo(total[key], 9);
        }
        expect(running.errors()).toBe(all.filter(({ reward }) => reward === null).length);
      }),
    );
  });

  it('counts a rollout that was played again after an error once', () => {
    const running = runningRate([makeTrajectory(1, { reward: null }), makeTrajectory(2)]);
    expect(running.missing()).toEqual({ share: 0.5, low: 0.5, high: 1 });
    running.add(makeTrajectory(1, { reward: 0 }));
    expect([running.errors(), running.missing(), running.shown().success]).toEqual([0, undefined, 0.5]);
  });

  it('says nothing before a rollout counts', () => {
    expect(runningRate([makeTrajectory(1, { reward: null })]).shown()).toEqual({});
  });
});
