import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldTrajectories } from '../../../src/trajectories/collection.ts';
import type { Played } from '../../../src/weigh/candidate.ts';
import { pairsOf } from '../../../src/weigh/pairs.ts';
import { weigh } from '../../../src/weigh/weigh.ts';
import { listOf, makeTrajectory } from '../../support/trajectories.ts';

const task = { environment: 'maze', itemId: 'maze_1' };

function played(sample: number, solved: boolean, reward: number): Played {
  return {
    row: sample,
    iteration: 1,
    task,
    id: undefined,
    sample,
    reward,
    rounds: 1,
    solved,
    answers: sample,
  };
}

describe('pairs', () => {
  it('put the best solution against the worst failure of the same task', () => {
    const one = [played(0, false, 0.5), played(1, true, 1), played(2, false, 0)];
    const outline = (most: number) => pairsOf(one, most).map(({ chosen, rejected }) => [chosen.row, rejected.row]);
    expect(outline(1)).toEqual([[1, 2]]);
    expect(outline(5)).toEqual([
      [1, 2],
      [1, 0],
    ]);
    expect(pairsOf([played(0, true, 1)], 1)).toEqual([]);
    expect(pairsOf([played(0, false, 0)], 1)).toEqual([]);
  });

  it('are all different, solved against failed, and as many as asked for or as there are', () => {
    assert(
      property(integer({ min: 0, max: 6 }), integer({ min: 0, max: 6 }), integer({ min: 1, max: 40 }), (s, f, most) => {
        const group = Array.from({ length: s + f }, (_, i) => played(i, i < s, i < s ? 1 : 0));
        const pairs = pairsOf(group, most);
        expect(pairs).toHaveLength(Math.min(most, s * f));
        expect(new Set(pairs.map(({ chosen, rejected }) => `${chosen.row} ${rejected.row}`)).size).toBe(pairs.length);
        for (const { chosen, rejected } of pairs) expect([chosen.solved, rejected.solved]).toEqual([true, false]);
      }),
    );
  });

  it('are made by the weighing where they are asked for, and never of faults', async () => {
    const trajectories = [
      makeTrajectory(1),
      makeTrajectory(1, { sample: 1, reward: 0 }),
      makeTrajectory(1, { sample: 2, reward: null }),
      makeTrajectory(2),
    ];
    const none = heldTrajectories([]);
    const request = { iteration: 1, trajectories: heldTrajectories(trajectories), earlier: [], demonstrations: none };
    const settings = { by: 'reward', merge: 'initial', dedupe: true } as const;
    expect(await listOf((await weigh({ ...request, settings })).pairs)).toEqual([]);
    const { pairs, examples, report } = await weigh({ ...request, settings: { ...settings, pairs: 3 } });
    expect([report.pairs, pairs.length, examples.length]).toEqual([1, 1, 2]);
    const [pair, ...others] = await listOf(pairs);
    expect(others).toEqual([]);
    expect(pair).toMatchObject({ itemId: 'counting_1', environment: 'counting' });
    expect(pair?.chosen.at(-1)).toEqual({ role: 'assistant', content: 'Thought: go.\nAction: add 0', weight: 1 });
    expect(pair?.rejected.at(-1)?.content).toBe('Thought: go.\nAction: add 1');
    expect(pair?.rejected.map(({ weight }) => weight)).toEqual([0, 0, 0, 1]);
  });
});
