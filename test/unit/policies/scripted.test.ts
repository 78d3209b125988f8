import { describe, expect, it } from 'vitest';
import { parseReact } from '../../../src/environments/action-formats/react.ts';
import type { Environment, Session, Task } from '../../../src/environments/contract.ts';
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

describe('an expert that errs', () => {
  it('plays a legal action in so many of its turns, by the seed of the turn, and its own in the others', async () => {
    const { say } = await converse(createExpertPolicy({ epsilon: 0.4 }), createCountingEnvironment());
    const seeds = Array.from({ length: 500 }, (_, seed) => seed);
    const texts = await Promise.all(seeds.map(async (seed) => (await say(seed)).text));
    expect(await Promise.all(seeds.map(async (seed) => (await say(seed)).text))).toEqual(texts);
    const slips = texts.filter((text) => text !== 'Thought: 4 to go.\nAction: add 2').map(parseReact);
    expect(slips.length / texts.length).toBeGreaterThan(0.33);
    expect(slips.length / texts.length).toBeLessThan(0.47);
    const actions = new Set(slips.map((turn) => ('error' in turn ? turn.error : turn.action)));
    expect([...actions].toSorted()).toEqual(['add 1', 'add 2']);
  });

  it('never errs at 0, and keeps to its moves where none are listed', async () => {
    const expert = createExpertPolicy({ epsilon: 0 });
    expect([expert.name, createExpertPolicy({ epsilon: 0.1 }).name]).toEqual(['expert', 'expert, epsilon 0.1']);
    const environment = createCountingEnvironment();
    const unlisted = { ...environment, open: async () => hideActions(await environment.open()) };
    const { say } = await converse(createExpertPolicy({ epsilon: 1 }), unlisted);
    expect((await say(1)).text).toBe('Thought: 4 to go.\nAction: add 2');
  });
});

/** A session that does not list its actions. */
function hideActions(session: Session): Session {
  return {
    reset: (task, seed) => session.reset(task, seed),
    step: (action) => session.step(action),
    close: () => session.close(),
    expert: () => session.expert?.() ?? { thought: '', action: '' },
  };
}

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
