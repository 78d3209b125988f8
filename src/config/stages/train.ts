/**
 * Settings of training: behavioural cloning (AgentGym, section 4) and the M-step of every iteration,
 * which share their optimiser; `clone` states what differs.
 */
import { z } from 'zod';
import { clash, fillKind, whole } from './fields.ts';
import { described, from } from './optimiser.ts';
import type { PolicyConfig } from './policy.ts';
import type { ServingConfig } from './serving.ts';
import { hosted } from './train-hosted.ts';
import { trl } from './train-trl.ts';

const local = z.strictObject({
  kind: z.literal('local').default('local').describe('The in-process trainer.'),
  from,
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
    z.discriminatedUnion('kind', [local, trl, hosted]),
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

/**
 * The settings that cloning runs with: those of `train`, with what `clone` states. Demonstrations are not compared with
 * anything, whatever the iterations learn from.
 */
export function cloneSettings(config: { train: TrainConfig; clone: CloneConfig }): TrainConfig {
  const { train, clone } = config;
  if (train.kind === 'hosted') {
    const { steps, learningRate = train.learningRate } = clone;
    return { ...train, steps, method: 'sft', ...(learningRate === undefined ? {} : { learningRate }) };
  }
  return train.kind === 'trl' ? { ...train, ...clone, method: 'sft' } : { ...train, ...clone };
}

interface Trained {
  policy: PolicyConfig;
  train: TrainConfig;
  clone: CloneConfig;
  serving?: ServingConfig;
}

/** What the policy plays must be what the trainer leaves. */
export function checkTrain(config: Trained, context: z.core.$RefinementCtx): void {
  const { policy, train } = config;
  if (train.kind === 'hosted') return checkHosted(config, context);
  if (policy.kind !== 'local' || train.kind !== 'trl' || train.lora === undefined) return;
  const where = { path: ['train', 'lora'], involves: [['policy', 'kind']] };
  clash(context, where, 'the in-process policy plays whole models, not adapters; leave `train.lora` out');
}

/** Settings of cloning that no service takes by these names. */
const NOT_HOSTED = ['schedule', 'warmup', 'weightDecay', 'clip', 'betas', 'batchTokens'] as const;

/** A service keeps its models: it alone can serve them. */
function checkHosted({ policy, train, serving, clone }: Trained, context: z.core.$RefinementCtx): void {
  if (policy.kind === 'local') {
    const where = { path: ['train', 'kind'], involves: [['policy', 'kind']] };
    clash(context, where, '`train.kind: hosted` needs `policy.kind: endpoint`: the service keeps the weights');
  }
  if (serving !== undefined && serving.kind !== 'static') {
    const where = { path: ['serving', 'kind'], involves: [['train', 'kind']] };
    clash(
      context,
      where,
      '`train.kind: hosted` goes with `serving.kind: static`: the service serves what it fine-tuned',
    );
  }
  const takesRate = train.kind === 'hosted' && ['fireworks', 'together'].includes(train.profile);
  for (const key of takesRate ? NOT_HOSTED : ([...NOT_HOSTED, 'learningRate'] as const)) {
    if (clone[key] === undefined) continue;
    const where = { path: ['clone', key], involves: [['train', 'kind']] };
    clash(context, where, `\`clone.${key}\` means nothing with this \`train\``);
  }
}
