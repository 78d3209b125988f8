/** Actions offered as tools, against small servers after the servers' documentation of tool calls. */
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../src/environments/action-formats/format.ts';
import { createTextcraft } from '../../../src/environments/builtin/textcraft/environment.ts';
import type { Task, Turn } from '../../../src/environments/contract.ts';
import { rollout } from '../../../src/explore/rollout.ts';
import type { Completion, ConversationContext } from '../../../src/policies/contract.ts';
import { fromAgentTraj, toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { type ChatBody, type ChatReply, chatServer, completionOf } from '../../support/chat-server.ts';
import { context, endpointPolicy, turn } from '../../support/endpoint-policy.ts';
import { type CallSaid, callingOf, refusedRequest } from '../../support/tool-server.ts';

const PAGES = {
  OpenAI: 'https://platform.openai.com/docs/guides/function-calling',
  vLLM: 'https://docs.vllm.ai/en/latest/features/tool_calling/',
  'llama.cpp': 'https://github.com/ggml-org/llama.cpp/blob/master/docs/function-calling.md',
  Ollama: 'https://docs.ollama.com/api/openai-compatibility',
  OpenRouter: 'https://openrouter.ai/docs/features/tool-calling',
};

const environment = createTextcraft({ depths: [1, 2] });
const format = formatOf(environment, 'function_calling');
const calling = async (): Promise<ConversationContext> => ({ ...(await context()), format });

interface Talk {
  completion: Completion;
  sent: ChatBody[];
}

async function talk(reply: (body: ChatBody) => ChatReply, policy: Record<string, unknown> = {}): Promise<Talk> {
  const server = await chatServer(({ body }) => refusedRequest(body) ?? reply(body));
  const made = endpointPolicy({ url: server.url, ...FORMAT, ...policy });
  const completion = await made.open(await calling()).complete(turn());
  return { completion, sent: server.calls.map(({ body }) => body) };
}

const FORMAT = { tools: 'auto' };

async function said(calls: readonly CallSaid[], content: string | null = null): Promise<Completion> {
  return (await talk(() => callingOf(content, calls))).completion;
}

const read = async (calls: readonly CallSaid[], content?: string): Promise<Turn | { error: string }> =>
  format.read((await said(calls, content)).text);

describe('tools', () => {
  it(`are offered as OpenAI documents it (${PAGES.OpenAI})`, async () => {
    const { sent } = await talk(() => completionOf('.'), { tools: 'required' });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false });
    const tools = sent[0]?.['tools'] as { function: { name: string } }[];
    expect(tools.map((tool) => tool.function.name)).toEqual(['get', 'craft', 'inventory']);
    expect(tools[0]).toEqual({
      type: 'function',
      function: {
        name: 'get',
        description: 'Takes items that cannot be crafted.',
        parameters: {
          type: 'object',
          properties: {
            count: { type: 'integer', description: 'how many' },
            item: { type: 'string', description: 'which item' },
          },
          required: ['count', 'item'],
          additionalProperties: false,
        },
      },
    });
  });

  it('are not offered unless the config says so, nor where no environment is played', async () => {
    const { sent } = await talk(() => completionOf('.'), { tools: 'none' });
    expect(sent[0]).not.toHaveProperty('tools');
    expect(sent[0]).not.toHaveProperty('tool_choice');
    const server = await chatServer(() => completionOf('.'));
    const policy = endpointPolicy({ url: server.url, ...FORMAT });
    await policy.open().complete(turn());
    expect(server.calls[0]?.body).not.toHaveProperty('tools');
  });

  it('go with function calling alone', async () => {
    const server = await chatServer(() => completionOf('.'));
    const policy = endpointPolicy({ url: server.url, ...FORMAT });
    const react = { ...(await context()), format: formatOf(environment, 'react') };
    for (const one of [react, await context()]) {
      expect(() => policy.open(one)).toThrow(
        expect.objectContaining({ code: 'E_POLICY_CAPABILITY', message: expect.stringContaining('policy.tools') }),
      );
    }
    expect(server.calls).toHaveLength(0);
  });
});

describe('a call', () => {
  it('is the turn that an expert would write', async () => {
    const completion = await said([{ name: 'get', arguments: '{"count":2,"item":"oak log"}' }], ' I lack it. ');
    expect(completion.text).toBe(format.write({ thought: 'I lack it.', action: 'get 2 oak log' }));
    expect(completion.toolCalls).toEqual([{ name: 'get', arguments: '{"count":2,"item":"oak log"}' }]);
    expect(format.read(completion.text)).toEqual({ thought: 'I lack it.', action: 'get 2 oak log' });
  });

  it.each([
    ['as an object', { count: 2, item: 'oak log' }],
    ['as text', '{"item": "oak log", "count": 2}'],
  ])('may give its arguments %s', async (_, given) => {
    expect(await read([{ name: 'get', arguments: given }])).toEqual({ thought: '', action: 'get 2 oak log' });
  });

  it.each(['', '{}', null, undefined])('of a function without parameters may give %j', async (given) => {
    expect(await read([{ name: 'inventory', arguments: given }])).toEqual({ thought: '', action: 'inventory' });
  });

  it('of which there are several costs a round', async () => {
    const completion = await said([
      { name: 'get', arguments: '{"count": 2, "item": "oak log"}' },
      { name: 'inventory', arguments: '{}' },
    ]);
    expect(format.read(completion.text)).toEqual({ error: expect.stringContaining('several JSON objects') });
    expect(completion.toolCalls).toHaveLength(2);
  });

  // Each is no JSON object; put into the turn as it is, the third would close it and name a function of its own.
  it.each([
    '{"count": 2, "item": ',
    '[2, "oak log"]',
    '{"count": 2, "item": "a"}, "function_name": "inventory", "x": {}',
    '"inventory"',
    'count=2',
  ])('whose arguments are %s costs a round', async (given) => {
    const completion = await said([{ name: 'get', arguments: given }]);
    expect(format.read(completion.text)).toEqual({ error: expect.stringContaining('needs "arguments", an object') });
    expect(completion.toolCalls).toEqual([{ name: 'get', arguments: given }]);
  });

  it('of no function, or of none that there is, costs a round', async () => {
    expect(await read([{ name: 'fly", "x": "', arguments: '{}' }])).toEqual({
      error: expect.stringContaining('There is no function'),
    });
    const nameless = callingOf(null, [], { message: { role: 'assistant', content: null, tool_calls: [{}, 7] } });
    const { completion } = await talk(() => nameless);
    expect(format.read(completion.text)).toHaveProperty('error');
  });

  it('is not what was sampled, so its token ids and log-probabilities are left out', async () => {
    const more = { logprobs: { content: [{ token: 'a', logprob: -1 }] }, token_ids: [1] };
    const reply = callingOf(null, [{ name: 'inventory', arguments: '{}' }], more);
    const { completion } = await talk(() => reply, { logprobs: true, tokenIds: true });
    expect(completion).not.toHaveProperty('logprobs');
    expect(completion).not.toHaveProperty('tokenIds');
  });

  it('keeps reasoning apart', async () => {
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'inventory', arguments: '{}' } }];
    const message = { role: 'assistant', content: '', reasoning_content: 'Hm.', tool_calls };
    const { completion } = await talk(() =>
      completionOf(null, { choices: [{ message, finish_reason: 'tool_calls' }] }),
    );
    expect(completion).toMatchObject({ reasoning: 'Hm.', finishReason: 'stop' });
    expect(format.read(completion.text)).toEqual({ thought: '', action: 'inventory' });
  });
});

it('an answer in text is read as ever', async () => {
  const text = format.write({ thought: 'x', action: 'inventory' });
  const { completion } = await talk(() => completionOf(text));
  expect(completion.text).toBe(text);
  expect(completion).not.toHaveProperty('toolCalls');
});

describe('a server that does not take tools', () => {
  const error = (message: string, status = 400, more: object = {}): ChatReply => ({
    status,
    json: { error: { message, type: 'invalid_request_error', ...more } },
  });
  it.each([
    [
      `vLLM (${PAGES.vLLM})`,
      error('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
    ],
    [`llama.cpp (${PAGES['llama.cpp']})`, error('tools param requires --jinja flag', 500)],
    [`Ollama (${PAGES.Ollama})`, error('registry.ollama.ai/library/tiny:latest does not support tools')],
    [`OpenRouter (${PAGES.OpenRouter})`, error('No endpoints found that support tool use.', 404, { code: 404 })],
    [`OpenAI (${PAGES.OpenAI})`, error("Unsupported parameter: 'tools'", 400, { param: 'tools' })],
  ])('stops the run: %s', async (_, reply) => {
    const server = await chatServer(() => reply);
    const conversation = endpointPolicy({ url: server.url, ...FORMAT }).open(await calling());
    await expect(conversation.complete(turn())).rejects.toMatchObject({
      code: 'E_POLICY_CAPABILITY',
      hint: 'Leave out policy.tools.',
    });
    expect(server.calls).toHaveLength(1);
  });

  it('may do without the word that one call is enough', async () => {
    const { sent, completion } = await talk(({ parallel_tool_calls: parallel }) =>
      parallel === undefined
        ? callingOf(null, [{ name: 'inventory', arguments: '{}' }])
        : error("Unsupported parameter: 'parallel_tool_calls' is not supported with this model.", 400, {
            param: 'parallel_tool_calls',
          }),
    );
    expect(completion.toolCalls).toHaveLength(1);
    expect(sent.map((body) => body['parallel_tool_calls'])).toEqual([false, undefined]);
  });
});

it('a rollout is a conversation of text, as a model learns it, and keeps what was called', async () => {
  const moves: CallSaid[][] = [
    [
      { name: 'inventory', arguments: '{}' },
      { name: 'inventory', arguments: '{}' },
    ],
    [{ name: 'inventory', arguments: '{' }],
    [{ name: 'inventory', arguments: '{}' }],
  ];
  let next = 0;
  const server = await chatServer(({ body }) => refusedRequest(body) ?? callingOf('Look.', moves[next++] ?? []));
  const trajectory = await rollout({
    environment,
    task: environment.tasks('train')[0] as Task,
    policy: endpointPolicy({ url: server.url, ...FORMAT }),
    sample: 0,
    seed: 1,
    temperature: 0,
    maxTokens: 64,
    maxRounds: 3,
    format: 'function_calling',
  });
  expect(trajectory).toMatchObject({ outcome: 'truncated', rounds: 3, parseErrors: 2 });
  const turns = trajectory.messages.filter(({ loss }) => loss);
  expect(turns.map(({ toolCalls }) => toolCalls)).toEqual(moves);
  // What was sent last is what was said before, word for word.
  const sent = server.calls.at(-1)?.body.messages ?? [];
  expect(sent).toEqual(trajectory.messages.slice(0, sent.length).map(({ role, content }) => ({ role, content })));
  const row: unknown = JSON.parse(JSON.stringify(toAgentTraj(trajectory)));
  expect(fromAgentTraj(row, { at: 'row 1' } as Parameters<typeof fromAgentTraj>[1])).toEqual(trajectory);
});
