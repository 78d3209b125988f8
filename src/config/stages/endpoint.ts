/**
 * Settings of a policy behind an endpoint: an OpenAI-compatible server (vLLM, SGLang, llama.cpp, Ollama, TGI, a service),
 * several of them, or a Hugging Face Inference Provider. Asks no server and reads no key.
 */
import { z } from 'zod';
import { address, clash, keyVariable, whole } from './fields.ts';

const url = address('http://127.0.0.1:8000/v1');

const price = (): z.ZodNumber => z.number().min(0);

/** Fields of a request that the program fills in, or could not read the answer to. */
const OWN_FIELDS = [
  'model',
  'messages',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'stop',
  'stream',
  'n',
  'logprobs',
  'return_token_ids',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
];

const fields = {
  kind: z.literal('endpoint').describe('A model behind an HTTP endpoint that answers chat completions.'),
  url: url.exactOptional().describe('Base URL of the server, with or without /v1.'),
  urls: z
    .array(url)
    .min(1)
    .exactOptional()
    .describe('Several servers of the same model, instead of `url`: each rollout stays with one.'),
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/u, 'expected `auto` or the name of an Inference Provider, such as together')
    .exactOptional()
    .describe('Instead of `url`: a Hugging Face Inference Provider, or `auto` for the first that has the model.'),
  billTo: z.string().min(1).exactOptional().describe('With `provider`: the organisation that pays.'),
  model: z.string().min(1).describe('The model, by the exact name that the endpoint knows it by.'),
  base: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'To evolve it: the model that training starts from, which the endpoint serves as `model`. A directory in Hugging Face layout (it begins with `.` or `/`), or an id such as Qwen/Qwen2.5-0.5B-Instruct, with `@revision` if need be.',
    ),
  apiKey: keyVariable('policy.apiKey', 'OPENAI_API_KEY')
    .exactOptional()
    .describe('`env:NAME`: the environment variable that holds the key; default: none, with `provider` env:HF_TOKEN.'),
  concurrency: whole(1).default(32).describe('Most requests at once to each endpoint; fewer while it says it is busy.'),
  timeout: z.number().positive().default(300).describe('Seconds for one request, its whole answer included.'),
  retries: whole(0)
    .default(6)
    .describe('Further attempts at a request, where the endpoint is busy, fails or cannot be reached.'),
  context: whole(16)
    .exactOptional()
    .describe('Context of the model in tokens, for servers that cut long conversations without a word (Ollama).'),
  logprobs: z
    .boolean()
    .default(false)
    .describe('Keep the log-probabilities of sampled tokens; the server must give them.'),
  tokenIds: z
    .boolean()
    .default(false)
    .describe('Keep the ids of sampled tokens (vLLM). A trainer of another tokenizer must not see them.'),
  tools: z
    .enum(['none', 'auto', 'required'])
    .default('none')
    .describe(
      "With `format: function_calling`: offer the environment's actions as tools. `auto` leaves it to the model whether it calls one, `required` does not.",
    ),
  guided: z
    .boolean()
    .default(false)
    .describe(
      "With `format: function_calling`: hold every answer to a JSON schema of the environment's actions (guided decoding), where the server can.",
    ),
  extra: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .describe("Further fields of every request, by the server's own names: reasoning_effort, chat_template_kwargs, …"),
  prices: z
    .strictObject({
      input: price().describe('Price of a million prompt tokens.'),
      cached: price().exactOptional().describe('Price of a million prompt tokens that were cached; default: `input`.'),
      output: price().describe('Price of a million sampled tokens.'),
    })
    .exactOptional()
    .describe('What tokens cost, in any currency; each trajectory then carries its cost.'),
};

/** `kind: endpoint`. */
export const endpointPolicy = z.strictObject(fields).superRefine((policy, context) => {
  const ways = ['url', 'urls', 'provider'] as const;
  const given = ways.filter((key) => policy[key] !== undefined);
  if (given.length !== 1) {
    // Where none is given, one that was wrong may have been taken out, and is told by itself.
    const [first = 'url', ...others] = given.length === 0 ? ([...ways, 'kind'] as const) : given;
    const where = { path: [first], involves: others.map((key) => [key]) };
    const said = given.length === 0 ? 'none is given' : `${given.map((key) => `\`${key}\``).join(' and ')} are given`;
    clash(context, where, `an endpoint is named by one of \`url\`, \`urls\` and \`provider\`; ${said}`);
  }
  if (policy.billTo !== undefined && policy.provider === undefined)
    clash(context, { path: ['billTo'], involves: [['url'], ['urls']] }, '`billTo` goes with `provider` alone');
  if (policy.guided && policy.tools !== 'none') {
    const message = '`guided` and `tools` are two ways to the same call; an endpoint is asked for one of them';
    clash(context, { path: ['guided'], involves: [['tools']] }, message);
  }
  for (const key of Object.keys(policy.extra ?? {})) {
    if (!OWN_FIELDS.includes(key) && !(key === 'response_format' && policy.guided)) continue;
    clash(context, { path: ['extra', key] }, `\`extra.${key}\` is not free: the program fills that field in itself`);
  }
});
export type EndpointConfig = z.output<typeof endpointPolicy>;

/** What `tools` and `guided` are made from, and read by, is one format. */
export function checkCalls(
  { policy, format = 'react' }: { policy: { kind: string; tools?: string; guided?: boolean }; format?: string },
  context: z.core.$RefinementCtx,
): void {
  if (policy.kind !== 'endpoint' || format === 'function_calling') return;
  const key = policy.guided === true ? 'guided' : (policy.tools ?? 'none') === 'none' ? undefined : 'tools';
  if (key === undefined) return;
  const where = { path: ['policy', key], involves: [['format']] };
  clash(context, where, `\`policy.${key}\` goes with \`format: function_calling\`, not with ${format}`);
}
