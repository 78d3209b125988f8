/**
 * Settings of serving: how a checkpoint that was just trained gets into the server behind the policy's endpoint. A union
 * on `kind`. Reaches no server.
 */
import { z } from 'zod';
import { clash, keyVariable, whole } from './fields.ts';
import type { PolicyConfig } from './policy.ts';

const absolute = (): z.ZodString => z.string().regex(/^\//u, 'expected an absolute path');

const timeout = (): z.ZodDefault<z.ZodNumber> =>
  z.number().positive().default(600).describe('Seconds for a server to load a checkpoint.');

const pathOnServer = z
  .strictObject({
    from: absolute().describe('Directory on this machine, such as that of the runs.'),
    to: absolute().describe('The same directory as the server sees it.'),
  })
  .exactOptional()
  .describe('Where the server sees the checkpoints, if it runs on another machine or in a container.');

const apiKey = keyVariable('serving.apiKey', 'SGLANG_ADMIN_KEY')
  .exactOptional()
  .describe("`env:NAME`: the key of the requests that load checkpoints; default: the policy's.");

const vllmLora = z
  .strictObject({
    kind: z.literal('vllm-lora').describe('A vLLM server that loads LoRA adapters while it runs.'),
    keep: whole(1)
      .default(2)
      .describe("Adapters of this run that stay loaded at once; a run's older ones are unloaded."),
    pathOnServer,
    apiKey,
    timeout: timeout(),
  })
  .describe('`kind: vllm-lora`.');

const sglang = z
  .strictObject({
    kind: z.literal('sglang').describe('An SGLang server that replaces its weights while it runs.'),
    pathOnServer,
    apiKey,
    timeout: timeout(),
  })
  .describe('`kind: sglang`.');

const command = z
  .strictObject({
    kind: z.literal('command').describe('A server process that is started with each checkpoint, and stopped.'),
    command: z
      .array(z.string())
      .min(1)
      .describe(
        'The program and its arguments, as a list; no shell reads them. `{checkpoint}` is the checkpoint (a directory, or a model id), `{model}` is `policy.model`, `{port}` the port of the URL.',
      ),
    env: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/u, 'expected the name of an environment variable'), z.string())
      .exactOptional()
      .describe('Environment variables of the process, beside those of this one (where keys belong).'),
    servedAs: z
      .string()
      .min(1)
      .default('{model}')
      .describe(
        "What requests call the model: `{model}`, or `{checkpoint}` where the server's name of it is its path.",
      ),
    health: z
      .string()
      .regex(/^\/[^\s?#]*$/u, 'expected a path such as /health')
      .exactOptional()
      .describe('Path that answers once the server is ready; default: /health or /v1/models.'),
    grace: z
      .number()
      .min(0)
      .default(10)
      .describe('Seconds for the process to end when it is asked to, before it is killed.'),
    timeout: timeout(),
  })
  .superRefine((serving, context) => {
    const used = [...serving.command, ...Object.values(serving.env ?? {})].join(' ');
    if (!used.includes('{checkpoint}'))
      clash(context, { path: ['command'] }, '`serving.command` says nowhere what to serve: put in `{checkpoint}`');
    if (serving.command[0] === '' || /\{[a-z]+\}/u.test(serving.command[0] ?? ''))
      clash(context, { path: ['command'] }, '`serving.command` begins with the name of a program');
  });

const hosted = z
  .strictObject({ kind: z.literal('static').describe('A service that serves the models it fine-tuned, by their ids.') })
  .describe('`kind: static`.');

export const ServingSchema = z
  .discriminatedUnion('kind', [vllmLora, sglang, command, hosted])
  .describe('How a new checkpoint comes to be served by the endpoint; needed to evolve `policy.kind: endpoint`.');
export type ServingConfig = z.output<typeof ServingSchema>;

/** Serving is for endpoints, and a server to be told things has an address. */
export function checkServing(
  { policy, serving }: { policy: PolicyConfig; serving?: ServingConfig },
  context: z.core.$RefinementCtx,
): void {
  if (serving === undefined) return;
  if (policy.kind === 'local') {
    const where = { path: ['serving'], involves: [['policy', 'kind']] };
    return clash(context, where, '`serving` is for `policy.kind: endpoint`; the in-process model needs none');
  }
  if (serving.kind !== 'static' && policy.provider !== undefined) {
    const where = { path: ['serving', 'kind'], involves: [['policy', 'provider']] };
    clash(context, where, `\`serving.kind: ${serving.kind}\` needs \`policy.url\`: a provider loads no checkpoints`);
  }
  const urls = policy.kind === 'endpoint' ? (policy.urls ?? [policy.url]) : [];
  if (serving.kind === 'command' && new Set(urls.map(portOf)).size < urls.length) {
    const where = { path: ['serving', 'kind'], involves: [['policy', 'urls']] };
    clash(context, where, '`serving.kind: command` starts one server for each URL: each needs a port of its own');
  }
}

/** What is no URL has no port, and is said to be none elsewhere. */
function portOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).port : (url ?? '');
}
