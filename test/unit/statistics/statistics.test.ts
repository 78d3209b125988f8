import { describe, expect, it } from 'vitest';
import { lowerBound, probability, upperBound, upperTail } from '../../../src/statistics/binomial.ts';
import { exceeds } from '../../../src/statistics/difference.ts';
import { boundary, spent } from '../../../src/statistics/sequential.ts';

describe('the binomial distribution', () => {
  it.each([
    [10, 5, 0.5, 638 / 1024],
    [5, 5, 0.5, 1 / 32],
    [3, 0, 0.2, 1],
    [3, 1, 0.2, 1 - 0.8 ** 3],
    [4, 5, 0.5, 0],
    [4, 2, 0, 0],
    [4, 2, 1, 1],
  ])('of %i trials: P(X ≥ %i) at %f', (n, k, p, expected) => {
    expect(upperTail(n, k, p)).toBeCloseTo(expected, 12);
  });

  it('has tails that are sums of its probabilities, also of a thousand trials', () => {
    for (const [k, p] of [
      [330, 0.3],
      [300, 0.3],
      [250, 0.3],
    ] as const) {
      let sum = 0;
      for (let i = k; i <= 1000; i++) sum += probability(1000, i, p);
      expect(upperTail(1000, k, p)).toBeCloseTo(sum, 10);
    }
  });

  it('is bounded as Clopper and Pearson say: 5 of 20 are 8.7 to 49.1 %', () => {
    expect(lowerBound(20, 5, 0.025)).toBeCloseTo(0.0866, 4);
    expect(upperBound(20, 5, 0.025)).toBeCloseTo(0.491, 4);
    expect([lowerBound(9, 0, 0.1), upperBound(9, 9, 0.1)]).toEqual([0, 1]);
    expect(upperBound(300, 0, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 300), 8);
  });
});

/** P(S crosses its boundary at a look), of fair coins, by going through every path. */
function crossing(discordant: readonly number[], alpha: number): number {
  const looks = discordant.map((count, i) => ({ discordant: count, fraction: (i + 1) / discordant.length }));
  const wins = looks.map((_, i) => boundary(looks.slice(0, i + 1), alpha).wins);
  const last = discordant.at(-1) ?? 0;
  let crossed = 0;
  for (let path = 0; path < 2 ** last; path++) {
    const won = (coins: number): number => (path & (2 ** coins - 1)).toString(2).replaceAll('0', '').length;
    if (discordant.some((coins, i) => won(coins) >= (wins[i] as number))) crossed += 1;
  }
  return crossed / 2 ** last;
}

describe('the sequential boundary', () => {
  it('at a single look is that of the exact test', () => {
    const { wins, level } = boundary([{ fraction: 1, discordant: 90 }], 0.025);
    expect(wins).toBe(55);
    expect(level).toBeCloseTo(upperTail(90, 55, 0.5), 12);
    expect(upperTail(90, 54, 0.5)).toBeGreaterThan(0.025);
  });

  it('spends alpha by the logarithm, all of it at the end', () => {
    expect([0, 1, 2].map((fraction) => spent(0.05, fraction))).toEqual([0, 0.05, 0.05]);
    expect(spent(0.05, 0.5)).toBeCloseTo(0.05 * 0.62011, 5);
  });

  it.each([[[4, 8, 14]], [[0, 10]], [[6, 6, 12]], [[9, 11, 13, 15]]])(
    'is crossed by fair coins no more often than alpha, looking after %j of them',
    (discordant) => {
      const rate = crossing(discordant, 0.2);
      expect(rate).toBeLessThanOrEqual(0.2);
      expect(rate).toBeGreaterThan(0.08);
    },
  );

  it('cannot be crossed where too few differ', () => {
    expect(boundary([{ fraction: 1, discordant: 3 }], 0.05)).toEqual({ wins: 4, level: 0 });
  });
});

describe('a difference above a bound', () => {
  it('of 0 is McNemar’s exact test', () => {
    expect(exceeds({ pairs: 100, gained: 55, lost: 35 }, 0, 0.025)).toBe(upperTail(90, 55, 0.5) <= 0.025);
    expect(exceeds({ pairs: 100, gained: 54, lost: 36 }, 0, 0.025)).toBe(false);
  });

  it.each([
    [300, 45, 45, -0.1, true],
    [300, 30, 60, -0.1, false],
    [300, 20, 70, -0.1, false],
    [300, 0, 0, -0.1, true],
    [10, 0, 0, -0.1, false],
    [300, 90, 20, 0.1, true],
    [300, 45, 15, 0.1, false],
    [300, 0, 0, 0.1, false],
  ])('of %i tasks, %i gained and %i lost, above %f: %s', (pairs, gained, lost, bound, expected) => {
    expect(exceeds({ pairs, gained, lost }, bound, 0.05)).toBe(expected);
  });
});
