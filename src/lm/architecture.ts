/**
 * The decoder's architecture as its Hugging Face `config.json` describes it: Llama, Qwen2 (bias on q, k, v) and Qwen3
 * (RMSNorm on each head's q and k). Names and shapes of the parameters follow the Hugging Face layout; weights are
 * [out, in]. Says nothing of how they are made (initialise), computed (graphs) or stored (safetensors).
 */

export interface Architecture {
  kind: 'llama' | 'qwen2' | 'qwen3';
  vocabSize: number;
  hiddenSize: number;
  layers: number;
  heads: number;
  /** Key/value heads; queries share them in groups of heads / kvHeads. */
  kvHeads: number;
  headDim: number;
  intermediateSize: number;
  rmsEps: number;
  ropeTheta: number;
  /** Longest context, in tokens. */
  maxPositions: number;
  tiedHead: boolean;
}

export interface Parameter {
  shape: readonly number[];
  data: Float32Array;
}
/** All parameters by their Hugging Face name. */
export type Parameters = Map<string, Parameter>;

export const EMBEDDING = 'model.embed_tokens.weight';
export const FINAL_NORM = 'model.norm.weight';
export const HEAD = 'lm_head.weight';

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Shapes of all parameters, in the order of the forward pass. */
export function parameterShapes(a: Architecture): Map<string, readonly number[]> {
  const q = a.heads * a.headDim;
  const kv = a.kvHeads * a.headDim;
  const shapes = new Map<string, readonly number[]>([[EMBEDDING, [a.vocabSize, a.hiddenSize]]]);
  for (let layer = 0; layer < a.layers; layer++) {
    const at = (name: string, ...shape: number[]): void => {
      shapes.set(`model.layers.${layer}.${name}`, shape);
    };
    at('input_layernorm.weight', a.hiddenSize);
    at('self_attn.q_proj.weight', q, a.hiddenSize);
    at('self_attn.k_proj.weight', kv, a.hiddenSize);
    at('self_attn.v_proj.weight', kv, a.hiddenSize);
    if (a.kind === 'qwen2') {
      at('self_attn.q_proj.bias', q);
      at('self_attn.k_proj.bias', kv);
      at('self_attn.v_proj.bias', kv);
    }
    if (a.kind === 'qwen3') {
      at('self_attn.q_norm.weight', a.headDim);
      at('self_attn.k_norm.weight', a.headDim);
    }
    at('self_attn.o_proj.weight', a.hiddenSize, q);
    at('post_attention_layernorm.weight', a.hiddenSize);
    at('mlp.gate_proj.weight', a.intermediateSize, a.hiddenSize);
    at('mlp.up_proj.weight', a.intermediateSize, a.hiddenSize);
    at('mlp.down_proj.weight', a.hiddenSize, a.intermediateSize);
  }
  shapes.set(FINAL_NORM, [a.hiddenSize]);
  if (!a.tiedHead) shapes.set(HEAD, [a.vocabSize, a.hiddenSize]);
  return shapes;
}
