import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalOfMean, wilson } from '../../../src/evaluate/interval.ts';

describe("Wilson's interval", () => {
  // Newcombe (1998), table I, method 3 (score without continuity correction).
  it.each([
    [81 / 263, 263, 0.2553, 0.3662],
    [15 / 148, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1 / 29, 29, 0.0061, 0.1718],
  ])('of %f among %i is as published', (rate, n, low, high) => {
    expect(wilson(rate, n).low).toBeCloseTo(low, 4);
    expect(wilson(rate, n).high).toBeCloseTo(high, 4);
  });

  it('holds the rate, stays in [0, 1], mirrors, and narrows with n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, rate) => {
        const { low, high } = wilson(rate, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate + 1e-12);
        expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
        expect(wilson(1 - rate, n).low).toBeCloseTo(1 - high, 9);
        const more = wilson(rate, 2 * n);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

describe('the interval of a mean of rates', () => {
  it('is the own interval of a single rate', () => {
    const { low, high } = wilson(0.3, 50);
    expect(intervalOfMean([{ success: 0.3, low, high }]).low).toBeCloseTo(low, 12);
    expect(intervalOfMean([{ success: 0.3, low, high }]).high).toBeCloseTo(high, 12);
  });

  it('adds the distances as squares', () => {
    const rates = [
      { success: 0.5, low: 0.47, high: 0.56 },
      { success: 0.7, low: 0.66, high: 0.78 },
    ];
    expect(intervalOfMean(rates).low).toBeCloseTo(0.6 - 0.025, 12);
    expect(intervalOfMean(rates).high).toBeCloseTo(0.6 + 0.05, 12);
  });
});
