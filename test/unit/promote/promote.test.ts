import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/evaluate/metrics.ts';
import { type Judged, promote } from '../../../src/promote/promote.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const judged = (success: number | null, ...names: string[]): Judged => ({
  environments: Object.fromEntries((names.length === 0 ? ['a', 'b'] : names).map((name) => [name, {}])),
  total: { success },
});

/** An evaluation with so many successes, failures and errors in each environment. */
function played(...environments: (readonly [number, number, number])[]): Judged {
  const outcomes = ['success', 'failure', 'env_error'] as const;
  const rows = environments.flatMap((counts, e) =>
    outcomes.flatMap((outcome, o) =>
      Array.from({ length: counts[o] ?? 0 }, (_, i) => {
        const reward = { success: 1, failure: 0, env_error: null }[outcome];
        return makeTrajectory(10 * o + i, { environment: `environment-${e}`, outcome, reward });
      }),
    ),
  );
  return summarise(rows);
}

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

  it.each([
    [
      'of both',
      [6, 3, 1],
      [5, 4, 1],
      'does better: candidate 66.7 %, incumbent 55.6 %',
      '1, of the incumbent 1',
      '0.0 to 20.0',
    ],
    [
      'of the candidate',
      [4, 4, 2],
      [6, 4, 0],
      'does worse: candidate 50.0 %, incumbent 60.0 %',
      '2, of the incumbent 0',
      '−20.0 to 0.0',
    ],
    [
      'of the incumbent',
      [5, 5, 0],
      [4, 4, 2],
      'keeps the incumbent: both 50.0 %',
      '0, of the incumbent 2',
      '−10.0 to 10.0',
    ],
  ] as const)('says what the rollouts that are missing %s could change', (_, ours, theirs, said, missing, bounds) => {
    const decision = promote({ candidate: played(ours), incumbent: played(theirs) });
    expect(decision.reason).toContain(
      `${said}. Rollouts are missing, of the candidate ${missing}: by them the difference is ${bounds} points.`,
    );
  });

  it('says it of the mean over environments', () => {
    const decision = promote({ candidate: played([6, 3, 1], [5, 5, 0]), incumbent: played([5, 5, 0], [5, 5, 0]) });
    expect(decision.reason).toMatch(/candidate 58.3 %.* of the candidate 1, .* 5.0 to 10.0 points\.$/u);
  });

  it('compares nothing that was judged in different environments', () => {
    expect(() => promote({ candidate: judged(1, 'a'), incumbent: judged(0, 'a', 'b') })).toThrow(
      'different environments',
    );
    expect(promote({ candidate: judged(1, 'b', 'a'), incumbent: judged(0, 'a', 'b') }).promoted).toBe(true);
  });
});
