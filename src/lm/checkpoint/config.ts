/** Hugging Face's `config.json` ↔ Architecture. What our graphs cannot compute is refused by name, never ignored. */
import { z } from 'zod';
import { AgentgymError } from '../../errors.ts';
import type { Architecture } from '../architecture.ts';

const size = z.int().min(1);
const rope = z.looseObject({ rope_type: z.string().optional(), rope_theta: z.number().positive().optional() });

const HuggingFaceConfig = z.looseObject({
  model_type: z.enum(['llama', 'qwen2', 'qwen3']),
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size.optional(),
  head_dim: size.nullish(),
  intermediate_size: size,
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().optional(),
  rope_parameters: rope.nullish(),
  max_position_embeddings: size,
  tie_word_embeddings: z.boolean().default(false),
  hidden_act: z.literal('silu').default('silu'),
  attention_bias: z.literal(false).optional(),
  mlp_bias: z.literal(false).optional(),
  use_sliding_window: z.literal(false).optional(),
  rope_scaling: z.null().optional(),
  partial_rotary_factor: z.literal(1).optional(),
});

/** Reads a parsed config.json; `file` is what errors name. */
export function architectureOf(json: unknown, file: string): Architecture {
  const parsed = HuggingFaceConfig.safeParse(json);
  const config = parsed.data;
  const scaled = config?.rope_parameters?.rope_type;
  if (config === undefined || (scaled !== undefined && scaled !== 'default')) {
    const issues = parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    const why = issues?.join('; ') ?? `rope_parameters.rope_type: ${scaled} is not supported`;
    throw new AgentgymError('E_STORE_CHECKPOINT', `${file} is not of a model that runs in process: ${why}.`, {
      hint: 'The in-process model computes llama, qwen2 and qwen3 decoders with plain rotary embeddings.',
    });
  }
  const heads = config.num_attention_heads;
  return {
    kind: config.model_type,
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads,
    kvHeads: config.num_key_value_heads ?? heads,
    headDim: config.head_dim ?? config.hidden_size / heads,
    intermediateSize: config.intermediate_size,
    rmsEps: config.rms_norm_eps,
    ropeTheta: config.rope_parameters?.rope_theta ?? config.rope_theta ?? 10_000,
    maxPositions: config.max_position_embeddings,
    tiedHead: config.tie_word_embeddings,
  };
}

const CLASSES = { llama: 'LlamaForCausalLM', qwen2: 'Qwen2ForCausalLM', qwen3: 'Qwen3ForCausalLM' };

/** A config.json that transformers 4 and 5 load. */
export function configJson(a: Architecture, tokens: { end: number; pad: number }): object {
  return {
    architectures: [CLASSES[a.kind]],
    model_type: a.kind,
    vocab_size: a.vocabSize,
    hidden_size: a.hiddenSize,
    num_hidden_layers: a.layers,
    num_attention_heads: a.heads,
    num_key_value_heads: a.kvHeads,
    head_dim: a.headDim,
    intermediate_size: a.intermediateSize,
    hidden_act: 'silu',
    rms_norm_eps: a.rmsEps,
    rope_theta: a.ropeTheta,
    max_position_embeddings: a.maxPositions,
    tie_word_embeddings: a.tiedHead,
    attention_dropout: 0,
    ...(a.kind === 'qwen2' ? { use_sliding_window: false } : { attention_bias: false }),
    ...(a.kind === 'llama' ? { mlp_bias: false } : {}),
    torch_dtype: 'float32',
    bos_token_id: null,
    eos_token_id: tokens.end,
    pad_token_id: tokens.pad,
  };
}
