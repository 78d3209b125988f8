/** What an endpoint says stays on the trajectory, and comes back from the file. */
import { expect, it } from 'vitest';
import { rollout } from '../../../src/explore/rollout.ts';
import { fromAgentTraj, toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { chatServer, completionOf } from '../../support/chat-server.ts';
import { createCountingEnvironment } from '../../support/counting-environment.ts';
import { endpointPolicy } from '../../support/endpoint-policy.ts';

it('keeps reasoning, log-probabilities, token ids and costs', async () => {
  const answers = [
    { message: { role: 'assistant', content: 'Action: add 1', reasoning: 'Two are left.' }, finish_reason: 'stop' },
    {
      message: { role: 'assistant', content: 'Action: add 1' },
      finish_reason: 'stop',
      logprobs: { content: [{ token: 'a', logprob: -0.5 }] },
      token_ids: [7],
    },
  ];
  let next = 0;
  const server = await chatServer(() => completionOf('', { choices: [answers[next++]] }));
  const prices = { input: 1, output: 10 };
  const policy = endpointPolicy({ url: server.url, logprobs: true, tokenIds: true, prices });
  const environment = createCountingEnvironment();
  const [task] = environment.tasks('train');
  if (task === undefined) throw new Error('no task');
  const trajectory = await rollout({
    environment,
    task,
    policy,
    sample: 0,
    seed: 1,
    temperature: 1,
    maxTokens: 8,
    maxRounds: 5,
    format: 'react',
  });

  expect(trajectory).toMatchObject({ outcome: 'success', policy: 'endpoint:tiny', cost: 140e-6 });
  const [first, second] = trajectory.messages.filter(({ role, loss }) => role === 'assistant' && loss);
  expect(first).toEqual({
    role: 'assistant',
    content: 'Action: add 1',
    loss: true,
    reward: 0,
    reasoning: 'Two are left.',
    seconds: expect.any(Number) as number,
  });
  expect(second).toMatchObject({ logprobs: [-0.5], tokenIds: [7] });
  // What it thought is not said to it again.
  expect(JSON.stringify(server.calls[1]?.body)).not.toContain('Two are left.');

  const row: unknown = JSON.parse(JSON.stringify(toAgentTraj(trajectory)));
  expect(fromAgentTraj(row, { at: 'row 1' } as Parameters<typeof fromAgentTraj>[1])).toEqual(trajectory);
});
