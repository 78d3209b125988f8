import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/evaluate/metrics.ts';
import type { RunEvent } from '../../../src/report/events.ts';
import { type Point, pointsOf } from '../../../src/tracking/points.ts';
import { ended } from '../../support/run-events.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

function all(events: readonly RunEvent[]): Point[] {
  const of = pointsOf();
  return events.flatMap((event) => of(event));
}

function steps(count: number, loss: (step: number) => number, from = 1): RunEvent[] {
  const label = { stage: 'train', title: 'iteration 2: train', iteration: 2 } as const;
  return Array.from({ length: count - from + 1 }, (_, i) => i + from).map(
    (done): RunEvent => ({ type: 'progress', ...label, done, total: count, loss: loss(done) }),
  );
}

describe('the points of a run', () => {
  it('have every loss of a short training, by its optimiser step', () => {
    expect(all(steps(3, (step) => step / 2))).toEqual([
      { tag: 'loss/iteration-2', value: 0.5, step: 1 },
      { tag: 'loss/iteration-2', value: 1, step: 2 },
      { tag: 'loss/iteration-2', value: 1.5, step: 3 },
    ]);
  });

  it('have means of a long one, about five hundred', () => {
    const points = all(steps(10_001, (step) => step));
    expect(points.length).toBeGreaterThan(400);
    expect(points.length).toBeLessThanOrEqual(501);
    // All steps in it count once: the means, weighted by their steps, are the mean of all.
    let before = 0;
    const sum = points.reduce((total, { value, step }) => {
      const part = value * (step - before);
      before = step;
      return total + part;
    }, 0);
    expect(sum).toBeCloseTo((10_001 * 10_002) / 2, 3);
  });

  it('begin where a training goes on, and hear no step twice', () => {
    const events = [...steps(6, (step) => step, 4), ...steps(6, () => 99, 5)];
    expect(all(events).map(({ step, value }) => [step, value])).toEqual([
      [4, 4],
      [5, 5],
      [6, 6],
    ]);
  });

  it('have success with its interval, of all environments and of each, but no rate of nothing', () => {
    const metrics = summarise([makeTrajectory(1, { outcome: 'success', environment: 'a b/c' })]);
    const [rate] = Object.values(metrics.environments);
    const points = all([{ type: 'evaluated', iteration: 3, checkpoint: 'x', metrics }]);
    expect(points).toContainEqual({ tag: 'dev/success', value: 1, step: 3 });
    expect(points).toContainEqual({ tag: 'dev/success_a_b_c', value: 1, step: 3 });
    expect(points).toContainEqual({ tag: 'dev/low_a_b_c', value: rate?.low, step: 3 });
    expect(points).toContainEqual({ tag: 'tokens/evaluate_prompt', value: metrics.total.tokens.prompt, step: 3 });
    const failed = summarise([makeTrajectory(1, { outcome: 'env_error' })]);
    const none = all([{ type: 'evaluated', iteration: 3, checkpoint: 'x', metrics: failed }]);
    expect(none.map(({ tag }) => tag)).toEqual(['tokens/evaluate_prompt', 'tokens/evaluate_completion']);
  });

  it('add up the seconds of stages of one kind in an iteration', () => {
    const points = all([ended('promoted on eval', 2), ended('baseline on eval', 3), ended('iteration 1: train', 5)]);
    expect(points).toEqual([
      { tag: 'seconds/final', value: 2, step: 0 },
      { tag: 'seconds/final', value: 5, step: 0 },
      { tag: 'seconds/train', value: 5, step: 1 },
    ]);
  });
});
