/**
 * Settings of the policy: the model that explores and is trained. In process, `checkpoint` starts from a Hugging Face
 * directory, `model` from fresh parameters; behind an endpoint (endpoint.ts), `model` is a name. Does not say how it is
 * trained (train.ts).
 */
import { z } from 'zod';
import { BUILTIN_KINDS } from './environment.ts';
import { endpointPolicy } from './endpoint.ts';
import { clash, fillKind, whole } from './fields.ts';

const ModelSchema = z
  .strictObject({
    architecture: z
      .enum(['llama', 'qwen2', 'qwen3'])
      .default('llama')
      .describe('Decoder family: qwen2 adds a bias to q, k and v; qwen3 normalises q and k.'),
    hidden: whole(8).default(64).describe('Width of the residual stream.'),
    layers: whole(1).default(4).describe('Decoder layers.'),
    heads: whole(1).default(2).describe('Query heads.'),
    kvHeads: whole(1).default(1).describe('Key and value heads, each shared by heads/kvHeads query heads.'),
    headDim: whole(8).exactOptional().describe('Width of a head, a multiple of 8; default: hidden/heads.'),
    intermediate: whole(8).default(192).describe('Width of the SwiGLU layer.'),
    context: whole(16)
      .default(512)
      .describe('Longest conversation, in tokens; a rollout that outgrows it is truncated.'),
    ropeTheta: z.number().positive().default(10_000).describe('Base of the rotary position embedding.'),
    tiedHead: z.boolean().default(true).describe('Whether the output head shares the embedding matrix.'),
    init: z
      .enum(['induction', 'plain'])
      .default('induction')
      .describe('Fresh parameters: random, or random but for two heads that look things up in the context.'),
    lexicon: z
      .array(z.enum(BUILTIN_KINDS))
      .exactOptional()
      .describe(
        'Further built-in environments whose words its tokenizer has, to be evaluated on without having met them.',
      ),
    warmStart: z
      .strictObject({
        steps: whole(0).default(0).describe('Optimiser steps; 0 leaves it out.'),
        batchTokens: whole(1).default(4096).describe('Tokens of an optimiser step, about.'),
      })
      .prefault({})
      .describe('Training of the fresh model on looking things up among random words, before it sees any task.'),
  })
  .superRefine(checkHeads)
  // Always last, given or not: a resolved config that is read again must come out the same.
  .transform(({ headDim, ...model }) => ({ ...model, headDim: headDim ?? model.hidden / model.heads }))
  .describe('A fresh model of this shape, with a word-level tokenizer made from the environments.');
export type ModelConfig = z.output<typeof ModelSchema>;

interface Heads {
  hidden: number;
  heads: number;
  kvHeads: number;
  headDim?: number;
}

function checkHeads({ hidden, heads, kvHeads, headDim }: Heads, context: z.core.$RefinementCtx): void {
  if (heads % kvHeads !== 0) {
    const where = { path: ['kvHeads'], involves: [['heads']] };
    clash(context, where, `heads (${heads}) is not divisible by kvHeads (${kvHeads})`);
  }
  if (headDim !== undefined) {
    if (headDim % 8 !== 0) clash(context, { path: ['headDim'] }, `headDim (${headDim}) is not a multiple of 8`);
  } else if (hidden % heads !== 0) {
    const where = { path: ['hidden'], involves: [['heads'], ['headDim']] };
    clash(context, where, `hidden (${hidden}) is not divisible by heads (${heads})`);
  } else if ((hidden / heads) % 8 !== 0) {
    const where = { path: ['hidden'], involves: [['heads'], ['headDim']] };
    clash(context, where, `hidden / heads (${hidden} / ${heads} = ${hidden / heads}) is not a multiple of 8`);
  }
}

const local = z
  .strictObject({
    kind: z.literal('local').default('local').describe('The in-process model.'),
    checkpoint: z
      .string()
      .min(1)
      .exactOptional()
      .describe('Start from this directory in Hugging Face layout, relative to the config file (instead of `model`).'),
    model: ModelSchema.exactOptional(),
    threads: whole(1).exactOptional().describe('Worker threads that generate; default: 2, or 1 on a one-core machine.'),
    slots: whole(1).default(32).describe('Conversations that a thread serves at once.'),
  })
  .superRefine((policy, context) => {
    if (policy.checkpoint !== undefined && policy.model !== undefined) {
      const where = { path: ['checkpoint'], involves: [['model']] };
      clash(context, where, 'both `checkpoint` and `model` are given; a policy starts from one of them');
    }
  })
  // The model last, given or not, for the same reason.
  .transform(({ model, ...policy }) =>
    policy.checkpoint === undefined ? { ...policy, model: model ?? freshModel() } : policy,
  );

function freshModel(): ModelConfig {
  return ModelSchema.parse({});
}

/** The in-process model. */
export type LocalPolicyConfig = z.output<typeof local>;

/** Whether the in-process model begins with fresh parameters. */
export function isFresh(policy: PolicyConfig): policy is LocalPolicyConfig & { model: ModelConfig } {
  return policy.kind === 'local' && 'model' in policy;
}

/** A union on `kind`. */
export const PolicySchema = z
  .preprocess(
    fillKind(() => 'local'),
    z.discriminatedUnion('kind', [local, endpointPolicy]),
  )
  .describe('The policy that explores and is trained.');
export type PolicyConfig = z.output<typeof PolicySchema>;
