import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { type Metrics, summarise } from '../../src/evaluate/metrics.ts';
import {
  agentEvol,
  type Compared,
  type Data,
  type IterationResult,
  type Stages,
  type TrainStage,
} from '../../src/loop.ts';
import type { Lineage } from '../../src/promote/lineage.ts';
import { heldTrajectories, type Trajectories, trajectoriesOf } from '../../src/trajectories/collection.ts';
import { weigh } from '../../src/weigh/weigh.ts';
import { listOf, makeTrajectory } from '../support/trajectories.ts';

/** Of the five tasks of dev, how many each checkpoint solves; a checkpoint is named by what trained it. */
type Skill = Record<string, number>;

interface World {
  stages: Stages;
  /** What the loop asked for, in order. */
  asked: string[];
  weighed: Data[];
  trained: TrainStage[];
  finished: { result: IterationResult; lineage: Lineage }[];
}

function metricsOf(solved: number): Metrics {
  return summarise(Array.from({ length: 5 }, (_, i) => makeTrajectory(i, { reward: i < solved ? 1 : 0 })));
}

/** Of 100 tasks a look, in which the candidate wins so many times ten more than it loses. */
function comparisonOf(skill: number, look: number): Compared {
  const [gained, lost] = [(20 + 10 * skill) * look, 20 * look];
  const none = { difference: 0, low: 0, high: 0 };
  const total = {
    tasks: 100 * look,
    pairs: 100 * look,
    gained,
    lost,
    lostAtWorst: lost,
    p: 1,
    success: none,
    reward: none,
  };
  return { environments: { counting: total }, total, fraction: look / 2 };
}

/** Stages in memory: exploring gives one trajectory that names the iteration, and training names its checkpoint. */
function world(config: ReturnType<typeof configOf>, skill: Skill, back: Record<number, number> = {}): World {
  const [asked, weighed, trained, finished]: [string[], Data[], TrainStage[], World['finished']] = [[], [], [], []];
  const ref = (id: string) => ({ id, path: `checkpoints/${id}` });
  const stages: Stages = {
    base: async () => {
      asked.push('base');
      return ref('base');
    },
    demonstrate: async () => {
      asked.push('demonstrate');
      return heldTrajectories([makeTrajectory(100, { policy: 'expert' })]);
    },
    explore: async (m, { id }) => {
      asked.push(`explore ${m} with ${id}`);
      const list = [makeTrajectory(m, { policy: id }), makeTrajectory(m, { policy: id, sample: 1, reward: 0 })];
      return { trajectories: heldTrajectories(list), metrics: summarise(list) };
    },
    weigh: async (m, data) => {
      asked.push(`weigh ${m}`);
      weighed.push(data);
      return { ...(await weigh({ iteration: m, ...data, settings: config.weigh })), digest: `lessons-${m}` };
    },
    train: async (request) => {
      const id = request.role === 'candidate' ? `candidate-${request.iteration}` : request.role;
      asked.push(`train ${id} from ${request.from.id} for ${request.steps}`);
      trained.push(request);
      return { checkpoint: ref(id), loss: request.iteration };
    },
    evaluate: async (m, { id }) => {
      asked.push(`evaluate ${m}: ${id}`);
      return metricsOf(skill[id] ?? 0);
    },
    compare: async (look, { candidate, incumbent }) => {
      const [ours, theirs] = [candidate, incumbent].map(({ checkpoint }) => skill[checkpoint.id] ?? 0);
      asked.push(`look ${look}: ${candidate.checkpoint.id} against ${incumbent.checkpoint.id}`);
      return comparisonOf((ours ?? 0) - (theirs ?? 0), look);
    },
    rolledBack: (m) => back[m],
    assess: async (agent, { id }) => {
      asked.push(`assess ${agent}: ${id}`);
      return metricsOf(5);
    },
    finished: async (result, lineage) => {
      asked.push(`finished ${result.index}`);
      finished.push({ result, lineage });
    },
  };
  return { stages, asked, weighed, trained, finished };
}

function configOf(changes: object = {}) {
  return parseConfig({
    name: 'loop',
    environments: [{ name: 'babyai' }],
    clone: { steps: 10 },
    promotion: { gate: 'better' },
    train: { steps: 100, ...('train' in changes ? (changes.train as object) : {}) },
    ...Object.fromEntries(Object.entries(changes).filter(([key]) => key !== 'train')),
  });
}

async function run(skill: Skill, changes: object = {}) {
  const config = configOf(changes);
  const made = world(config, skill);
  return { ...made, evolution: await agentEvol(config, made.stages) };
}

const RISING: Skill = { clone: 1, 'candidate-1': 2, 'candidate-2': 3 };

describe('AgentEvol', () => {
  it('clones, then explores, weighs, trains, evaluates and promotes, and looks at the reported split last', async () => {
    const { asked } = await run(RISING);
    expect(asked).toEqual([
      'base',
      'demonstrate',
      'weigh 0',
      'train clone from base for 10',
      'evaluate 0: clone',
      'explore 1 with clone',
      'weigh 1',
      'train candidate-1 from base for 100',
      'evaluate 1: candidate-1',
      'look 1: candidate-1 against clone',
      'finished 1',
      'explore 2 with candidate-1',
      'weigh 2',
      'train candidate-2 from base for 100',
      'evaluate 2: candidate-2',
      'look 1: candidate-2 against candidate-1',
      'finished 2',
      'assess promoted: candidate-2',
      'assess baseline: clone',
      'train control from base for 100',
      'assess control: control',
    ]);
  });

  it('keeps the incumbent where the candidate is worse or no better, and explores with it', async () => {
    const skill = { clone: 2, 'candidate-1': 1, 'candidate-2': 2, 'candidate-3': 3 };
    const { asked, evolution, finished } = await run(skill, { iterations: 4 });
    expect(asked.filter((what) => what.startsWith('explore'))).toEqual([
      'explore 1 with clone',
      'explore 2 with clone',
      'explore 3 with clone',
      'explore 4 with candidate-3',
    ]);
    expect(evolution.iterations.map(({ promoted }) => promoted)).toEqual([false, false, true, false]);
    expect(evolution.promoted).toMatchObject({ checkpoint: { id: 'candidate-3' }, iteration: 3 });
    expect(finished.map(({ result }) => result)).toEqual(evolution.iterations);
    expect(finished.at(-1)?.lineage.map(({ id, promoted }) => [id, promoted])).toEqual([
      ['base', false],
      ['clone', true],
      ['candidate-1', false],
      ['candidate-2', false],
      ['candidate-3', true],
      ['candidate-4', false],
    ]);
  });

  it('reports the cloned agent as promoted where nothing was', async () => {
    const { asked, evolution } = await run({ clone: 5 });
    expect(evolution.promoted).toMatchObject({ checkpoint: { id: 'clone' }, iteration: 0 });
    expect(asked).toContain('assess promoted: clone');
    // It has to beat what an iteration's training took all the same.
    expect(asked).toContain('train control from base for 100');
  });

  it('with from: last trains on from the incumbent, and the control for the steps of the whole lineage', async () => {
    const skill = { clone: 1, 'candidate-1': 2, 'candidate-2': 1, 'candidate-3': 3 };
    const { asked } = await run(skill, { iterations: 3, train: { from: 'last' } });
    expect(asked.filter((what) => what.startsWith('train'))).toEqual([
      'train clone from base for 10',
      'train candidate-1 from clone for 100',
      'train candidate-2 from candidate-1 for 100',
      'train candidate-3 from candidate-1 for 100',
      'train control from base for 210',
    ]);
  });

  it('takes the cloned agent for the control where it was cloned for as many steps', async () => {
    const { asked, trained } = await run(RISING, { clone: { steps: 100 } });
    expect(trained.map(({ role }) => role)).toEqual(['clone', 'candidate', 'candidate']);
    expect(asked.at(-1)).toBe('assess control: clone');
  });

  it('trains the control on what was cloned, and leaves it out when told to', async () => {
    const { trained, evolution } = await run(RISING);
    const [clone, control] = [trained[0], trained.at(-1)];
    expect(control).toMatchObject({ role: 'control', from: { id: 'base' } });
    expect(control?.examples).toBe(clone?.examples);
    expect(evolution.final.control).toBeDefined();
    const without = await run(RISING, { control: false });
    expect(without.asked.filter((what) => what.includes('control'))).toEqual([]);
    expect(without.evolution.final).not.toHaveProperty('control');
  });

  it.each([
    ['initial', ['demonstration', 'iteration 2']],
    ['all', ['demonstration', 'iteration 1', 'iteration 2']],
    ['none', ['iteration 2']],
  ])('with merge: %s trains on %j', async (merge, expected) => {
    const { trained, weighed } = await run(RISING, { weigh: { merge } });
    const { demonstrations, trajectories, earlier } = weighed[2] as Data;
    const [first, ...others] = earlier;
    const items = async (of: Trajectories | undefined) =>
      of && (await listOf(trajectoriesOf(of))).map(({ itemId }) => itemId);
    expect(await items(demonstrations)).toEqual(['counting_100']);
    expect(await items(trajectories)).toEqual(['counting_2', 'counting_2']);
    expect(await items(first)).toEqual(['counting_1', 'counting_1']);
    expect(others).toEqual([]);
    const examples = await listOf(trained.find(({ iteration }) => iteration === 2)?.examples ?? []);
    const origins = examples.map(({ itemId }) =>
      itemId === 'counting_100' ? 'demonstration' : `iteration ${itemId.split('_')[1]}`,
    );
    expect(origins.toSorted()).toEqual(expected);
  });

  it('says what each iteration explored, kept and lost', async () => {
    const { evolution } = await run(RISING);
    expect(evolution.iterations).toMatchObject([
      { index: 1, explored: 2, kept: 2, loss: 1, promoted: true, dev: { total: { success: 0.4 } } },
      { index: 2, explored: 2, kept: 2, loss: 2, promoted: true, dev: { total: { success: 0.6 } } },
    ]);
    expect(evolution.baseline.dev.total.success).toBe(0.2);
  });

  it('compares look by look where the gate is significant, and keeps what was rejected in the lineage', async () => {
    const skill = { clone: 1, 'candidate-1': 1, 'candidate-2': 4, 'candidate-3': 0 };
    const { asked, evolution } = await run(skill, { iterations: 3, promotion: { gate: 'significant' } });
    expect(asked.filter((what) => what.startsWith('look'))).toEqual([
      'look 1: candidate-1 against clone',
      'look 1: candidate-2 against clone',
      'look 1: candidate-3 against candidate-2',
    ]);
    expect(evolution.iterations.map(({ verdict, looks }) => [verdict, looks])).toEqual([
      ['reject', 1],
      ['promote', 1],
      ['reject', 1],
    ]);
    expect(evolution.lineage.slice(2)).toMatchObject([
      { verdict: 'reject', data: { digest: 'lessons-1' }, figures: { against: { gained: 20, lost: 20 } } },
      { verdict: 'promote', promoted: true, figures: { dev: { success: 0.8 }, against: { gained: 50, lost: 20 } } },
      { verdict: 'reject', reason: expect.stringMatching(/worse/u) as string },
    ]);
  });

  it('promotes every candidate where the gate is always', async () => {
    const { evolution } = await run({ clone: 5 }, { promotion: { gate: 'always' } });
    expect(evolution.iterations.map(({ promoted }) => promoted)).toEqual([true, true]);
  });

  it('goes on from the checkpoint that was rolled back to', async () => {
    const config = configOf({ iterations: 3 });
    const { stages, asked, finished } = world(config, { clone: 1, 'candidate-1': 2, 'candidate-2': 3 }, { 2: 1 });
    const evolution = await agentEvol(config, stages);
    expect(asked.filter((what) => what.startsWith('explore'))).toEqual([
      'explore 1 with clone',
      'explore 2 with candidate-1',
      'explore 3 with candidate-1',
    ]);
    expect(evolution.promoted).toMatchObject({ checkpoint: { id: 'candidate-1' }, iteration: 1 });
    expect(finished[1]?.lineage.at(-1)).toMatchObject({ role: 'rollback', id: 'candidate-1', promoted: true });
  });

  it('stops where a stage fails, and looks at nothing more', async () => {
    const config = configOf();
    const { stages, asked } = world(config, RISING);
    const failing: Stages = { ...stages, train: () => Promise.reject(new Error('diverged')) };
    await expect(agentEvol(config, failing)).rejects.toThrow('diverged');
    expect(asked).toEqual(['base', 'demonstrate', 'weigh 0']);
  });
});
