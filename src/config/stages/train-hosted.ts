/**
 * Settings of `train.kind: hosted`: fine-tuning at a service, by files and jobs over HTTP. What the services differ in is in
 * their profiles (src/train/hosted/profiles.ts). Asks no service and reads no key.
 */
import { z } from 'zod';
import { PROFILES } from '../../train/hosted/profiles.ts';
import { HOSTED_DEFAULTS } from '../../train/hosted/settings.ts';
import { address, clash, keyVariable, whole } from './fields.ts';
import { from } from './optimiser.ts';

const seconds = (): z.ZodNumber => z.number().positive();

const poll = z
  .strictObject({
    first: seconds().default(HOSTED_DEFAULTS.poll.first).describe('Seconds between looks at a job that moves.'),
    most: seconds()
      .default(HOSTED_DEFAULTS.poll.most)
      .describe('Seconds between looks, at most, at one that does not.'),
  })
  .prefault({})
  .describe('How often a job is looked at.');

const ofTheService = (what: string): z.ZodRecord<z.ZodString, z.ZodUnknown> =>
  z.record(z.string(), z.unknown()).describe(what);

export const hosted = z
  .strictObject({
    kind: z.literal('hosted').describe('Fine-tuning at a service, which keeps and serves the models.'),
    from,
    profile: z
      .enum(['fireworks', 'openai', 'together', 'custom'])
      .describe(
        'The service; `custom` is any other with the API of OpenAI (/files, /fine_tuning/jobs). OpenAI itself takes no new users for fine-tuning.',
      ),
    url: address('https://fine-tuning.example.com/v1')
      .exactOptional()
      .describe("Base URL of the service; default: the profile's."),
    apiKey: keyVariable('train.apiKey', 'FIREWORKS_API_KEY')
      .exactOptional()
      .describe(
        '`env:NAME`: the environment variable that holds the key; default: FIREWORKS_API_KEY, OPENAI_API_KEY, TOGETHER_API_KEY, with `custom` none.',
      ),
    account: z
      .string()
      .regex(/^[a-z0-9-]+$/u, 'expected the id of an account, without accounts/')
      .exactOptional()
      .describe('With `profile: fireworks`: the account that jobs and models belong to.'),
    deployment: z
      .string()
      .regex(/^accounts\/[\w-]+\/deployments\/[\w-]+$/u, 'expected accounts/<account>/deployments/<deployment>')
      .exactOptional()
      .describe('With `profile: fireworks`: the deployment, with add-ons enabled, that each new model is loaded onto.'),
    weights: z
      .enum(['row', 'message', 'none'])
      .exactOptional()
      .describe(
        "What the service takes: a weight on each row (fireworks), 0 or 1 on each turn (openai), or none (together, custom). Fractions it does not take are left to chance, without bias. Default: the profile's.",
      ),
    copies: whole(1)
      .default(HOSTED_DEFAULTS.copies)
      .describe(
        'Where weights are left to chance: copies of the heaviest row, on average. More are nearer, and cost more.',
      ),
    method: z
      .enum(['sft', 'dpo'])
      .default(HOSTED_DEFAULTS.method)
      .describe(
        '`sft` learns from the weighted examples; `dpo` from pairs alone (`weigh.pairs`), where there are any.',
      ),
    beta: z.number().positive().exactOptional().describe("DPO's beta; default: the service's."),
    steps: whole(1)
      .default(200)
      .describe('Optimiser steps of an iteration, of `batchSize` rows; the service is asked for whole epochs.'),
    batchSize: whole(1).default(HOSTED_DEFAULTS.batchSize).describe('Rows of an optimiser step.'),
    learningRate: z
      .number()
      .positive()
      .exactOptional()
      .describe("Learning rate, for fireworks and together; default: the service's."),
    hyperparameters: ofTheService(
      "Hyperparameters by the service's own names (n_epochs, learning_rate_multiplier, loraRank, …); they win over what the settings above come to.",
    ).default({}),
    hyperparametersIn: z
      .enum(['method', 'hyperparameters', 'request'])
      .exactOptional()
      .describe(
        'With `profile: custom`: where hyperparameters stand in the request; default: method, as at OpenAI today.',
      ),
    request: ofTheService("Further fields of the request for a job, by the service's own names.").default({}),
    poll,
    timeout: seconds().default(HOSTED_DEFAULTS.timeout).describe('Seconds for one request, an upload included.'),
    retries: whole(0).default(HOSTED_DEFAULTS.retries).describe('Further attempts at a request.'),
    onInterrupt: z
      .enum(['leave', 'cancel'])
      .default(HOSTED_DEFAULTS.onInterrupt)
      .describe(
        'What becomes of the job when the run is interrupted: it goes on, and a resumed run finds it, or is cancelled.',
      ),
  })
  .superRefine(check)
  .describe('`kind: hosted`.');
export type HostedConfig = z.output<typeof hosted>;

type Fields = Partial<
  Record<'profile' | 'url' | 'account' | 'deployment' | 'hyperparametersIn' | 'learningRate', unknown>
>;

function check(train: Fields, context: z.core.$RefinementCtx): void {
  const { profile } = train;
  const needed = profile === 'fireworks' ? 'account' : profile === 'custom' ? 'url' : undefined;
  if (needed !== undefined && train[needed] === undefined)
    clash(context, { path: ['profile'] }, `\`profile: ${String(profile)}\` needs \`${needed}\``);
  const owners = {
    account: ['fireworks'],
    deployment: ['fireworks'],
    hyperparametersIn: ['custom'],
    learningRate: ['fireworks', 'together'],
  } as const;
  for (const [key, profiles] of Object.entries(owners)) {
    if (train[key as keyof Fields] === undefined || (profiles as readonly unknown[]).includes(profile)) continue;
    const hint = key === 'learningRate' ? '; give it among `hyperparameters` as the service calls it' : '';
    const where = { path: [key], involves: [['profile']] };
    clash(context, where, `\`${key}\` means nothing with \`profile: ${String(profile)}\`${hint}`);
  }
}

/** `env:NAME` of the key that a config comes to; undefined where there is none. */
export function keyReference({ apiKey, profile }: HostedConfig): string | undefined {
  const { key } = PROFILES[profile];
  return apiKey ?? (key === undefined ? undefined : `env:${key}`);
}
