/**
 * Settings of training: behavioural cloning (AgentGym, section 4) and the M-step of every iteration,
 * which share their optimiser; `clone` states what differs.
 */
import { z } from 'zod';
import { fillKind, whole } from './fields.ts';

const rate = z.number().positive();
const schedule = z.enum(['cosine', 'linear', 'constant']);
const betas = z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]);

/** Every optimiser setting, described once. */
const described = {
  steps: whole(1),
  learningRate: rate.describe('Peak learning rate of AdamW.'),
  schedule: schedule.describe('How the learning rate falls after the warm-up.'),
  warmup: whole(0).describe('Optimiser steps over which the learning rate rises.'),
  weightDecay: z.number().min(0).describe('Decoupled weight decay.'),
  clip: z.number().positive().describe('Largest global norm of the gradient.'),
  betas: betas.describe("AdamW's decay of the first and second moment."),
  batchTokens: whole(1).describe('Tokens of an optimiser step, about.'),
};

const local = z.strictObject({
  kind: z.literal('local').default('local').describe('The in-process trainer.'),
  from: z
    .enum(['base', 'last'])
    .default('base')
    .describe('Where each iteration starts: the base checkpoint, before cloning (the paper), or the incumbent.'),
  steps: described.steps.default(600).describe('Optimiser steps of an iteration.'),
  learningRate: described.learningRate.default(0.005),
  schedule: described.schedule.default('cosine'),
  warmup: described.warmup.default(20),
  weightDecay: described.weightDecay.default(0.01),
  clip: described.clip.default(1),
  betas: described.betas.default([0.9, 0.999]),
  batchTokens: described.batchTokens.default(4096),
  shards: whole(1)
    .default(4)
    .describe('Parts of a batch whose gradients are computed apart and summed; part of the result.'),
  threads: whole(1)
    .exactOptional()
    .describe('Worker threads that train; not part of the result. Default: 2, or 1 on one core.'),
});

/** A union on `kind`: other fine-tuning backends find their room here. */
export const TrainSchema = z
  .preprocess(
    fillKind(() => 'local'),
    z.discriminatedUnion('kind', [local]),
  )
  .describe('How each iteration trains its candidate.');
export type TrainConfig = z.output<typeof TrainSchema>;

export const CloneSchema = z
  .strictObject({
    steps: whole(0).default(300).describe('Optimiser steps of behavioural cloning; 0 leaves it out.'),
    learningRate: described.learningRate.exactOptional(),
    schedule: described.schedule.exactOptional(),
    warmup: described.warmup.exactOptional(),
    weightDecay: described.weightDecay.exactOptional(),
    clip: described.clip.exactOptional(),
    betas: described.betas.exactOptional(),
    batchTokens: described.batchTokens.exactOptional(),
  })
  .describe('Behavioural cloning on the demonstrations; what is not named here is as in `train`.');
export type CloneConfig = z.output<typeof CloneSchema>;

/** The settings that cloning runs with: those of `train`, with what `clone` states. */
export function cloneSettings(config: { train: TrainConfig; clone: CloneConfig }): TrainConfig {
  return { ...config.train, ...config.clone };
}
