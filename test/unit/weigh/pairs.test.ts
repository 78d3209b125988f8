import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { pairsOf } from '../../../src/weigh/pairs.ts';
import { weigh } from '../../../src/weigh/weigh.ts';

function played(itemId: string, sample: number, outcome: Trajectory['outcome'], reward: number): Trajectory {
  return {
    id: `${itemId}#${sample}`,
    environment: 'maze',
    itemId,
    split: 'train',
    fingerprint: 'f',
    sample,
    seed: 1,
    policy: 'p',
    temperature: 1,
    messages: [
      { role: 'user', content: 'Go.', loss: false },
      { role: 'assistant', content: `way ${sample}`, loss: true },
    ],
    outcome,
    rewardRaw: reward,
    reward,
    rounds: 1,
    parseErrors: 0,
    usage: { prompt: 1, cached: 0, completion: 1 },
    seconds: 1,
  };
}

const answers = (messages: readonly { role: string; content: string }[]): string =>
  messages
    .filter(({ role }) => role === 'assistant')
    .map(({ content }) => content)
    .join();

describe('pairs', () => {
  it('put the best solution against the worst failure of the same task', () => {
    const one = [
      played('maze_1', 0, 'failure', 0.5),
      played('maze_1', 1, 'success', 1),
      played('maze_1', 2, 'truncated', 0),
      played('maze_2', 0, 'success', 1),
      played('maze_3', 0, 'failure', 0),
    ].map((trajectory) => ({ trajectory: { ...trajectory, reward: trajectory.reward ?? 0 }, iteration: 1 }));
    const pairs = pairsOf(one, 1);
    expect(pairs.map(({ itemId, chosen, rejected }) => [itemId, answers(chosen), answers(rejected)])).toEqual([
      ['maze_1', 'way 1', 'way 2'],
    ]);
    expect(pairs[0]?.chosen.map(({ weight }) => weight)).toEqual([0, 1]);
    expect(pairsOf(one, 5)).toHaveLength(2);
  });

  it('are all different, solved against failed, and as many as asked for or as there are', () => {
    assert(
      property(integer({ min: 0, max: 6 }), integer({ min: 0, max: 6 }), integer({ min: 1, max: 40 }), (s, f, most) => {
        const group = Array.from({ length: s + f }, (_, i) => {
          const trajectory = played('maze_7', i, i < s ? 'success' : 'failure', i < s ? 1 : 0);
          return { trajectory: { ...trajectory, reward: trajectory.reward ?? 0 }, iteration: 1 };
        });
        const pairs = pairsOf(group, most).map(({ chosen, rejected }) => `${answers(chosen)} ${answers(rejected)}`);
        expect(pairs).toHaveLength(Math.min(most, s * f));
        expect(new Set(pairs).size).toBe(pairs.length);
        for (const pair of pairs) {
          const [won = 0, lost = 0] = [...pair.matchAll(/\d+/gu)].map(([digits]) => Number(digits));
          expect(won).toBeLessThan(s);
          expect(lost).toBeGreaterThanOrEqual(s);
        }
      }),
    );
  });

  it('are made by the weighing where they are asked for, and never of faults', () => {
    const trajectories = [
      played('maze_1', 0, 'success', 1),
      played('maze_1', 1, 'failure', 0),
      { ...played('maze_1', 2, 'env_error', 0), reward: null, rewardRaw: null },
    ];
    const request = { iteration: 1, trajectories, earlier: [], demonstrations: [] };
    const settings = { by: 'reward', merge: 'initial', dedupe: true } as const;
    expect(weigh({ ...request, settings }).pairs).toEqual([]);
    const { pairs, examples, report } = weigh({ ...request, settings: { ...settings, pairs: 3 } });
    expect(pairs).toHaveLength(1);
    expect(report.pairs).toBe(1);
    expect(examples).toHaveLength(1);
  });
});
