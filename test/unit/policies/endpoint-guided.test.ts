/** Answers that are held to the environment's actions, against small servers after the servers' documentation. */
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../src/environments/action-formats/format.ts';
import { createTextcraft } from '../../../src/environments/builtin/textcraft/environment.ts';
import type { Conversation } from '../../../src/policies/contract.ts';
import { type ChatBody, type ChatReply, chatServer, completionOf } from '../../support/chat-server.ts';
import { context, endpointPolicy, turn } from '../../support/endpoint-policy.ts';
import { conforms } from '../../support/json-schema.ts';

const PAGES = {
  OpenAI: 'https://platform.openai.com/docs/guides/structured-outputs',
  vLLM: 'https://docs.vllm.ai/en/latest/features/structured_outputs/',
  SGLang: 'https://docs.sglang.ai/advanced_features/structured_outputs.html',
  'llama.cpp': 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
  TGI: 'https://huggingface.co/docs/text-generation-inference/basic_tutorials/using_guidance',
};

const environment = createTextcraft({ depths: [1, 2] });
const format = formatOf(environment, 'function_calling');
const ANSWER = format.write({ thought: 'I lack it.', action: 'get 2 oak log' });

type Schema = Record<string, unknown>;
interface ResponseFormat {
  type: string;
  json_schema?: { name: string; strict: boolean; schema: Schema };
  value?: Schema;
}
const formatIn = (body: ChatBody): ResponseFormat => body['response_format'] as ResponseFormat;

async function guided(
  reply: (body: ChatBody) => ChatReply,
): Promise<{ conversation: Conversation; sent: () => ResponseFormat[] }> {
  const server = await chatServer(({ body }) => reply(body));
  const policy = endpointPolicy({ url: server.url, guided: true });
  const conversation = policy.open({ ...(await context()), format });
  return { conversation, sent: () => server.calls.map(({ body }) => formatIn(body)) };
}

const refusal = (message: string, status = 400, param: string | null = 'response_format'): ChatReply => ({
  status,
  json: { error: { message, type: 'invalid_request_error', param, code: null } },
});

describe('guided decoding', () => {
  it(`holds answers as vLLM, SGLang and llama.cpp take it (${PAGES.vLLM}, ${PAGES.SGLang}, ${PAGES['llama.cpp']})`, async () => {
    const { conversation, sent } = await guided((body) => {
      const { schema = {} } = formatIn(body).json_schema ?? {};
      return conforms(schema, JSON.parse(ANSWER)) ? completionOf(ANSWER) : refusal('the script does not fit');
    });
    const { text } = await conversation.complete(turn());
    expect(format.read(text)).toEqual({ thought: 'I lack it.', action: 'get 2 oak log' });
    expect(sent()).toEqual([
      {
        type: 'json_schema',
        json_schema: { name: 'turn', strict: true, schema: { anyOf: expect.toSatisfy((all) => all.length === 3) } },
      },
    ]);
  });

  it(`gives OpenAI an object at the top, once it says so (${PAGES.OpenAI})`, async () => {
    const { conversation, sent } = await guided((body) => {
      const { schema = {} } = formatIn(body).json_schema ?? {};
      if (schema['type'] === 'object') return completionOf(ANSWER);
      return refusal(
        "Invalid schema for response_format 'turn': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'.",
      );
    });
    await conversation.complete(turn());
    await conversation.complete(turn());
    expect(sent().map(({ json_schema: made }) => made?.schema['type'])).toEqual([undefined, 'object', 'object']);
  });

  it.each([
    'Failed to deserialize the JSON body into the target type: response_format: missing field `value` at line 1 column 90',
    'Failed to deserialize the JSON body into the target type: response_format.type: unknown variant `json_schema`, expected one of `json`, `json_object`, `regex` at line 1 column 90',
  ])(`gives TGI the schema by its own name (${PAGES.TGI}): %s`, async (text) => {
    const { conversation, sent } = await guided((body) =>
      formatIn(body).value === undefined ? { status: 422, text } : completionOf(ANSWER),
    );
    await conversation.complete(turn());
    expect(sent()).toHaveLength(2);
    expect(sent()[1]).toEqual({ type: 'json_object', value: sent()[0]?.json_schema?.schema });
  });

  it.each([
    "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    'This response_format type is unavailable now',
    'Failed to parse grammar',
  ])('stops the run where the server does not know it: %s', async (message) => {
    const { conversation, sent } = await guided(() => refusal(message, 400, null));
    await expect(conversation.complete(turn())).rejects.toMatchObject({
      code: 'E_POLICY_CAPABILITY',
      hint: 'Leave out policy.guided.',
    });
    expect(sent()).toHaveLength(2);
  });

  it('stops the run where the server takes a schema and does not hold to it', async () => {
    const { conversation } = await guided(() => completionOf('Sure! Let me get an oak log.'));
    await expect(conversation.complete(turn())).rejects.toMatchObject({
      code: 'E_POLICY_CAPABILITY',
      hint: expect.stringContaining('policy.guided'),
    });
  });

  it('takes what is no whole answer, and a later slip, for the model’s own', async () => {
    const cut = { choices: [{ message: { content: ANSWER.slice(0, 20) }, finish_reason: 'length' }] };
    const refused = { choices: [{ message: { content: null, refusal: 'I cannot.' }, finish_reason: 'stop' }] };
    const answers = [completionOf('', cut), completionOf('', refused), completionOf(ANSWER), completionOf('Oh.')];
    let next = 0;
    const { conversation } = await guided(() => answers[next++] ?? 'break');
    const texts: string[] = [];
    for (const _ of answers) texts.push((await conversation.complete(turn())).text);
    expect(texts).toEqual([ANSWER.slice(0, 20), 'I cannot.', ANSWER, 'Oh.']);
  });
});
