import { describe, expect, it } from 'vitest';
import { createCard, type DataCard, type Surroundings } from '../../../src/data-card/card.ts';
import { createPart } from '../../../src/data-card/part.ts';
import { against, createSolved } from '../../../src/data-card/progress.ts';
import { remarksOf } from '../../../src/data-card/remarks.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const NOTHING = { error: 0, untrainable: 0, weightless: 0, duplicate: 0, perTask: 0 };
const weighed = { dropped: NOTHING, kept: {}, examples: 10, meanWeight: 1, effectiveSampleSize: 10 };
const SURROUNDINGS: Surroundings = { iteration: 1, weighed, dev: { environments: {} }, entropyBefore: [] };

/** A rollout of task `index` that says these turns. */
const saying = (index: number, turns: readonly string[], changes: Partial<Trajectory> = {}): Trajectory =>
  makeTrajectory(index, {
    messages: turns.map((content) => ({ role: 'assistant', content, loss: true })),
    rounds: turns.length,
    ...changes,
  });

describe('a part of a card', () => {
  it('counts outcomes, rewards, parse errors, and what is missing', () => {
    const part = createPart();
    for (const [i, reward] of [0, 0.05, 0.1, 0.99, 1, 1].entries())
      part.add(makeTrajectory(i, { reward, parseErrors: 2, rounds: 4 }));
    part.add(makeTrajectory(7, { reward: null }));
    part.add(makeTrajectory(8, { reward: null, outcome: 'policy_error' }));
    expect(part.card()).toMatchObject({
      trajectories: 8,
      tasks: 6,
      outcomes: { success: 5, failure: 1, truncated: 0, env_error: 1, policy_error: 1 },
      missing: 0.25,
      turns: 26,
      parseErrors: 12,
      rewards: { histogram: [2, 1, 0, 0, 0, 0, 0, 0, 0, 3] },
    });
    expect(part.card().rewards.mean).toBeCloseTo(3.14 / 6, 9);
  });

  it('tells repetitions from other words for the same actions', () => {
    const part = createPart((text) => text.split(' ').at(-1) ?? '');
    part.add(saying(1, ['I go up', 'and down']));
    part.add(saying(1, ['I go up', 'and down'], { sample: 1 }));
    part.add(saying(1, ['now up', 'then down'], { sample: 2 }));
    part.add(saying(1, ['left'], { sample: 3 }));
    // The same words, of another task.
    part.add(saying(2, ['I go up', 'and down']));
    // Errors are nobody's doing.
    part.add(saying(3, ['left'], { reward: null }));
    expect(part.card()).toMatchObject({
      tasks: 2,
      duplicates: 1,
      sequences: { mean: 1.5, histogram: { '1': 1, '2': 1, '3': 0, '4': 0, '5 to 8': 0, more: 0 } },
    });
    for (let i = 0; i < 9; i++) part.add(saying(2, [`way ${i}`], { sample: i + 1 }));
    expect(part.card().sequences.histogram).toMatchObject({ '2': 1, more: 1 });
  });

  it('estimates entropy from the tokens that the policy sampled, and says where there are none', () => {
    const part = createPart();
    expect(part.card().entropy).toEqual({ perToken: null, reason: 'no turn has log-probabilities' });
    part.add(
      makeTrajectory(1, {
        messages: [
          { role: 'assistant', content: 'OK.', loss: false, logprobs: [-100] },
          { role: 'assistant', content: 'go', loss: true, logprobs: [-0.5, -9999, -1.5] },
          { role: 'assistant', content: 'on', loss: true, logprobs: [0] },
        ],
      }),
    );
    expect(part.card().entropy).toEqual({ perToken: 2 / 3, tokens: 3 });
  });

  it('is empty without null where nothing is null', () => {
    expect(createPart().card()).toMatchObject({ missing: 0, rewards: { mean: null }, sequences: { mean: null } });
  });
});

describe('tasks gained and forgotten', () => {
  const solvedBy = (rows: readonly Trajectory[]) => {
    const solved = createSolved();
    for (const row of rows) solved.add(row);
    return solved;
  };
  const rows = (rewards: readonly (number | null)[], changes: Partial<Trajectory> = {}): Trajectory[] =>
    rewards.map((reward, i) => makeTrajectory(i, { reward, ...changes }));

  it('are those that one solves and the other does not; what one has not finished is neither', () => {
    const [ours, theirs] = [solvedBy(rows([1, 0, 1, null, 1])), solvedBy(rows([0, 1, 1, 1]))];
    expect(against(ours, theirs, 2)).toEqual({
      iteration: 2,
      tasks: 3,
      gained: { count: 1, tasks: ['counting_0'] },
      forgotten: { count: 1, tasks: ['counting_1'] },
      environments: { counting: { tasks: 3, gained: 1, forgotten: 1 } },
    });
  });

  it('are told by rates where tasks are played several times, and named up to a bound, all counted', () => {
    const twice = (rewards: readonly number[]) =>
      solvedBy([
        ...rows(rewards),
        ...rows(
          rewards.map(() => 1),
          { sample: 1 },
        ),
      ]);
    expect(against(twice([1, 0]), twice([0, 0]), 0)).toMatchObject({ gained: { count: 1 }, forgotten: { count: 0 } });
    const many = Array.from({ length: 60 }, () => 1);
    const { gained } = against(solvedBy(rows(many)), solvedBy(rows(many.map(() => 0))), 0);
    expect([gained.count, gained.tasks.length, gained.tasks[10]]).toEqual([60, 50, 'counting_10']);
    const named = rows([1], { environment: 'craft', itemId: 'textcraft_5' });
    const other = rows([0], { environment: 'craft', itemId: 'textcraft_5' });
    expect(against(solvedBy(named), solvedBy(other), 0).gained.tasks).toEqual(['craft:textcraft_5']);
  });
});

describe('a card', () => {
  it('says what entered and from where, and each origin of an environment by itself', () => {
    const builder = createCard((environment, text) => `${environment}: ${text}`);
    builder.add(makeTrajectory(1, { policy: 'expert' }), 'demonstrations');
    builder.add(makeTrajectory(2, { policy: 'unknown', source: 'hf:a/b@1/rows.json' }), 'demonstrations');
    builder.add(makeTrajectory(1, { policy: 'later' }), 'explored');
    builder.add(makeTrajectory(1, { policy: 'later', sample: 1 }), 'explored');
    builder.add(makeTrajectory(3, { policy: 'first' }), 'earlier');
    builder.add(makeTrajectory(1, { environment: 'babyai', policy: 'later' }), 'explored');
    const card = builder.card({ ...SURROUNDINGS, iteration: 2, entropyBefore: [0.5] });
    expect(card.entered).toEqual([
      { origin: 'demonstrations', from: 'expert', environment: 'counting', trajectories: 1 },
      { origin: 'demonstrations', from: 'hf:a/b@1/rows.json', environment: 'counting', trajectories: 1 },
      { origin: 'explored', from: 'later', environment: 'babyai', trajectories: 1 },
      { origin: 'explored', from: 'later', environment: 'counting', trajectories: 2 },
      { origin: 'earlier', from: 'first', environment: 'counting', trajectories: 1 },
    ]);
    expect(Object.keys(card.environments)).toEqual(['babyai', 'counting']);
    expect(Object.keys(card.environments['counting'] ?? {})).toEqual(['demonstrations', 'explored', 'earlier']);
    expect(card).toMatchObject({ version: 1, iteration: 2, entropy: [0.5, null], weighed });
    expect(card).not.toHaveProperty('files');
  });

  it('is the same whatever order the trajectories come in', () => {
    const rows = [0.1, 0.2, 0.3].map((reward, i) => {
      const messages = [{ role: 'assistant' as const, content: 'go', loss: true, logprobs: [-reward] }];
      return makeTrajectory(i % 2, { sample: i, reward, policy: `p${i % 2}`, messages });
    });
    expect(0.3 + 0.2 + 0.1).not.toBe(0.1 + 0.2 + 0.3);
    const made = [rows, rows.toReversed()].map((list) => {
      const builder = createCard();
      for (const row of list) builder.add(row, 'explored');
      return builder.card(SURROUNDINGS);
    });
    expect(made[1]).toEqual(made[0]);
  });
});

describe('remarks', () => {
  const cardOf = (rows: readonly Trajectory[], changes: Partial<Surroundings> = {}): DataCard => {
    const builder = createCard();
    for (const row of rows) builder.add(row, 'explored');
    return builder.card({ ...SURROUNDINGS, ...changes });
  };
  const logprobs = (logprob: number): Partial<Trajectory> => ({
    messages: [{ role: 'assistant', content: 'go', loss: true, logprobs: [logprob] }],
  });

  it('are none where nothing stands out', () => {
    const counts = { count: 3, tasks: [] };
    const lastIteration = { iteration: 0, tasks: 9, gained: counts, forgotten: counts, environments: {} };
    const rows = [saying(1, ['a']), saying(1, ['a'], { sample: 1 }), saying(1, ['b'], { sample: 2 })];
    expect(remarksOf(cardOf(rows, { dev: { environments: {}, lastIteration } }))).toEqual([]);
    expect(remarksOf(cardOf([]))).toEqual([]);
  });

  it('say what does, the gravest first', () => {
    const of = (count: number) => ({ count, tasks: [] });
    const lastIteration = { iteration: 1, tasks: 40, gained: of(2), forgotten: of(5), environments: {} };
    const rows = [0, 1, 2].map((sample) => makeTrajectory(1, { sample, rounds: 2, parseErrors: 1, ...logprobs(-0.1) }));
    const card = cardOf([...rows, makeTrajectory(2, { reward: null })], {
      iteration: 2,
      weighed: { ...weighed, examples: 100, effectiveSampleSize: 8.7 },
      dev: { environments: {}, lastIteration },
      entropyBefore: [0.5],
    });
    expect(remarksOf(card)).toEqual([
      'forgets 5 of 40 dev tasks that iteration 1 solved, and gains 2',
      'the weights of 100 examples are worth 9 of equal weight',
      '25 % of the exploration is missing: it ended in errors',
      '43 % of the turns hold no action, or several',
      'exploration has become certain: 0.100 nats a token, 0.500 at first',
    ]);
    const repeated = cardOf(rows);
    expect(remarksOf(repeated)).toContain('67 % of the exploration repeats another rollout of its task word for word');
  });
});
