/**
 * Settings of `train.kind: trl`: fine-tuning with PyTorch, under a launcher (train-launchers.ts). The optimiser's settings
 * are those of every trainer (train.ts). Starts nothing.
 */
import { z } from 'zod';
import { TRL_DEFAULTS } from '../../train/trl/settings.ts';
import { clash, whole } from './fields.ts';
import { described, from } from './optimiser.ts';
import { launcher, processesOf } from './train-launchers.ts';

const lora = z
  .strictObject({
    rank: whole(1).default(16).describe('Rank of the adapter.'),
    alpha: z.number().positive().default(32).describe('The adapter is scaled by alpha/rank.'),
    dropout: z.number().min(0).lt(1).default(0).describe('Dropout before the adapter, while it is trained.'),
    targets: z
      .union([z.literal('all-linear'), z.array(z.string().min(1)).min(1)])
      .default('all-linear')
      .describe('Modules that get an adapter: a list of names such as `q_proj`, or `all-linear`.'),
  })
  .describe('Trains a LoRA adapter of this shape; without it every parameter is trained.');

export const trl = z
  .strictObject({
    kind: z.literal('trl').describe('Fine-tuning with PyTorch (TRL, PEFT, transformers), in Python.'),
    from,
    python: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        'The Python interpreter, relative to the config file where it is a path. Default: AGENTGYM_PYTHON, or python3.',
      ),
    launcher: launcher.prefault({}),
    method: z
      .enum(['sft', 'dpo'])
      .default(TRL_DEFAULTS.method)
      .describe('`sft` learns from the weighted examples; `dpo` from pairs (`weigh.pairs`), where there are any.'),
    beta: z.number().positive().default(TRL_DEFAULTS.beta).describe("DPO's beta: larger stays nearer to the start."),
    sftWeight: z
      .number()
      .min(0)
      .default(TRL_DEFAULTS.sftWeight)
      .describe('With `dpo`: share of the loss of the weighted examples, beside the pairs; 0 leaves them out.'),
    lora: lora.exactOptional(),
    precision: z
      .enum(['bf16', 'fp32'])
      .default(TRL_DEFAULTS.precision)
      .describe('What is computed in; parameters that are trained are float32.'),
    gradientCheckpointing: z
      .boolean()
      .default(TRL_DEFAULTS.gradientCheckpointing)
      .describe('Computes activations twice instead of keeping them: less memory, more time.'),
    attention: z
      .string()
      .regex(/^[a-z0-9_]+$/u, 'expected a name such as sdpa or flash_attention_2')
      .exactOptional()
      .describe('Attention implementation, as transformers names it.'),
    optimiser: z
      .enum(['adamw', 'sgd'])
      .default(TRL_DEFAULTS.optimiser)
      .describe('`sgd` has no moments and no decay; it is there for comparisons.'),
    steps: described.steps.default(200).describe('Optimiser steps of an iteration.'),
    learningRate: described.learningRate.default(TRL_DEFAULTS.learningRate),
    schedule: described.schedule.default(TRL_DEFAULTS.schedule),
    warmup: described.warmup.default(TRL_DEFAULTS.warmup),
    weightDecay: described.weightDecay.default(TRL_DEFAULTS.weightDecay),
    clip: described.clip.default(TRL_DEFAULTS.clip),
    betas: described.betas.default([0.9, 0.999]),
    batchTokens: described.batchTokens.default(TRL_DEFAULTS.batchTokens),
    shards: whole(1)
      .default(TRL_DEFAULTS.shards)
      .describe('Parts of a batch (micro-batches), shared out among the processes: a multiple of their number.'),
    maxLength: whole(2).exactOptional().describe("Longest conversation, in tokens. Default: the model's context."),
    tooLong: z
      .enum(['error', 'drop'])
      .default(TRL_DEFAULTS.tooLong)
      .describe('A longer conversation is an error that names it, or left out and counted.'),
    saveEvery: whole(1)
      .default(TRL_DEFAULTS.saveEvery)
      .describe('Steps between checkpoints that a killed job goes on from.'),
  })
  .superRefine(({ launcher: started, shards }, context) => {
    const processes = processesOf(started);
    if (processes === undefined || shards % processes === 0) return;
    const within = started.kind === 'ray' || started.kind === 'slurm' ? ['accelerate'] : [];
    const where = { path: ['shards'], involves: [['launcher', ...within, 'processes']] };
    clash(context, where, `shards (${shards}) is not divisible by the number of processes (${processes})`);
  })
  .describe('`kind: trl`.');
