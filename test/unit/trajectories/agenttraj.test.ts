import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAgentTraj, toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import type { RowPlace } from '../../../src/trajectories/readers/demonstration.ts';
import { makeTrajectory } from '../../support/trajectories.ts';
import { trajectories } from '../../support/arbitrary-trajectory.ts';

const place = { at: 'demos.jsonl:7', sample: 3 };

describe('AgentTraj rows', () => {
  it('carry a trajectory there and back, through JSON', () => {
    fc.assert(
      fc.property(trajectories, (trajectory) => {
        const text = JSON.stringify(toAgentTraj(trajectory));
        expect(fromAgentTraj(JSON.parse(text), place)).toEqual(trajectory);
      }),
    );
  });

  it('look as AgentTraj does', () => {
    const trajectory = makeTrajectory(17, {
      messages: [
        { role: 'system', content: 'Be brief.', loss: false },
        { role: 'user', content: 'Go.', loss: false },
        { role: 'assistant', content: 'OK.', loss: false },
        { role: 'user', content: 'Now.', loss: false },
        { role: 'assistant', content: 'Action: x', loss: true, reward: 1, tokenIds: [5, 6], logprobs: [-0.5, -1] },
      ],
    });
    expect(toAgentTraj(trajectory)).toMatchObject({
      conversations: [
        { from: 'system', loss: null, value: 'Be brief.' },
        { from: 'human', loss: null, value: 'Go.' },
        { from: 'gpt', loss: false, value: 'OK.' },
        { from: 'human', loss: null, value: 'Now.' },
        { from: 'gpt', loss: true, value: 'Action: x', reward: 1, token_ids: [5, 6], logprobs: [-0.5, -1] },
      ],
      item_id: 'counting_17',
      reward: 1,
      success: true,
      version: 1,
    });
  });

  it.each([
    ['raw_reward is NaN', makeTrajectory(1, { rewardRaw: Number.NaN })],
    ['reward is Infinity', makeTrajectory(1, { reward: Number.POSITIVE_INFINITY, outcome: 'success' })],
    [
      'conversations[0].logprobs[1] is -Infinity',
      makeTrajectory(1, {
        messages: [{ role: 'assistant', content: '', loss: true, logprobs: [0, Number.NEGATIVE_INFINITY] }],
      }),
    ],
    ['reward is 0, but the outcome is env_error', makeTrajectory(1, { reward: 0, outcome: 'env_error' })],
    ['reward is null, but the outcome is success', makeTrajectory(1, { reward: null, outcome: 'success' })],
  ])('refuse to be written: %s', (fault, trajectory) => {
    expect(() => toAgentTraj(trajectory)).toThrow(
      expect.objectContaining({ code: 'E_STORE_CORRUPT', message: expect.stringContaining(fault) as string }) as Error,
    );
  });
});

describe('rows that cannot be read', () => {
  const own = toAgentTraj(makeTrajectory(1));
  it.each<[string, unknown, string]>([
    ['no object', 3, 'demos.jsonl:7'],
    ['a wrong type', { ...own, sample: 'first' }, 'sample'],
    ['a wrong turn', { ...own, conversations: [{ from: 'robot', loss: null, value: '' }] }, 'conversations.0.from'],
    ['an infinite reward', { ...own, raw_reward: Number.POSITIVE_INFINITY }, 'raw_reward'],
    ['a reward above 1', { ...own, reward: 2 }, 'reward'],
    ['an unknown outcome', { ...own, outcome: 'draw' }, 'outcome'],
    ['a success that is none', { ...own, success: false }, 'success is false, but the outcome is success'],
    [
      'an error with a reward',
      { ...own, outcome: 'env_error', success: false },
      'reward is 1, but the outcome is env_error',
    ],
    [
      'an item id without a number',
      { item_id: 'textcraft', conversations: [{ from: 'human', loss: null, value: '' }] },
      'item_id',
    ],
    ['an original without conversations', { item_id: 'textcraft_1', conversations: null }, 'conversations'],
  ])('say where and what: %s', (_, row, fault) => {
    expect(() => fromAgentTraj(row, place)).toThrow(expect.objectContaining({ code: 'E_STORE_CORRUPT' }) as Error);
    expect(() => fromAgentTraj(row, place)).toThrow(/^demos\.jsonl:7 /u);
    expect(() => fromAgentTraj(row, place)).toThrow(fault);
  });

  it('name every field that is wrong', () => {
    expect(() => fromAgentTraj({ ...own, seed: -1, rounds: 1.5 }, place)).toThrow(/seed: .*rounds: /u);
  });

  it('are of another version', () => {
    expect(() => fromAgentTraj({ ...own, version: 2 }, place)).toThrow(
      expect.objectContaining({ code: 'E_STORE_MISMATCH' }) as Error,
    );
  });
});

describe('rows of the original data', () => {
  const conversations = [
    { from: 'human', loss: null, value: 'You are in a house.' },
    { from: 'gpt', loss: false, value: 'Ok.' },
    { from: 'human', loss: null, value: 'You see a mug.' },
    { from: 'gpt', loss: true, value: 'Thought: mug.\nAction: take mug' },
    { from: 'human', loss: null, value: 'Done.' },
  ];

  it('become demonstrations of reward 1', () => {
    expect(fromAgentTraj({ conversations, item_id: 'lmrlgym_wordle_12' }, place)).toMatchObject({
      id: 'wordle_12#3',
      environment: 'wordle',
      itemId: 'wordle_12',
      split: 'train',
      sample: 3,
      outcome: 'success',
      reward: 1,
      rewardRaw: 1,
      rounds: 1,
    });
    const { messages } = fromAgentTraj({ conversations, item_id: 'alfworld_1' }, place);
    expect(messages.map(({ role, loss }) => [role, loss])).toEqual([
      ['user', false],
      ['assistant', false],
      ['user', false],
      ['assistant', true],
      ['user', false],
    ]);
  });

  const scored = (itemId: string, more: object, environments: RowPlace['environments'] = []) => {
    const row = { conversations, item_id: itemId, ...more };
    const { reward, rewardRaw, outcome } = fromAgentTraj(row, { ...place, environments });
    return [reward, rewardRaw, outcome];
  };

  it('keep the reward and success that they have', () => {
    expect(scored('webshop_1', { reward: 0.4 })).toEqual([0.4, 0.4, 'failure']);
    expect(scored('webshop_1', { reward: 0.4, success: 1 })).toEqual([0.4, 0.4, 'success']);
    expect(scored('webshop_1', { reward: -1 })).toEqual([0, -1, 'failure']);
    expect(scored('webshop_1', { success: false })).toEqual([0, 0, 'failure']);
    expect(scored('webshop_1', { reward: null })).toEqual([1, 1, 'success']);
  });

  it('have rewards on the scale of their environment, which says what a success is', () => {
    expect(scored('sciworld_1', {})).toEqual([1, 100, 'success']);
    expect(scored('sciworld_1', { reward: 100, success: 0 })).toEqual([1, 100, 'success']);
    expect(scored('sciworld_1', { reward: 30 })).toEqual([0.3, 30, 'failure']);
    expect(scored('sciworld_1', { reward: -100 })).toEqual([0, -100, 'failure']);
    const reward = { min: 0, max: 2, success: (raw: number) => raw > 0 };
    expect(scored('craft_1', { reward: 0.5, success: 0 }, [{ name: 'craft', reward }])).toEqual([0.25, 0.5, 'success']);
    expect(scored('craft_1', {}, [{ name: 'craft', reward }])).toEqual([1, 2, 'success']);
  });

  it('have equal fingerprints where they begin equally, however they go on', () => {
    const fingerprint = (turns: unknown[]) =>
      fromAgentTraj({ conversations: turns, item_id: 'alfworld_1' }, place).fingerprint;
    const other = conversations.with(2, { from: 'human', loss: null, value: 'You see a cup.' });
    expect(fingerprint(conversations.slice(0, 4))).toBe(fingerprint(conversations));
    expect(fingerprint(other)).not.toBe(fingerprint(conversations));
  });

  it('train on assistant turns that say nothing about loss, and not on those of null', () => {
    const turns = [
      { from: 'gpt', value: 'a' },
      { from: 'gpt', loss: null, value: 'b' },
    ];
    const { messages } = fromAgentTraj({ conversations: turns, item_id: 'alfworld_1' }, place);
    expect(messages.map(({ loss }) => loss)).toEqual([true, false]);
  });
});
