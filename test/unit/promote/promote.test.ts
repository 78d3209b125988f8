import { describe, expect, it } from 'vitest';
import { type Judged, promote } from '../../../src/promote/promote.ts';

const judged = (success: number | null, ...names: string[]): Judged => ({
  environments: Object.fromEntries((names.length === 0 ? ['a', 'b'] : names).map((name) => [name, {}])),
  total: { success },
});

describe('the gate', () => {
  it.each([
    [0.51, 0.5, true, 'The candidate does better: candidate 51.0 %, incumbent 50.0 %.'],
    [0.5, 0.51, false, 'The candidate does worse: candidate 50.0 %, incumbent 51.0 %.'],
    [0.5, 0.5, false, 'A tie keeps the incumbent: both 50.0 %.'],
    [0.1 + 0.2, 0.3, false, 'A tie keeps the incumbent: both 30.0 %.'],
    [null, 0, false, 'The candidate has no success rate: no rollout counts.'],
    [0, null, true, 'The incumbent has no success rate: none of its rollouts counts.'],
    [null, null, false, 'The candidate has no success rate: no rollout counts.'],
  ])('candidate %s, incumbent %s: %s', (candidate, incumbent, promoted, reason) => {
    expect(promote({ candidate: judged(candidate), incumbent: judged(incumbent) })).toEqual({
      promoted,
      verdict: promoted ? 'promote' : 'reject',
      reason,
    });
  });

  it('compares nothing that was judged in different environments', () => {
    expect(() => promote({ candidate: judged(1, 'a'), incumbent: judged(0, 'a', 'b') })).toThrow(
      'different environments',
    );
    expect(promote({ candidate: judged(1, 'b', 'a'), incumbent: judged(0, 'a', 'b') }).promoted).toBe(true);
  });
});
