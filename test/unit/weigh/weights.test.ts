import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Weighable, weightsOf, type Weighing } from '../../../src/weigh/weights.ts';

const group = (...rewards: number[]): Weighable[] => rewards.map((reward, sample) => ({ reward, rounds: 3, sample }));
const groups = fc
  .array(fc.record({ reward: fc.double({ min: 0, max: 1, noNaN: true }), rounds: fc.nat(9) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.map((one, sample) => ({ ...one, sample })));

describe('the weight of a trajectory', () => {
  it.each<[Weighing, number[], number[]]>([
    ['reward', [0, 0.3, 1], [0, 0.3, 1]],
    ['threshold', [0, 0.99, 1], [0, 0, 1]],
    ['best-of-k', [0.2, 0.9, 0.9], [0, 1, 0]],
    ['best-of-k', [0, 0], [0, 0]],
    ['exponential', [0, 0.5, 1], [Math.exp(-2), Math.exp(-1), 1]],
    ['advantage', [0, 0.5, 1], [0, 0, 0.5]],
    ['advantage', [1], [0]],
    ['advantage', [0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [0, 0, 0, 0, 0, 0]],
  ])('by %s: %j → %j', (by, rewards, weights) => {
    const found = weightsOf(group(...rewards), { by });
    expect(found).toHaveLength(weights.length);
    for (const [i, weight] of weights.entries()) expect(found[i]).toBeCloseTo(weight, 12);
  });

  it('uses the threshold and the beta that are set', () => {
    expect(weightsOf(group(0.4, 0.5, 0.6), { by: 'threshold', threshold: 0.5 })).toEqual([0, 0, 1]);
    expect(weightsOf(group(0, 1), { by: 'exponential', beta: 0.1 })).toEqual([Math.exp(-10), 1]);
  });

  it('takes the shortest of the best, then the first', () => {
    const tied: Weighable[] = [
      { reward: 1, rounds: 5, sample: 0 },
      { reward: 1, rounds: 2, sample: 2 },
      { reward: 1, rounds: 2, sample: 1 },
      { reward: 0.5, rounds: 1, sample: 3 },
    ];
    expect(weightsOf(tied, { by: 'best-of-k' })).toEqual([0, 0, 1, 0]);
  });

  it('is in [0, 1], and a better reward never weighs less, by every weighing', () => {
    const weighings = fc.constantFrom<Weighing>('reward', 'threshold', 'exponential', 'advantage');
    fc.assert(
      fc.property(groups, weighings, fc.double({ min: 0.05, max: 5, noNaN: true }), (members, by, parameter) => {
        const weights = weightsOf(members, { by, beta: parameter, threshold: parameter });
        for (const [i, weight] of weights.entries()) {
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weight).toBeLessThanOrEqual(1);
          for (const [j, other] of weights.entries()) {
            const [own, theirs] = [members[i]?.reward ?? 0, members[j]?.reward ?? 0];
            if (own >= theirs) expect(weight).toBeGreaterThanOrEqual(other);
          }
        }
      }),
    );
  });

  it('by best-of-k: one of the group exactly when something was gained, and one of the highest reward', () => {
    fc.assert(
      fc.property(groups, (members) => {
        const weights = weightsOf(members, { by: 'best-of-k' });
        const best = Math.max(...members.map(({ reward }) => reward));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(best > 0 ? 1 : 0);
        if (best > 0) expect(members[weights.indexOf(1)]?.reward).toBe(best);
      }),
    );
  });

  it('by advantage: the positive parts balance the negative ones that are cut off', () => {
    fc.assert(
      fc.property(groups, (members) => {
        const mean = members.reduce((sum, { reward }) => sum + reward, 0) / members.length;
        const below = members.reduce((sum, { reward }) => sum + Math.max(0, mean - reward), 0);
        const above = weightsOf(members, { by: 'advantage' }).reduce((sum, weight) => sum + weight, 0);
        expect(above).toBeCloseTo(below, 9);
      }),
    );
  });
});
