import { describe, expect, it } from 'vitest';
import type { Task } from '../../../src/environments/contract.ts';
import { AgentgymError, InterruptedError } from '../../../src/errors.ts';
import { rollout, type RolloutRequest } from '../../../src/explore/rollout.ts';
import { createExpertPolicy } from '../../../src/policies/scripted.ts';
import { seedOf } from '../../../src/seeds.ts';
import { act, createAnsweringPolicy } from '../../support/answering-policy.ts';
import { createCountingEnvironment, type FaultKind } from '../../support/counting-environment.ts';

function requestFor(changes: Partial<RolloutRequest>, index = 0): RolloutRequest {
  const environment = changes.environment ?? createCountingEnvironment();
  return {
    environment,
    task: environment.tasks('train')[index] as Task,
    policy: createExpertPolicy(),
    sample: 2,
    seed: 7,
    temperature: 0.5,
    maxTokens: 20,
    maxRounds: 5,
    format: 'react',
    ...changes,
  };
}

describe('a rollout', () => {
  it('plays a task to its end and records everything', async () => {
    // The start; environment, policy, environment, …, each before and after; the end.
    const times = [1000, 1000, 1200, 1300, 1700, 1800, 1850, 2000, 3000.06, 3100, 3400, 3500];
    const environment = createCountingEnvironment({ max: 4 });
    const trajectory = await rollout(requestFor({ environment, clock: () => times.shift() ?? 0 }, 1));
    expect(trajectory).toMatchObject({
      id: 'counting_1#2',
      environment: 'counting',
      itemId: 'counting_1',
      split: 'train',
      group: 'target 3',
      fingerprint: 'target-3',
      sample: 2,
      seed: 7,
      policy: 'expert',
      temperature: 0.5,
      outcome: 'success',
      rewardRaw: 4,
      reward: 1,
      rounds: 2,
      parseErrors: 0,
      seconds: 2.5,
    });
    expect(trajectory.error).toBeUndefined();
    expect(trajectory.messages).toEqual([
      { role: 'user', content: 'Reach the target.', loss: false },
      { role: 'assistant', content: 'OK.', loss: false },
      { role: 'user', content: 'The count is 0. Reach 3.', loss: false, seconds: 0.2 },
      { role: 'assistant', content: 'Thought: 3 to go.\nAction: add 2', loss: true, reward: 0, seconds: 0.4 },
      { role: 'user', content: 'The count is 2.', loss: false, seconds: 0.05 },
      { role: 'assistant', content: 'Thought: 1 to go.\nAction: add 1', loss: true, reward: 4, seconds: 1.0001 },
      { role: 'user', content: 'The count is 3.', loss: false, seconds: 0.3 },
    ]);
    expect(times).toEqual([]);
    expect(environment.log).toMatchObject({ opened: 1, closed: 1 });
  });

  it('joins the first observation to instructions that end with a user message', async () => {
    const environment = createCountingEnvironment({ instructions: 'one' });
    const { messages } = await rollout(requestFor({ environment }));
    expect(messages[0]).toEqual({
      role: 'user',
      content: 'Reach the target.\n\nThe count is 0. Reach 2.',
      loss: false,
      seconds: expect.any(Number) as number,
    });
    expect(messages[1]?.role).toBe('assistant');
  });

  it('shows the policy its own turns with their token ids, and seeds every turn by its round', async () => {
    const policy = createAnsweringPolicy(({ round }) => ({
      text: act('add 1'),
      tokenIds: [round, 9],
      logprobs: [-1, -2],
    }));
    const trajectory = await rollout(requestFor({ policy, topP: 0.9, topK: 3 }));
    expect(policy.requests.map(({ seed }) => seed)).toEqual([seedOf(7, 0), seedOf(7, 1)]);
    expect(policy.requests[0]).toMatchObject({ temperature: 0.5, topP: 0.9, topK: 3, maxTokens: 20 });
    expect(policy.requests[1]?.messages.slice(2)).toEqual([
      { role: 'user', content: 'The count is 0. Reach 2.' },
      { role: 'assistant', content: act('add 1'), tokenIds: [0, 9] },
      { role: 'user', content: 'The count is 1.' },
    ]);
    expect(trajectory.messages[5]).toMatchObject({ tokenIds: [1, 9], logprobs: [-1, -2], reward: 1 });
    expect(trajectory.usage).toEqual({ prompt: 20, cached: 8, completion: 6 });
    expect(policy.openConversations()).toBe(0);
  });

  it('charges a round for a turn without an action, tells the policy why, and does not step', async () => {
    const policy = createAnsweringPolicy(({ round }) => (round === 0 ? 'add 2' : act('add 2')));
    const trajectory = await rollout(requestFor({ policy }));
    expect(trajectory).toMatchObject({ outcome: 'success', rounds: 2, parseErrors: 1, reward: 1 });
    expect(trajectory.messages[3]).toMatchObject({ content: 'add 2', loss: true, reward: 0 });
    expect(trajectory.messages[4]?.content).toContain('no "Action:" line');
    // The environment was not asked.
    const timed = trajectory.messages.map(({ seconds }) => seconds !== undefined);
    expect(timed).toEqual([false, false, true, true, false, true, true]);
    expect(trajectory.messages[6]?.content).toBe('The count is 2.');
  });

  it('is a failure when the environment is done without success', async () => {
    const policy = createAnsweringPolicy(({ round }) => act(round === 0 ? 'add 1' : 'add 2'));
    expect(await rollout(requestFor({ policy }))).toMatchObject({
      outcome: 'failure',
      reward: 0,
      rewardRaw: 0,
      rounds: 2,
    });
  });

  it('is truncated when the rounds are used up', async () => {
    const policy = createAnsweringPolicy(() => act('dance'));
    expect(await rollout(requestFor({ policy, maxRounds: 3 }))).toMatchObject({
      outcome: 'truncated',
      reward: 0,
      rounds: 3,
    });
  });

  it('is a success, not truncated, when the last round solves the task', async () => {
    expect(await rollout(requestFor({ maxRounds: 1 }))).toMatchObject({ outcome: 'success', rounds: 1 });
  });

  it('is truncated when the context is full, without the empty turn', async () => {
    const policy = createAnsweringPolicy(({ round }) => (round === 0 ? act('add 1') : { finishReason: 'context' }));
    const trajectory = await rollout(requestFor({ policy }));
    expect(trajectory).toMatchObject({ outcome: 'truncated', reward: 0, rounds: 1 });
    expect(trajectory.messages.at(-1)).toMatchObject({ role: 'user', content: 'The count is 1.' });
  });
});

describe('a rollout whose plumbing fails', () => {
  it.each<[FaultKind, string]>([
    ['open', 'no more counters'],
    ['reset', 'the counter is stuck'],
    ['step', 'the counter broke'],
    ['nan', 'counting gave a reward of NaN in counting_0, outside its range 0 to 1'],
    ['excess', 'counting gave a reward of 2 in counting_0, outside its range 0 to 1'],
  ])('is an env_error without a reward when the environment fails (%s)', async (fault, message) => {
    const environment = createCountingEnvironment({ fault: () => fault });
    const trajectory = await rollout(requestFor({ environment }));
    expect(trajectory).toMatchObject({ outcome: 'env_error', reward: null, rewardRaw: null });
    expect(trajectory.error).toEqual({ code: 'E_ENV_STEP', message });
    expect(environment.log.closed).toBe(environment.log.opened);
  });

  it('is a policy_error, with its code and what was said before, when the policy fails', async () => {
    const environment = createCountingEnvironment();
    const policy = createAnsweringPolicy(({ round }) => {
      if (round === 1) throw new AgentgymError('E_POLICY_UNKNOWN', 'gone');
      return act('add 1');
    });
    const trajectory = await rollout(requestFor({ environment, policy }));
    expect(trajectory).toMatchObject({ outcome: 'policy_error', reward: null, rounds: 1 });
    expect(trajectory.error).toEqual({ code: 'E_POLICY_UNKNOWN', message: 'gone' });
    expect(trajectory.messages).toHaveLength(5);
    expect(environment.log.closed).toBe(1);
    expect(policy.openConversations()).toBe(0);
  });

  it('keeps its result when the session fails to close', async () => {
    const environment = createCountingEnvironment({ fault: () => 'close' });
    expect(await rollout(requestFor({ environment }))).toMatchObject({ outcome: 'success' });
  });

  it('throws what no other task would cure: a policy that cannot play the environment', async () => {
    const environment = createCountingEnvironment({ scripted: false });
    await expect(rollout(requestFor({ environment }))).rejects.toMatchObject({ code: 'E_POLICY_CAPABILITY' });
    expect(environment.log.closed).toBe(1);
  });
});

describe('an interrupted rollout', () => {
  it.each<FaultKind>(['hang', 'hang-open'])('gives up an environment that does not answer (%s)', async (fault) => {
    const stop = new AbortController();
    const environment = createCountingEnvironment({ fault: () => fault });
    environment.log.onHang = () => stop.abort();
    await expect(rollout(requestFor({ environment, signal: stop.signal }))).rejects.toThrow(InterruptedError);
    expect(environment.log.closed).toBe(environment.log.opened);
  });

  it('keeps what is finished when only the closing is interrupted', async () => {
    const stop = new AbortController();
    const environment = createCountingEnvironment({ fault: () => 'hang-close' });
    environment.log.onHang = () => queueMicrotask(() => stop.abort());
    expect(await rollout(requestFor({ environment, signal: stop.signal }))).toMatchObject({ outcome: 'success' });
  });

  it('is interrupted, not a policy_error, when the policy throws because of the signal', async () => {
    const stop = new AbortController();
    const policy = createAnsweringPolicy(() => {
      stop.abort();
      throw new DOMException('aborted', 'AbortError');
    });
    await expect(rollout(requestFor({ policy, signal: stop.signal }))).rejects.toThrow(InterruptedError);
    expect(policy.openConversations()).toBe(0);
  });

  it('does not begin once the signal has fired', async () => {
    const environment = createCountingEnvironment();
    await expect(rollout(requestFor({ environment, signal: AbortSignal.abort() }))).rejects.toThrow(InterruptedError);
    expect(environment.log.opened).toBe(0);
  });

  it('closes a session that opens too late', async () => {
    const stop = new AbortController();
    const environment = createCountingEnvironment();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = { ...environment, open: async () => gate.then(() => environment.open()) };
    const playing = rollout(requestFor({ environment: slow, signal: stop.signal }));
    stop.abort();
    await expect(playing).rejects.toThrow(InterruptedError);
    release();
    await expect.poll(() => environment.log.closed).toBe(1);
  });
});
