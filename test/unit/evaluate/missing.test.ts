import { describe, expect, it } from 'vitest';
import { missingPairsWords, missingWords } from '../../../src/evaluate/missing.ts';
import { gainOf } from '../../../src/report/gain.ts';
import type { Scores } from '../../../src/runs/summary.ts';

describe('what is missing, in words', () => {
  it('is the share, and the figures that the rate would lie between', () => {
    expect(missingWords({ share: 1 / 12, low: 1 / 12, high: 2 / 12 })).toBe('8.3 % missing: 8.3 to 16.7 %');
  });

  it('of a difference is how many, in points with a true minus sign, and nought without one', () => {
    expect(missingPairsWords(3, { low: -0.0123, high: 0.05 })).toBe('3 missing: −1.2 to 5.0');
    expect(missingPairsWords(1, { low: -0.0001, high: 0 })).toBe('1 missing: 0.0 to 0.0');
  });

  it('stands in the sentence of what a run came to', () => {
    const scores = (success: number, missing?: Scores[string]['missing']): Scores => ({
      maze: { success, low: 0, high: 1, n: 11, reward: 0, ...(missing === undefined ? {} : { missing }) },
    });
    const promoted = scores(6 / 11, { share: 1 / 12, low: 6 / 12, high: 7 / 12 });
    expect(gainOf({ final: { split: 'eval', baseline: scores(0.5), promoted } })).toBe(
      'Success on eval: 54.5 % (8.3 % missing: 50.0 to 58.3 %), +4.5 points against the baseline.',
    );
  });
});
