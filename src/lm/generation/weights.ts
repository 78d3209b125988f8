/**
 * Packs a checkpoint's parameters for generation: matrices transposed to [in, out] (what MatMul multiplies by without
 * a transposition at every step), q, k and v side by side in one matrix, gate and up likewise. Changes no value.
 */
import { type Architecture, EMBEDDING, FINAL_NORM, HEAD, type Parameters } from '../architecture.ts';

export interface Matrix {
  /** [in, out]. */
  shape: readonly [number, number];
  data: Float32Array;
}

export interface LayerWeights {
  attentionNorm: Float32Array;
  /** [hidden, (heads + 2·kvHeads)·headDim]: queries, keys, values. */
  qkv: Matrix;
  qkvBias: Float32Array | undefined;
  queryNorm: Float32Array | undefined;
  keyNorm: Float32Array | undefined;
  output: Matrix;
  mlpNorm: Float32Array;
  gate: Matrix;
  up: Matrix;
  down: Matrix;
}

export interface PackedWeights {
  /** [vocabulary, hidden]. */
  embedding: Float32Array;
  layers: readonly LayerWeights[];
  finalNorm: Float32Array;
  /** [hidden, vocabulary]. */
  head: Matrix;
}

/** `parameters` must hold every name of `parameterShapes(a)`; throws an Error naming the first that is missing. */
export function packWeights(a: Architecture, parameters: Parameters): PackedWeights {
  const vector = (name: string): Float32Array => {
    const parameter = parameters.get(name);
    if (parameter === undefined) throw new Error(`The parameter ${name} is missing.`);
    return parameter.data;
  };
  const matrix = (inSize: number, ...names: string[]): Matrix => transposed(inSize, names.map(vector));
  const q = a.heads * a.headDim;
  const layers = Array.from({ length: a.layers }, (_, index): LayerWeights => {
    const at = (name: string): string => `model.layers.${index}.${name}`;
    const projections = ['q', 'k', 'v'].map((name) => at(`self_attn.${name}_proj`));
    const qwen3 = a.kind === 'qwen3';
    return {
      attentionNorm: vector(at('input_layernorm.weight')),
      qkv: matrix(a.hiddenSize, ...projections.map((name) => `${name}.weight`)),
      qkvBias: a.kind === 'qwen2' ? joined(projections.map((name) => vector(`${name}.bias`))) : undefined,
      queryNorm: qwen3 ? vector(at('self_attn.q_norm.weight')) : undefined,
      keyNorm: qwen3 ? vector(at('self_attn.k_norm.weight')) : undefined,
      output: matrix(q, at('self_attn.o_proj.weight')),
      mlpNorm: vector(at('post_attention_layernorm.weight')),
      gate: matrix(a.hiddenSize, at('mlp.gate_proj.weight')),
      up: matrix(a.hiddenSize, at('mlp.up_proj.weight')),
      down: matrix(a.intermediateSize, at('mlp.down_proj.weight')),
    };
  });
  return {
    embedding: vector(EMBEDDING),
    layers,
    finalNorm: vector(FINAL_NORM),
    head: matrix(a.hiddenSize, a.tiedHead ? EMBEDDING : HEAD),
  };
}

/** Stacks [out, in] matrices by their outputs and transposes the stack to [in, out]. */
function transposed(inSize: number, sources: readonly Float32Array[]): Matrix {
  const outSize = sources.reduce((sum, source) => sum + source.length, 0) / inSize;
  const data = new Float32Array(inSize * outSize);
  let column = 0;
  for (const source of sources) {
    const rows = source.length / inSize;
    for (let row = 0; row < rows; row++, column++) {
      for (let i = 0; i < inSize; i++) data[i * outSize + column] = source[row * inSize + i] as number;
    }
  }
  return { shape: [inSize, outSize], data };
}

function joined(sources: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(sources.reduce((sum, source) => sum + source.length, 0));
  let offset = 0;
  for (const source of sources) {
    data.set(source, offset);
    offset += source.length;
  }
  return data;
}
