import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { type Plan, plan } from '../../src/plan.ts';

const TASKS = { train: 10, dev: 5, eval: 7 };
const SERVED = { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', model: 'm', base: 'owner/m' };
const BUILT_IN = [{ name: 'textcraft', depths: [1], rounds: 6, tasks: TASKS }];

async function planned(settings: object, env: Record<string, string> = {}): Promise<Plan> {
  return plan({ config: parseConfig({ name: 'p', environments: BUILT_IN, ...settings }), env });
}

function stage({ stages }: Plan, title: string) {
  const found = stages.find((one) => one.title === title);
  if (found === undefined) throw new Error(`there is no stage ${title}: ${stages.map((one) => one.title).join(', ')}`);
  return found;
}

describe('the stages of a plan', () => {
  it('count rollouts and optimiser steps as the loop plays and trains them', async () => {
    const settings = {
      iterations: 3,
      explore: { samples: 4 },
      clone: { steps: 20 },
      train: { steps: 30, batchTokens: 100 },
    };
    const found = await planned({ ...settings, demonstrations: { expert: 4 } });
    expect(stage(found, 'demonstrations').rollouts).toBe(4);
    expect(stage(found, 'baseline on dev').rollouts).toBe(5);
    expect(stage(found, 'explore').rollouts).toBe(10 * 4 * 3);
    expect(stage(found, 'evaluate on dev').rollouts).toBe(5 * 3);
    expect(stage(found, 'control on eval').rollouts).toBe(7);
    expect(stage(found, 'train')).toMatchObject({ steps: 90, trainingTokens: 9000 });
    expect(stage(found, 'control: clone for longer')).toMatchObject({ steps: 30 });
    expect(found.totals).toMatchObject({ rollouts: 5 + 120 + 15 + 3 * 7, steps: 20 + 90 + 30 });
  });

  it('let a control that is the baseline train nothing', async () => {
    const found = await planned({ clone: { steps: 30 }, train: { steps: 30 } });
    expect(stage(found, 'control: clone for longer')).toMatchObject({ times: 0, steps: 0 });
  });

  it('play shorter rollouts where a horizon says so', async () => {
    const [all, horizon] = await Promise.all([
      planned({ iterations: 1 }),
      planned({ iterations: 1, explore: { horizon: [2] } }),
    ]);
    const tokens = (one: Plan): number => stage(one, 'explore').tokens?.most?.completion ?? 0;
    expect(tokens(horizon)).toBe(tokens(all) / 3);
  });
});

describe('the tokens of a plan', () => {
  it('are estimated below what is possible at most', async () => {
    const { totals } = await planned({ policy: SERVED, train: { kind: 'trl' }, serving: { kind: 'sglang' } });
    const { estimate, most } = totals.tokens ?? {};
    expect(estimate?.prompt).toBeGreaterThan(0);
    expect(most?.prompt).toBeGreaterThan(estimate?.prompt ?? 0);
    expect(most?.completion).toBeGreaterThan(estimate?.completion ?? 0);
  });

  it('cost what the prices say, and are held against the limits', async () => {
    const policy = { ...SERVED, prices: { input: 1, output: 2 } };
    const settings = { policy, train: { kind: 'trl' }, serving: { kind: 'sglang' } };
    const { totals } = await planned(settings);
    const { estimate, most } = totals.tokens ?? {};
    if (!estimate || !most) throw new Error('nothing is estimated');
    expect(totals.cost?.estimate).toBeCloseTo((estimate.prompt + 2 * estimate.completion) / 1e6, 9);
    const [least, between, enough] = [estimate.prompt, most.prompt, 2 * (most.prompt + most.completion)];
    for (const [tokens, verdict] of [
      [least, 'will be reached'],
      [between, 'may be reached'],
      [enough, 'within'],
    ] as const) {
      const { limits } = await planned({ ...settings, limits: { tokens, wallClock: '1h' } });
      expect(limits).toEqual([
        { name: 'tokens', allowed: tokens, verdict },
        { name: 'wallClock', allowed: '1h', verdict: 'not known' },
      ]);
    }
  });

  it('of a server that is not asked come from rounds and maxTokens, with a most where the context is known', async () => {
    const remote = { name: 'sciworld', kind: 'agentgym', url: 'http://127.0.0.1:1', rounds: 4 };
    const environments = [
      { ...remote, tasks: { train: { from: 0, count: 1 }, dev: { ids: [5] }, eval: { ids: [7, 8] } } },
    ];
    const policy = { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', model: 'm' };
    const evaluate = { maxTokens: 50 };
    const found = await planned({ environments, policy, evaluate });
    expect(found.purpose).toBe('play');
    expect(stage(found, 'agentgym eval')).toMatchObject({
      rollouts: 2,
      tokens: { estimate: { completion: 2 * 4 * 50 }, most: null },
    });
    const bounded = await planned({ environments, policy: { ...policy, context: 1000 }, evaluate });
    expect(stage(bounded, 'agentgym eval').tokens?.most).toEqual({ prompt: 2 * 4 * 1000, completion: 2 * 4 * 50 });
  });

  it('are not known where a list on a hub says how many tasks there are', async () => {
    const file = 'hf:owner/name@0000000000000000000000000000000000000000/nowhere.json';
    const remote = { name: 'webshop', kind: 'agentgym', url: 'http://127.0.0.1:1' };
    const environments = [{ ...remote, tasks: { train: { file, count: 3 }, eval: { file } } }];
    const found = await planned({
      environments,
      policy: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', model: 'm' },
    });
    expect(found.environments[0]?.tasks).toEqual({ train: 3, dev: 0, eval: null });
    expect(found.totals).toMatchObject({ rollouts: null, tokens: null, cost: null });
    expect(found.notes).toEqual([expect.stringContaining('not in the cache')]);
  });
});

describe('the loss of a plan', () => {
  const trl = { policy: SERVED, serving: { kind: 'sglang' } };

  it.each([
    ['in process', {}, 'exact'],
    ['trl', { ...trl, train: { kind: 'trl' } }, 'exact'],
    [
      'a service that takes a weight on each row',
      { policy: SERVED, serving: { kind: 'static' }, train: { kind: 'hosted', profile: 'fireworks', account: 'a' } },
      'exact',
    ],
    [
      'a service that takes none',
      { policy: SERVED, serving: { kind: 'static' }, train: { kind: 'hosted', profile: 'together' } },
      'replicated',
    ],
  ])('%s', async (_name, settings, weights) => {
    const { training } = await planned(settings);
    expect(training?.formula[0]).toBe('Σ w·nll / N');
    expect(training?.capabilities.weights).toBe(weights);
    expect(training?.exactness.startsWith(weights)).toBe(true);
    expect(training?.exactness.includes('effective sample size')).toBe(weights === 'replicated');
  });

  it('of preferences has its beta, and is of pairs alone where examples are left out', async () => {
    const train = { kind: 'trl', method: 'dpo', beta: 0.3, sftWeight: 0 };
    const { training } = await planned({ ...trl, train, weigh: { pairs: 2 } });
    expect(training?.formula.join('\n')).toContain('β = 0.3');
    expect(training?.formula.join('\n')).not.toContain('Σ w·nll');
    expect(training?.clone).toBe('Σ w·nll / N');
  });

  it('says where settings come to nothing', async () => {
    const pairs = await planned({ weigh: { pairs: 2 } });
    expect(pairs.training?.notes).toEqual([expect.stringContaining('does not learn from')]);
    const none = await planned({ ...trl, train: { kind: 'trl', method: 'dpo' } });
    expect(none.training?.notes).toEqual([expect.stringContaining('there are no pairs')]);
  });

  it('departs from the paper as the run itself says', async () => {
    const { training } = await planned({ weigh: { by: 'best-of-k' }, train: { from: 'last' } });
    expect(training?.departures.join('\n')).toMatch(/weighs by best-of-k[\s\S]*trains from the incumbent/u);
  });
});

describe('what a plan needs', () => {
  const settings = {
    policy: { ...SERVED, apiKey: 'env:SOME_KEY' },
    train: { kind: 'trl', python: '/nowhere/python', launcher: { kind: 'local' } },
    serving: { kind: 'command', command: ['agentgym-no-such-server', '{checkpoint}'] },
  };
  const states = ({ needs }: Plan): Record<string, string> =>
    Object.fromEntries(needs.map(({ what, state }) => [what, state]));

  it('is named, and looked for here alone', async () => {
    const here = states(await planned(settings, { PATH: '/usr/bin:/bin' }));
    expect(here).toMatchObject({ 'key SOME_KEY': 'missing', Python: 'missing', 'serving command': 'missing' });
    expect(here).toMatchObject({ 'Python packages': 'unknown', 'base model': 'unknown' });
  });

  it('never shows what a key is', async () => {
    const found = await planned(settings, { SOME_KEY: 'sk-very-secret' });
    expect(states(found)).toMatchObject({ 'key SOME_KEY': 'seen' });
    expect(JSON.stringify(found)).not.toContain('very-secret');
  });
});

describe('a config that cannot be run', () => {
  it('is refused as evolve refuses it', async () => {
    await expect(planned({ policy: SERVED })).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
    const remote = { name: 'sciworld', kind: 'agentgym', url: 'http://127.0.0.1:1', tasks: { train: { ids: [1] } } };
    const fresh = planned({ environments: [remote], control: false });
    await expect(fresh).rejects.toMatchObject({ code: 'E_POLICY_CAPABILITY' });
    const many = [{ name: 'textcraft', tasks: { eval: 99_999 } }];
    await expect(planned({ environments: many })).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
  });
});
