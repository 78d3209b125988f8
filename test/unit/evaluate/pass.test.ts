import { describe, expect, it } from 'vitest';
import { worthOf } from '../../../src/evaluate/interval.ts';
import { summarise } from '../../../src/evaluate/metrics.ts';
import { passOf } from '../../../src/evaluate/pass.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

/** Tasks with so many of `k` rollouts solved. */
const tasks = (solved: readonly number[], k: number) =>
  solved.flatMap((count, index) =>
    Array.from({ length: k }, (_, sample) => makeTrajectory(index, { sample, reward: sample < count ? 1 : 0 })),
  );

describe('pass@k and pass^k', () => {
  it('are those of all the ways to draw k of n rollouts', () => {
    const [pair, all] = passOf([{ rollouts: 3, solved: 1 }], 3);
    // One of three solved: two of the three pairs hold it, none is all solved.
    expect(pair).toMatchObject({ k: 2, all: 0, tasks: 1 });
    expect(pair?.any).toBeCloseTo(2 / 3, 12);
    expect(all).toMatchObject({ k: 3, any: 1, all: 0 });
    expect(passOf([{ rollouts: 4, solved: 3 }], 4)[0]?.all).toBeCloseTo(3 / 6, 12);
  });

  it('leave out tasks with fewer rollouts, and are for k up to K', () => {
    const list = passOf(
      [
        { rollouts: 5, solved: 5 },
        { rollouts: 3, solved: 0 },
      ],
      5,
    );
    expect(list.map(({ k, tasks: counted, any }) => [k, counted, any])).toEqual([
      [2, 2, 0.5],
      [4, 1, 1],
      [5, 1, 1],
    ]);
    expect(passOf([{ rollouts: 1, solved: 1 }], 1)).toEqual([]);
  });

  it('are in the metrics where tasks have several rollouts, all the same number', () => {
    expect(summarise(tasks([4, 2, 0], 4)).total.pass).toMatchObject([
      { k: 2, all: expect.closeTo((1 + 1 / 6) / 3, 12) as number, any: expect.closeTo((1 + 5 / 6) / 3, 12) as number },
      { k: 4, any: 2 / 3, all: 1 / 3, tasks: 3 },
    ]);
    expect(summarise(tasks([1, 0], 1)).total).not.toHaveProperty('pass');
    // Sampled until it was solved.
    expect(summarise([...tasks([1], 1), ...tasks([0, 0], 3).slice(3)]).total).not.toHaveProperty('pass');
  });
});

describe('what rollouts are worth', () => {
  const list = (solved: readonly number[], rollouts: number) => solved.map((one) => ({ solved: one, rollouts }));

  it('is the number of tasks where the rollouts of each are equal, and of rollouts where they are independent', () => {
    expect(worthOf(list([4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0], 4))).toBeCloseTo(12, 0);
    expect(worthOf(list([2, 2, 2, 2, 2, 2, 2, 2, 2, 2], 4))).toBe(40);
    const some = worthOf(list([4, 3, 2, 1, 0, 4, 3, 2, 1, 0], 4));
    expect(some).toBeGreaterThan(10);
    expect(some).toBeLessThan(40);
  });

  it('is the number of tasks with one rollout of each, with few tasks, and where all came to the same', () => {
    expect(worthOf(list([1, 0, 1], 1))).toBe(3);
    expect(worthOf(list([2, 2, 1], 4))).toBe(3);
    expect(
      worthOf(
        list(
          Array.from({ length: 20 }, () => 0),
          4,
        ),
      ),
    ).toBe(20);
  });
});

describe('what is missing', () => {
  it('is said with what it could at most have changed', () => {
    const list = [1, 1, 0, null].map((reward, index) => makeTrajectory(index, { reward }));
    expect(summarise(list).total.missing).toEqual({ share: 0.25, low: 0.5, high: 0.75 });
    expect(summarise(list.slice(0, 3)).total).not.toHaveProperty('missing');
    const two = [...list, makeTrajectory(0, { environment: 'other', reward: 0 })];
    expect(summarise(two).total.missing).toEqual({ share: 0.2, low: 0.25, high: 0.375 });
  });
});
