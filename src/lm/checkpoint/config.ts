/** Hugging Face's `config.json` ↔ Architecture. What our graphs cannot compute is refused by name, never ignored. */
import { z } from 'zod';
import { AgentgymError } from '../../errors.ts';
import type { Architecture } from '../architecture.ts';

/** Far above any model's: what is larger is a damaged file, and would be gone through one by one. */
const MOST_LAYERS = 1000;
const size = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

/** A field that may only have the value that changes nothing. */
function only<T extends string | number | boolean>(value: T): z.ZodOptional<z.ZodNullable<z.ZodLiteral<T>>> {
  return z.literal(value, { error: unsupported }).nullish();
}

function unsupported({ input }: { input?: unknown }): string {
  return `${JSON.stringify(input)} is not supported`;
}

/** Rotary settings, as transformers 5 (`rope_parameters`) and 4 (`rope_scaling`) write them; nested ones are refused. */
const rope = z
  .object({
    rope_type: only('default'),
    type: only('default'),
    rope_theta: z.number().positive().nullish(),
    partial_rotary_factor: only(1),
  })
  .catchall(z.union([z.number(), z.string(), z.boolean(), z.null()]))
  .nullish();

const HuggingFaceConfig = z.looseObject({
  model_type: z.enum(['llama', 'qwen2', 'qwen3']),
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size.max(MOST_LAYERS),
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  intermediate_size: size,
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().nullish(),
  rope_parameters: rope,
  rope_scaling: rope,
  partial_rotary_factor: only(1),
  max_position_embeddings: size.optional(),
  tie_word_embeddings: z.boolean().default(false),
  hidden_act: only('silu'),
  attention_bias: only(false),
  mlp_bias: only(false),
  use_sliding_window: only(false),
  layer_types: z.array(only('full_attention')).nullish(),
  quantization_config: z.null({ error: 'quantised weights are not supported' }).optional(),
});
type HuggingFaceConfig = z.infer<typeof HuggingFaceConfig>;

/** Reads a parsed config.json; `file` is what errors name. Throws E_STORE_CHECKPOINT. */
export function architectureOf(json: unknown, file: string): Architecture {
  const parsed = HuggingFaceConfig.safeParse(json);
  if (!parsed.success) {
    throw refused(
      file,
      parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)),
    );
  }
  const config = parsed.data;
  const architecture: Architecture = {
    kind: config.model_type,
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    ...headsOf(config),
    intermediateSize: config.intermediate_size,
    rmsEps: config.rms_norm_eps,
    ropeTheta: config.rope_parameters?.rope_theta ?? config.rope_scaling?.rope_theta ?? config.rope_theta ?? 10_000,
    maxPositions: config.max_position_embeddings ?? (config.model_type === 'llama' ? 2048 : 32_768),
    tiedHead: config.tie_word_embeddings,
  };
  const { heads, kvHeads, headDim } = architecture;
  if (heads % kvHeads !== 0) {
    throw refused(file, [`num_attention_heads: ${heads} is not a multiple of ${kvHeads} num_key_value_heads`]);
  }
  if (headDim % 2 !== 0) throw refused(file, [`head_dim: ${headDim} is odd, and rotary embeddings turn pairs`]);
  return architecture;
}

/** What transformers takes for a field that is left out differs by the kind of model. */
function headsOf(config: HuggingFaceConfig): { kvHeads: number; headDim: number } {
  const { model_type: kind, num_attention_heads: heads, num_key_value_heads: kvHeads } = config;
  const leftOut = kvHeads === undefined && kind !== 'llama' ? 32 : heads;
  const derived = kind === 'qwen3' ? 128 : Math.floor(config.hidden_size / heads);
  return { kvHeads: kvHeads ?? leftOut, headDim: config.head_dim ?? derived };
}

function refused(file: string, why: readonly string[]): AgentgymError {
  return new AgentgymError('E_STORE_CHECKPOINT', `${file} is not of a model that runs in process: ${why.join('; ')}.`, {
    hint: 'The in-process model computes llama, qwen2 and qwen3 decoders with plain rotary embeddings.',
  });
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

/** The config.json of weights that are float32 now, whatever they were read from: transformers loads what it says. */
export function withFloat32(json: unknown): object {
  const config = json as Record<string, unknown>;
  const fields = ['dtype', 'torch_dtype'].filter((field) => field in config);
  return { ...config, ...Object.fromEntries(fields.map((field) => [field, 'float32'])) };
}
