import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/seeds.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import type { WeightedExample } from '../../../src/train/contract.ts';
import { heldTrajectories } from '../../../src/trajectories/collection.ts';
import { type Weighed, weigh, type WeighSettings } from '../../../src/weigh/weigh.ts';
import { trajectories } from '../../support/arbitrary-trajectory.ts';
import { listOf, makeTrajectory } from '../../support/trajectories.ts';

const plain: WeighSettings = { by: 'reward', merge: 'initial', dedupe: false };

/** What was weighed, gone through. */
interface Gone extends Pick<Weighed, 'report'> {
  examples: WeightedExample[];
}

interface Lists {
  iteration?: number;
  earlier?: readonly (readonly Trajectory[])[];
  demonstrations?: readonly Trajectory[];
}

async function weighed(
  trajectoriesOf: readonly Trajectory[],
  settings: Partial<WeighSettings> = {},
  { iteration = 3, earlier = [], demonstrations = [] }: Lists = {},
): Promise<Gone> {
  const { examples, report } = await weigh({
    iteration,
    trajectories: heldTrajectories(trajectoriesOf),
    earlier: earlier.map(heldTrajectories),
    demonstrations: heldTrajectories(demonstrations),
    settings: { ...plain, ...settings },
  });
  return { examples: await listOf(examples), report };
}

/** Source and weight of each example. */
const outline = ({ examples }: Gone): [string, number][] =>
  examples.map(({ source, messages }) => [source, Math.max(...messages.map(({ weight }) => weight))]);

const saying = (...texts: string[]): Partial<Trajectory> => ({
  messages: texts.map((content) => ({ role: 'assistant', content, loss: true })),
});

describe('a weighted example', () => {
  it('has its weight on the turns of the policy and nowhere else, with the token ids they were sampled as', async () => {
    const trajectory = makeTrajectory(4, {
      reward: 0.25,
      messages: [
        { role: 'user', content: 'Go.', loss: false },
        { role: 'assistant', content: 'OK.', loss: false, tokenIds: [1] },
        { role: 'user', content: 'Now.', loss: true },
        { role: 'assistant', content: 'x', loss: true, reward: 0, tokenIds: [5, 6], logprobs: [-1, -1] },
      ],
    });
    expect((await weighed([trajectory])).examples).toEqual([
      {
        itemId: 'counting_4',
        environment: 'counting',
        source: 'iteration 3 counting_4#0',
        messages: [
          { role: 'user', content: 'Go.', weight: 0 },
          { role: 'assistant', content: 'OK.', weight: 0, tokenIds: [1] },
          { role: 'user', content: 'Now.', weight: 0 },
          { role: 'assistant', content: 'x', weight: 0.25, tokenIds: [5, 6] },
        ],
      },
    ]);
  });
});

describe('filtering', () => {
  it('drops errors, what has no turn of the policy, and what weighs nothing, and counts them', async () => {
    const { examples, report } = await weighed([
      makeTrajectory(0),
      makeTrajectory(1, { reward: null }),
      makeTrajectory(2, { reward: 0 }),
      makeTrajectory(3, { messages: [{ role: 'assistant', content: 'OK.', loss: false }] }),
      makeTrajectory(4, { reward: null, outcome: 'policy_error' }),
    ]);
    expect(examples.map(({ itemId }) => itemId)).toEqual(['counting_0']);
    expect(report.dropped).toEqual({ error: 2, untrainable: 1, weightless: 1, duplicate: 0, perTask: 0 });
    expect(report.in).toEqual({ explored: 5, earlier: 0, demonstrations: 0 });
  });

  it('keeps errors out of the mean of their group', async () => {
    const samples = [1, 0, null, null].map((reward, sample) => makeTrajectory(1, { reward, sample }));
    expect(outline(await weighed(samples, { by: 'advantage' }))).toEqual([['iteration 3 counting_1#0', 0.5]]);
  });

  it('weighs every task in its own group', async () => {
    const samples = [
      makeTrajectory(1, { reward: 0.2 }),
      makeTrajectory(1, { reward: 0.4, sample: 1 }),
      makeTrajectory(2, { reward: 0.1 }),
      makeTrajectory(1, { reward: 0.3, environment: 'other' }),
    ];
    expect(outline(await weighed(samples, { by: 'best-of-k' })).map(([source]) => source)).toEqual([
      'iteration 3 counting_1#1',
      'iteration 3 counting_2#0',
      'iteration 3 other_1#0',
    ]);
  });
});

describe('mixing', () => {
  const request = {
    earlier: [[makeTrajectory(1, { reward: 0.1 })], [makeTrajectory(1, { reward: 0.2 })]],
    demonstrations: [makeTrajectory(9), makeTrajectory(8, { reward: 0.7 })],
  };
  const current = [makeTrajectory(1, { reward: 0.3 })];

  it.each([
    ['none', ['iteration 3 counting_1#0 0.3']],
    ['initial', ['demonstration counting_8#0 0.7', 'demonstration counting_9#0 1', 'iteration 3 counting_1#0 0.3']],
    [
      'all',
      [
        'demonstration counting_8#0 0.7',
        'demonstration counting_9#0 1',
        'iteration 1 counting_1#0 0.1',
        'iteration 2 counting_1#0 0.2',
        'iteration 3 counting_1#0 0.3',
      ],
    ],
  ] as const)('merge: %s', async (merge, expected) => {
    const result = await weighed(current, { merge }, request);
    expect(outline(result).map(([source, weight]) => `${source} ${weight}`)).toEqual(expected);
  });

  it('groups the samples of a task by iteration: each policy is measured against itself', async () => {
    const earlier = [[makeTrajectory(1, { reward: 0 }), makeTrajectory(1, { reward: 0.2, sample: 1 })]];
    const result = await weighed(
      [makeTrajectory(1, { reward: 0.8 }), makeTrajectory(1, { sample: 1 })],
      { by: 'advantage', merge: 'all' },
      { earlier },
    );
    expect(outline(result).map(([source, weight]) => [source, Math.round(weight * 100) / 100])).toEqual([
      ['iteration 1 counting_1#1', 0.1],
      ['iteration 3 counting_1#1', 0.1],
    ]);
  });

  it('clones on demonstrations alone, whatever `merge` and the weighing are', async () => {
    const result = await weighed([], { merge: 'none', by: 'advantage' }, { ...request, iteration: 0 });
    expect(outline(result)).toEqual([
      ['demonstration counting_8#0', 0.7],
      ['demonstration counting_9#0', 1],
    ]);
    expect(result.report.in).toEqual({ explored: 0, earlier: 0, demonstrations: 2 });
  });
});

describe('dedupe', () => {
  it('keeps one of equal conversations: the heaviest, then a demonstration', async () => {
    const same = saying('a', 'b');
    const result = await weighed(
      [
        makeTrajectory(1, { ...same, reward: 0.5 }),
        makeTrajectory(1, { ...same, reward: 0.9, sample: 1 }),
        makeTrajectory(1, { ...saying('ab'), sample: 2 }),
        makeTrajectory(2, same),
        makeTrajectory(1, { ...same, environment: 'other' }),
      ],
      { dedupe: true },
      { demonstrations: [makeTrajectory(2, { ...same, sample: 5 })] },
    );
    expect(outline(result)).toEqual([
      ['demonstration counting_2#5', 1],
      ['iteration 3 counting_1#1', 0.9],
      ['iteration 3 counting_1#2', 1],
      ['iteration 3 other_1#0', 1],
    ]);
    expect(result.report.dropped.duplicate).toBe(2);
  });

  it('leaves the mean of a group as it was', async () => {
    const samples = [0, 0, 0, 1].map((reward, sample) =>
      makeTrajectory(1, { ...saying(String(reward)), reward, sample }),
    );
    expect(outline(await weighed(samples, { by: 'advantage', dedupe: true }))).toEqual([
      ['iteration 3 counting_1#3', 0.75],
    ]);
  });
});

describe('perTask', () => {
  it('keeps the heaviest, then the best, the shortest and the first of a task, over all iterations', async () => {
    const of = (reward: number, rounds: number, sample: number): Trajectory =>
      makeTrajectory(1, { reward, rounds, sample });
    const current = [of(0.9, 4, 0), of(0.9, 2, 1), of(0.9, 2, 2), of(0.5, 1, 3)];
    const keep = async (perTask: number, by: WeighSettings['by'], threshold?: number) =>
      outline(
        await weighed(
          current,
          { by, merge: 'all', perTask, ...(threshold === undefined ? {} : { threshold }) },
          {
            earlier: [[of(0.8, 1, 0)], [of(1, 9, 0)]],
            demonstrations: [makeTrajectory(1), makeTrajectory(1, { sample: 1 })],
          },
        ),
      )
        .map(([source]) => source)
        .filter((source) => source.startsWith('iteration'));
    expect(await keep(1, 'reward')).toEqual(['iteration 2 counting_1#0']);
    expect(await keep(2, 'reward')).toEqual(['iteration 2 counting_1#0', 'iteration 3 counting_1#1']);
    expect(await keep(3, 'reward')).toEqual([
      'iteration 2 counting_1#0',
      'iteration 3 counting_1#1',
      'iteration 3 counting_1#2',
    ]);
    expect(await keep(1, 'threshold', 0.1)).toEqual(['iteration 2 counting_1#0']);
    expect(await keep(2, 'threshold', 0.1)).toEqual(['iteration 2 counting_1#0', 'iteration 3 counting_1#1']);
  });

  it('neither drops demonstrations nor counts them', async () => {
    const demonstrations = [makeTrajectory(1), makeTrajectory(1, { sample: 1 })];
    const { report } = await weighed(
      [makeTrajectory(1), makeTrajectory(1, { sample: 1 })],
      { perTask: 1 },
      { demonstrations },
    );
    expect(report).toMatchObject({
      examples: 3,
      dropped: { perTask: 1 },
      kept: { counting: { explored: 1, demonstrations: 2 } },
    });
  });
});

describe('the report', () => {
  it('says what was kept, the mean weight and the effective sample size', async () => {
    const { report } = await weighed(
      [makeTrajectory(1, { reward: 0.5 }), makeTrajectory(1, { environment: 'other', reward: 0.25 })],
      {},
      { demonstrations: [makeTrajectory(2)] },
    );
    expect(report.kept).toEqual({
      counting: { explored: 1, demonstrations: 1, weight: 0.75 },
      other: { explored: 1, demonstrations: 0, weight: 0.25 },
    });
    expect(report.meanWeight).toBeCloseTo(1.75 / 3, 12);
    expect(report.effectiveSampleSize).toBeCloseTo(1.75 ** 2 / (1 + 0.25 + 0.0625), 12);
  });

  it('is safe to write as JSON when nothing is kept, and when the weights are tiny', async () => {
    expect((await weighed([])).report).toMatchObject({
      examples: 0,
      meanWeight: null,
      effectiveSampleSize: 0,
      kept: {},
    });
    const failures = [0, 1].map((sample) => makeTrajectory(1, { reward: 0, sample }));
    const { report } = await weighed(failures, { by: 'exponential', beta: 0.002 });
    expect(report.effectiveSampleSize).toBeCloseTo(2, 12);
  });
});

describe('weighing, whatever comes in', () => {
  const settings = fc.record(
    {
      by: fc.constantFrom('reward', 'threshold', 'best-of-k', 'exponential', 'advantage'),
      merge: fc.constantFrom('initial', 'all', 'none'),
      dedupe: fc.boolean(),
      perTask: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['by', 'merge', 'dedupe'] },
  );
  const lists = fc.uniqueArray(trajectories, { selector: ({ id }) => id, maxLength: 15 });

  it('accounts for every trajectory, and does not depend on their order', async () => {
    await fc.assert(
      fc.asyncProperty(lists, lists, lists, settings, fc.nat(), async (explored, one, demonstrations, chosen, seed) => {
        const result = await weighed(explored, chosen, { iteration: 2, earlier: [one], demonstrations });
        const { report, examples } = result;
        const dropped = Object.values(report.dropped).reduce((sum, count) => sum + count, 0);
        expect(dropped + examples.length).toBe(report.in.explored + report.in.earlier + report.in.demonstrations);
        expect(new Set(examples.map(({ source, environment }) => `${environment} ${source}`)).size).toBe(
          examples.length,
        );
        for (const [, weight] of outline(result)) expect(weight).toBeGreaterThan(0);
        if (examples.length > 0) {
          expect(report.effectiveSampleSize).toBeGreaterThan(0.999);
          expect(report.effectiveSampleSize).toBeLessThan(examples.length + 0.001);
        }
        const order = random(seed);
        const others = { iteration: 2, earlier: [order.shuffle(one)], demonstrations: order.shuffle(demonstrations) };
        expect(await weighed(order.shuffle(explored), chosen, others)).toEqual(result);
      }),
    );
  });
});
