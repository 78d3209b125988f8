import { describe, expect, it } from 'vitest';
import { learningRate, SCHEDULES } from '../../../../src/lm/training/schedule.ts';

function rates(schedule: (typeof SCHEDULES)[number], warmup: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => learningRate({ learningRate: 1, schedule, warmup }, i + 1, steps));
}

describe('learningRate', () => {
  it('warms up linearly to the peak', () => {
    expect(rates('constant', 3, 100).slice(0, 5)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  });

  it('decays by half a cosine, linearly, or not at all', () => {
    const middle = 50;
    expect(rates('cosine', 0, 100)[middle]).toBeCloseTo(0.5, 10);
    expect(rates('cosine', 0, 100)[25]).toBeCloseTo((1 + Math.SQRT1_2) / 2, 10);
    expect(rates('linear', 0, 100)[25]).toBeCloseTo(0.75, 10);
    expect(rates('constant', 0, 100).at(-1)).toBe(1);
  });

  it('falls from its peak to near zero, and never is zero', () => {
    for (const schedule of ['cosine', 'linear'] as const) {
      const after = rates(schedule, 5, 80).slice(5);
      expect(after[0]).toBe(1);
      for (let i = 1; i < after.length; i++) expect(after[i]).toBeLessThan(after[i - 1] as number);
      expect(after.at(-1)).toBeGreaterThan(0);
      expect(after.at(-1)).toBeLessThan(0.05);
    }
  });

  it('spends at most a tenth of a short stage on warm-up', () => {
    expect(rates('cosine', 20, 30).slice(0, 4)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(rates('cosine', 20, 5)[0]).toBe(1);
  });
});
