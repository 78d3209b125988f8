import { describe, expect, it } from 'vitest';
import { evaluate, type EvaluateRequest } from '../../../src/collect.ts';
import { createExpertPolicy } from '../../../src/policies/scripted.ts';
import { createCountingEnvironment } from '../../support/counting-environment.ts';

function requestFor(changes: Partial<EvaluateRequest> = {}): EvaluateRequest {
  return {
    environments: [createCountingEnvironment()],
    split: 'dev',
    policy: createExpertPolicy(),
    samples: 1,
    temperature: 0,
    maxTokens: 20,
    seed: 5,
    failureShare: 0,
    clock: () => 0,
    ...changes,
  };
}

describe('evaluating', () => {
  it('plays every task of the split, in every environment', async () => {
    const environments = [createCountingEnvironment({ name: 'b' }), createCountingEnvironment({ name: 'a' })];
    const { trajectories, metrics } = await evaluate(requestFor({ environments }));
    expect(trajectories.map(({ id }) => id)).toEqual(
      ['b', 'a'].flatMap((name) => [6, 7, 8, 9].map((index) => `${name}_${index}#0`)),
    );
    expect(
      trajectories.every(
        ({ split, policy, temperature }) => split === 'dev' && policy === 'expert' && temperature === 0,
      ),
    ).toBe(true);
    expect(Object.keys(metrics.environments)).toEqual(['b', 'a']);
    expect(metrics.total).toMatchObject({ success: 1, n: 8, errors: 0 });
  });

  it('plays the first tasks, all their samples though one has succeeded', async () => {
    const { trajectories } = await evaluate(requestFor({ limit: 2, samples: 2, temperature: 1 }));
    expect(trajectories.map(({ id }) => id)).toEqual(['counting_6#0', 'counting_6#1', 'counting_7#0', 'counting_7#1']);
  });

  it('has no rate for an environment without tasks in the split', async () => {
    const { metrics } = await evaluate(requestFor({ split: 'eval' }));
    expect(metrics.environments['counting']).toMatchObject({ success: null, n: 0 });
  });
});
