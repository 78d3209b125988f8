import { describe, expect, it } from 'vitest';
import type { Environment, Task } from '../../../src/environments/contract.ts';
import { createExpertPolicy, createRandomPolicy } from '../../../src/policies/scripted.ts';
import type { Policy } from '../../../src/policies/contract.ts';
import { createCountingEnvironment } from '../../support/counting-environment.ts';

async function converse(policy: Policy, environment: Environment) {
  const task = environment.tasks('train')[2] as Task;
  const session = await environment.open();
  await session.reset(task, 1);
  const conversation = policy.open({ task, session, seed: 1 });
  const say = (seed: number) => conversation.complete({ messages: [], temperature: 1, maxTokens: 1, seed });
  return { session, say };
}

describe('the expert policy', () => {
  it('plays the moves of the session, in ReAct text', async () => {
    const { session, say } = await converse(createExpertPolicy(), createCountingEnvironment());
    expect(await say(1)).toEqual({
      text: 'Thought: 4 to go.\nAction: add 2',
      finishReason: 'stop',
      usage: { prompt: 0, cached: 0, completion: 0 },
    });
    await session.step('add 2');
    expect((await say(1)).text).toBe('Thought: 2 to go.\nAction: add 2');
  });
});

describe('the random policy', () => {
  it('draws among the legal actions with the seed of the turn', async () => {
    const { say } = await converse(createRandomPolicy(), createCountingEnvironment());
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const first = await Promise.all(seeds.map(async (seed) => (await say(seed)).text));
    const again = await Promise.all(seeds.map(async (seed) => (await say(seed)).text));
    expect(again).toEqual(first);
    expect([...new Set(first)].toSorted()).toEqual([
      'Thought: I try something.\nAction: add 1',
      'Thought: I try something.\nAction: add 2',
    ]);
  });
});

describe('a scripted policy', () => {
  it.each([createExpertPolicy(), createRandomPolicy()])(
    'says so where the environment cannot serve it ($name)',
    async (policy) => {
      await expect(converse(policy, createCountingEnvironment({ scripted: false }))).rejects.toMatchObject({
        code: 'E_POLICY_CAPABILITY',
        message: expect.stringContaining('counting_2') as string,
      });
    },
  );
});
