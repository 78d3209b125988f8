/**
 * What the servers send, in the shapes of their documentation, each answered by a small server: nothing here needs a
 * GPU or a network.
 */
import { describe, expect, it } from 'vitest';
import { type ChatBody, type ChatReply, chatServer, completionOf } from '../../support/chat-server.ts';
import { context, endpointPolicy, turn } from '../../support/endpoint-policy.ts';
import type { Completion } from '../../../src/policies/contract.ts';

const PAGES = {
  OpenAI: 'https://platform.openai.com/docs/api-reference/chat/create',
  vLLM: 'https://docs.vllm.ai/en/stable/serving/openai_compatible_server/',
  SGLang: 'https://docs.sglang.ai/basic_usage/openai_api_completions.html',
  'llama.cpp': 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
  Ollama: 'https://docs.ollama.com/api/openai-compatibility',
  TGI: 'https://huggingface.co/docs/text-generation-inference/messages_api',
};

interface Talk {
  completion: Completion;
  sent: ChatBody[];
  paths: string[];
}

async function talk(
  policy: Record<string, unknown>,
  reply: (body: ChatBody) => ChatReply,
  request: Parameters<typeof turn>[0] = {},
): Promise<Talk> {
  const server = await chatServer(({ body }) => reply(body));
  const made = endpointPolicy({ url: server.url, ...policy });
  const completion = await made.open(await context()).complete(turn(request));
  return { completion, sent: server.calls.map(({ body }) => body), paths: server.calls.map(({ path }) => path) };
}

function choice(message: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more };
}

describe('a turn', () => {
  it(`is asked for as OpenAI documents it (${PAGES.OpenAI})`, async () => {
    const { sent, paths, completion } = await talk(
      { model: 'org/tiny', extra: { reasoning_effort: 'low' } },
      () =>
        completionOf('Action: add 1', {
          usage: { prompt_tokens: 50, completion_tokens: 6, prompt_tokens_details: { cached_tokens: 32 } },
        }),
      {
        messages: [
          { role: 'user', content: 'Hello.' },
          { role: 'assistant', content: 'OK.', tokenIds: [1, 2] },
        ],
        temperature: 0.7,
        topP: 0.9,
        topK: 40,
        maxTokens: 100,
        seed: 0xffffffff,
      },
    );
    expect(paths).toEqual(['/v1/chat/completions']);
    expect(sent).toEqual([
      {
        model: 'org/tiny',
        messages: [
          { role: 'user', content: 'Hello.' },
          { role: 'assistant', content: 'OK.' },
        ],
        max_tokens: 100,
        temperature: 0.7,
        top_p: 0.9,
        top_k: 40,
        seed: 0x7fffffff,
        stream: false,
        reasoning_effort: 'low',
      },
    ]);
    expect(completion).toEqual({
      text: 'Action: add 1',
      finishReason: 'stop',
      usage: { prompt: 50, cached: 32, completion: 6 },
    });
  });

  it('goes to the same address with and without /v1, and names models by paths', async () => {
    const server = await chatServer(() => completionOf('.'));
    for (const [end, model] of [
      ['', 'tiny'],
      ['/v1', '/models/tiny'],
      ['/v1/', 'https://models.example/tiny'],
    ] as const) {
      await endpointPolicy({ url: `${server.url}${end}`, model })
        .open(await context())
        .complete(turn());
    }
    expect(server.calls.map(({ path, body }) => [path, body.model])).toEqual([
      ['/v1/chat/completions', 'tiny'],
      ['/v1/chat/completions', '/models/tiny'],
      ['/v1/chat/completions', 'https://models.example/tiny'],
    ]);
    expect(server.calls[0]?.headers.authorization).toBeUndefined();
  });
});

describe('what a server adds is kept', () => {
  it(`vLLM: log-probabilities and token ids (${PAGES.vLLM})`, async () => {
    const answer = choice(
      { content: 'add 1', reasoning_content: null },
      {
        logprobs: {
          content: [
            { token: 'add', logprob: -0.25, bytes: [97], top_logprobs: [] },
            { token: ' 1', logprob: -9999, bytes: [32], top_logprobs: [] },
          ],
        },
        token_ids: [320, 16],
        stop_reason: null,
      },
    );
    const { sent, completion } = await talk({ logprobs: true, tokenIds: true }, () =>
      completionOf('', { choices: [answer], prompt_token_ids: [1, 2, 3], prompt_logprobs: null }),
    );
    expect(sent[0]).toMatchObject({ logprobs: true, return_token_ids: true });
    expect(completion).toMatchObject({ text: 'add 1', logprobs: [-0.25, -9999], tokenIds: [320, 16] });
  });

  it.each([[0.5], [null], ['-1']])('no log-probabilities where one is none (%s)', async (logprob) => {
    const content = [
      { token: 'add', logprob: -0.25 },
      { token: ' 1', logprob },
    ];
    const said = (entries: object[]) => () =>
      completionOf('', { choices: [choice({ content: 'add 1' }, { logprobs: { content: entries } })] });
    await expect(talk({ logprobs: true }, said(content))).rejects.toThrow('without the log-probabilities');
    // What rounding makes of 0 is 0.
    const rounded = content.map(({ token }) => ({ token, logprob: 1e-6 }));
    expect((await talk({ logprobs: true }, said(rounded))).completion.logprobs).toEqual([0, 0]);
  });

  it(`SGLang: reasoning apart from the answer (${PAGES.SGLang})`, async () => {
    const { completion } = await talk({ logprobs: true, tokenIds: true }, () =>
      completionOf('', {
        choices: [choice({ content: 'add 1', reasoning_content: 'Two are left.' }, { matched_stop: 151645 })],
        metadata: { weight_version: 'default' },
      }),
    );
    // Ids and log-probabilities would be of the reasoning too.
    expect(completion).toEqual({
      text: 'add 1',
      reasoning: 'Two are left.',
      finishReason: 'stop',
      usage: { prompt: 20, cached: 0, completion: 5 },
    });
  });

  it(`llama.cpp: timings beside the usage, a thought that is left in the text (${PAGES['llama.cpp']})`, async () => {
    const { completion } = await talk({}, () =>
      completionOf('', {
        choices: [choice({ content: '<think>\nTwo are left.\n</think>\n\nAction: add 2' })],
        timings: { prompt_n: 20, cache_n: 12, predicted_n: 5 },
      }),
    );
    expect(completion).toMatchObject({ text: 'Action: add 2', reasoning: '\nTwo are left.\n' });
    const cut = await talk({}, () =>
      completionOf('', { choices: [choice({ content: '<think>Two are' }, { finish_reason: 'length' })] }),
    );
    expect(cut.completion).toMatchObject({ text: '', reasoning: 'Two are', finishReason: 'length' });
  });

  it(`Ollama: thinking under its own name, and no word of a cut context (${PAGES.Ollama})`, async () => {
    let calls = 0;
    const server = await chatServer(() => {
      calls += 1;
      return completionOf('', {
        choices: [choice({ content: 'add 1', reasoning: 'Two are left.' })],
        usage: { prompt_tokens: 30 * calls, completion_tokens: 5, total_tokens: 0 },
        system_fingerprint: 'fp_ollama',
      });
    });
    const conversation = endpointPolicy({ url: server.url, context: 64 }).open(await context());
    expect(await conversation.complete(turn())).toMatchObject({ text: 'add 1', reasoning: 'Two are left.' });
    expect(await conversation.complete(turn())).toMatchObject({ finishReason: 'stop', usage: { prompt: 60 } });
    // 65 tokens fill the declared context: the server is not asked again.
    expect(await conversation.complete(turn())).toMatchObject({ text: '', finishReason: 'context' });
    expect(calls).toBe(2);
  });

  it(`TGI: its finish reasons, and no top_p of 1, which it refuses (${PAGES.TGI})`, async () => {
    const reply = (body: ChatBody): ChatReply =>
      body['top_p'] === 1
        ? { status: 422, json: { error: '`top_p` must be > 0.0 and < 1.0', error_type: 'validation' } }
        : completionOf('', { choices: [choice({ content: 'add' }, { finish_reason: 'length', logprobs: null })] });
    expect((await talk({}, reply, { topP: 1 })).completion).toMatchObject({ text: 'add', finishReason: 'length' });
    const ended = choice({ content: 'add 1' }, { finish_reason: 'eos_token' });
    expect((await talk({}, () => completionOf('', { choices: [ended] }))).completion.finishReason).toBe('stop');
  });

  it('services that answer in parts', async () => {
    const parts = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Two are left.' }] },
      { type: 'text', text: 'add 1' },
    ];
    const { completion } = await talk({}, () => completionOf('', { choices: [choice({ content: parts })] }));
    expect(completion).toMatchObject({ text: 'add 1', reasoning: 'Two are left.' });
  });
});

describe('a conversation that outgrew the context is truncated', () => {
  const bodies: [string, number, unknown][] = [
    [
      `OpenAI (${PAGES.OpenAI})`,
      400,
      {
        error: {
          message: 'Too long.',
          type: 'invalid_request_error',
          param: 'messages',
          code: 'context_length_exceeded',
        },
      },
    ],
    [
      `vLLM, of old (${PAGES.vLLM})`,
      400,
      {
        object: 'error',
        message: "This model's maximum context length is 2048 tokens. However, you requested 2100 tokens.",
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    ],
    [
      `vLLM (${PAGES.vLLM})`,
      400,
      {
        error: {
          message:
            "'max_tokens' or 'max_completion_tokens' is too large: 64. This model's maximum context length is 2048 tokens and your request has 2000 input tokens (64 > 2048 - 2000).",
          type: 'BadRequestError',
          param: 'max_tokens',
          code: 400,
        },
      },
    ],
    [
      `SGLang (${PAGES.SGLang})`,
      400,
      {
        object: 'error',
        message: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
        type: 'BadRequestError',
        code: 400,
      },
    ],
    [
      `llama.cpp (${PAGES['llama.cpp']})`,
      400,
      {
        error: {
          code: 400,
          message: 'request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9412,
          n_ctx: 8192,
        },
      },
    ],
    [
      `TGI (${PAGES.TGI})`,
      422,
      {
        error:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4080 `inputs` tokens and 64 `max_new_tokens`',
        error_type: 'validation',
      },
    ],
  ];
  it.each(bodies)('%s', async (_, status, json) => {
    const { completion, sent } = await talk({}, () => ({ status, json }));
    expect(completion).toEqual({
      text: '',
      finishReason: 'context',
      usage: { prompt: 0, cached: 0, completion: 0 },
    });
    expect(sent).toHaveLength(1);
  });
});

describe('what a server does not take', () => {
  const refusal = (message: string, param: string): ChatReply => ({
    status: 400,
    json: { error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' } },
  });

  it('is written otherwise where it has another name, or can be done without', async () => {
    const { sent, completion } = await talk({}, (body) => {
      if ('max_tokens' in body)
        return refusal(
          "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          'max_tokens',
        );
      if ('seed' in body) return refusal('Unrecognized request argument supplied: seed', 'seed');
      return completionOf('add 1');
    });
    expect(completion.text).toBe('add 1');
    expect(sent).toHaveLength(3);
    expect(sent[2]).toMatchObject({ max_completion_tokens: 64 });
  });

  it('is told that top_k is off, or not, where it has none', async () => {
    const { sent, completion } = await talk(
      {},
      // transformers serve (5.23)
      (body) =>
        'top_k' in body
          ? { status: 422, json: { detail: "Unexpected fields in the request: {'top_k'}" } }
          : completionOf('add 1'),
      { topK: 0 },
    );
    expect(completion.text).toBe('add 1');
    expect(sent.map((body) => body['top_k'])).toEqual([-1, undefined]);
  });

  it('stops the run where the config asks for it', async () => {
    const refused: [Record<string, unknown>, Parameters<typeof turn>[0], ChatReply, RegExp][] = [
      [{ logprobs: true }, {}, refusal('logprobs is not supported', 'logprobs'), /policy\.logprobs/u],
      [{ tokenIds: true }, {}, refusal('unknown field return_token_ids', ''), /policy\.tokenIds/u],
      [{}, { topK: 5 }, refusal('Unrecognized request argument supplied: top_k', ''), /explore\.topK/u],
      [{}, { temperature: 0 }, refusal("'temperature' does not support 0", 'temperature'), /--temperature/u],
      // It answers, and says nothing of what it left out.
      [{ logprobs: true }, {}, completionOf('add 1'), /policy\.logprobs/u],
      [{ tokenIds: true }, {}, completionOf('add 1'), /policy\.tokenIds/u],
    ];
    for (const [policy, request, reply, hint] of refused) {
      await expect(talk(policy, () => reply, request)).rejects.toMatchObject({
        code: 'E_POLICY_CAPABILITY',
        hint: expect.stringMatching(hint),
      });
    }
  });

  it('is an answer, where a filter took it', async () => {
    const filtered = { error: { message: 'Filtered.', type: null, param: 'prompt', code: 'content_filter' } };
    const { completion } = await talk({}, () => ({ status: 400, json: filtered }));
    expect(completion).toMatchObject({ text: '', finishReason: 'stop' });
    const refused = choice({ content: null, refusal: 'I cannot help with that.' });
    expect((await talk({}, () => completionOf('', { choices: [refused] }))).completion.text).toBe(
      'I cannot help with that.',
    );
  });
});
