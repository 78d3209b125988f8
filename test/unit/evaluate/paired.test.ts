import { describe, expect, it } from 'vitest';
import { comparePairs } from '../../../src/evaluate/paired.ts';
import { toJson } from '../../../src/runs/files.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

/** Tasks in order: `+` solved, `-` not, `?` lost to the plumbing, and ` ` not played. */
function played(marks: string, changes: Partial<Trajectory> = {}): Trajectory[] {
  return marks.split('').flatMap((mark, index) => {
    if (mark === ' ') return [];
    return [makeTrajectory(index, { reward: { '+': 1, '-': 0 }[mark] ?? null, ...changes })];
  });
}

const of = (candidate: string, incumbent: string) =>
  comparePairs({ candidate: played(candidate), incumbent: played(incumbent) }, ['counting'], 1);

describe('a comparison', () => {
  it('counts what was gained and lost, task by task, and tests it exactly', () => {
    const { total, environments } = of('++++++--+-', '------+-+-');
    expect(total).toMatchObject({ tasks: 10, pairs: 10, gained: 6, lost: 1, lostAtWorst: 1 });
    // P(at least 6 of 7 fair coins), twice.
    expect(total.p).toBeCloseTo(16 / 128, 12);
    expect(total.success.difference).toBeCloseTo(0.5, 12);
    expect(total.reward).toMatchObject({ difference: 0.5 });
    expect(total).not.toHaveProperty('bounds');
    expect(environments['counting']).toMatchObject({ gained: 6, lost: 1 });
  });

  it('has the interval of Agresti and Min', () => {
    const { success } = of('++++++--+-', '------+-+-').total;
    const [mean, square] = [5 / 12, (7 + 1) / 12];
    const half = 1.959964 * Math.sqrt((square - mean * mean) / 12);
    expect(success.low).toBeCloseTo(mean - half, 6);
    expect(success.high).toBeCloseTo(mean + half, 6);
  });

  it('counts what is missing against the candidate at worst, as far as it could be', () => {
    // Missing: candidate against a success, against a failure, incumbent against a success, against a failure, both.
    const { total } = of('+??+-?', '-+-???');
    expect(total).toMatchObject({ tasks: 6, pairs: 1, gained: 1, lost: 0, lostAtWorst: 3 });
    expect(total.bounds).toEqual({ low: (1 - 3) / 6, high: (1 + 0 + 1 + 1 + 0 + 1) / 6 });
  });

  it('takes a task that one has not played for missing', () => {
    expect(of('+ ', '-+').total).toMatchObject({ tasks: 2, pairs: 1, gained: 1, lostAtWorst: 1 });
    expect(of('', '').total).toMatchObject({ tasks: 0, success: { difference: null }, p: 1 });
    expect(() => toJson(of('', ''))).not.toThrow();
  });

  it('counts a task once, however often it was played, by its successes', () => {
    const samples = (marks: readonly string[]): Trajectory[] => marks.flatMap((one, sample) => played(one, { sample }));
    const { total } = comparePairs(
      { candidate: samples(['+-+', '+-?']), incumbent: samples(['+-+', '---']) },
      ['counting'],
      1,
    );
    expect(total).toMatchObject({ tasks: 3, pairs: 3, gained: 1, lost: 0 });
    expect(total.success.difference).toBeCloseTo(0.5 / 3, 12);
  });

  it('averages the environments, and pools their tasks for the test', () => {
    const both = (a: string, b: string) => [...played(a, { environment: 'a' }), ...played(b, { environment: 'b' })];
    const { total } = comparePairs({ candidate: both('++++', '-'), incumbent: both('----', '+') }, ['a', 'b'], 1);
    expect(total).toMatchObject({ gained: 4, lost: 1, success: { difference: 0 } });
  });

  it('draws the same bootstrap from the same seed, whatever the order', () => {
    const list = played('+-+--+-+');
    const against = (candidate: readonly Trajectory[], seed: number) =>
      comparePairs({ candidate, incumbent: played('--------') }, ['counting'], seed).total.reward;
    expect(against(list, 1)).toEqual(against(list.toReversed(), 1));
    const { low, high } = against(list, 1);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
  });
});
