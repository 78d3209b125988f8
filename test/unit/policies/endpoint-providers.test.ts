/**
 * Hugging Face Inference Providers (https://huggingface.co/docs/inference-providers/index): the addresses are real ones,
 * the connections end at a small server.
 */
import { Agent, type Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChatCall, type ChatReply, type ChatServer, chatServer, completionOf } from '../../support/chat-server.ts';
import { context, endpointPolicy, patient, turn } from '../../support/endpoint-policy.ts';

interface Elsewhere {
  server: ChatServer;
  dispatcher: Dispatcher;
  /** Origins that were asked for. */
  origins: string[];
}

async function elsewhere(reply: (call: ChatCall) => ChatReply): Promise<Elsewhere> {
  const server = await chatServer(reply);
  const origins: string[] = [];
  const agent = new Agent();
  onTestFinished(() => agent.close());
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    origins.push(String(options.origin));
    return dispatch({ ...options, origin: server.url }, handler);
  });
  return { server, dispatcher, origins };
}

const TOKEN = { env: { HF_TOKEN: 'hf_token' }, timing: patient() };

describe('an Inference Provider', () => {
  it('is found by the router for `auto`', async () => {
    const { server, dispatcher, origins } = await elsewhere(() => completionOf('add 1'));
    const policy = endpointPolicy({ provider: 'auto', model: 'org/model', billTo: 'org' }, { ...TOKEN, dispatcher });
    expect(await policy.open(await context()).complete(turn())).toMatchObject({ text: 'add 1' });
    expect(origins).toEqual(['https://router.huggingface.co']);
    const [call] = server.calls;
    expect(call).toMatchObject({ path: '/v1/chat/completions', body: { model: 'org/model', max_tokens: 64 } });
    expect(call?.headers).toMatchObject({ authorization: 'Bearer hf_token', 'x-hf-bill-to': 'org' });
  });

  it('is called by its own name for the model', async () => {
    const { server, dispatcher } = await elsewhere(({ path }) => {
      if (!path.startsWith('/api/models/')) return completionOf('add 1');
      const together = { status: 'live', providerId: 'Org/Model-Turbo', task: 'conversational' };
      return { json: { id: 'org/named', inferenceProviderMapping: { together } } };
    });
    const policy = endpointPolicy({ provider: 'together', model: 'org/named' }, { ...TOKEN, dispatcher });
    expect(await policy.open(await context()).complete(turn())).toMatchObject({ text: 'add 1' });
    expect(server.calls.map(({ path }) => path.replace(/\?.*/u, ''))).toEqual([
      '/api/models/org/named',
      '/together/v1/chat/completions',
    ]);
    expect(server.calls[1]?.body.model).toBe('Org/Model-Turbo');
  });

  it('that does not have the model stops the run', async () => {
    const { dispatcher } = await elsewhere(() => ({
      json: { id: 'org/unserved', inferenceProviderMapping: { groq: { status: 'live', task: 'conversational' } } },
    }));
    const policy = endpointPolicy({ provider: 'together', model: 'org/unserved' }, { ...TOKEN, dispatcher });
    const answer = policy.open(await context()).complete(turn());
    await expect(answer).rejects.toMatchObject({ code: 'E_POLICY_MODEL' });
  });

  it('of no name we know stops the run', async () => {
    const { dispatcher } = await elsewhere(() => completionOf('add 1'));
    const policy = endpointPolicy({ provider: 'nobody', model: 'org/model' }, { ...TOKEN, dispatcher });
    const answer = policy.open(await context()).complete(turn());
    await expect(answer).rejects.toMatchObject({ code: 'E_POLICY_MODEL' });
  });

  it('needs the token of Hugging Face', async () => {
    expect(() => endpointPolicy({ provider: 'auto' }, { env: {} })).toThrow(/HF_TOKEN is not set/u);
    const { dispatcher } = await elsewhere(() => completionOf('add 1'));
    const policy = endpointPolicy({ provider: 'auto' }, { env: { HF_TOKEN: 'sk-other' }, dispatcher });
    const error: unknown = await policy
      .open(await context())
      .complete(turn())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_POLICY_ACCESS', hint: expect.stringContaining('hf_') });
    expect(String(error)).not.toContain('sk-other');
  });
});
