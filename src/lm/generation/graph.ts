/**
 * The generation graph of a decoder: new tokens of one or several conversations in, keys and values written into the
 * cache in place, distributions over the next token out. The same graph prefills (one row of many tokens) and decodes
 * (many rows of one token). Weights are constants, so that onnxruntime packs them once for its matrix products.
 *
 * Attention is onnxruntime's GroupQueryAttention (rotary included) with one buffer bound as past and present; it takes
 * several new tokens after a past only for a single row.
 */
import type { Architecture } from '../architecture.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import { declareInPlace } from '../onnx/in-place.ts';
import type { LayerWeights, Matrix, PackedWeights } from './weights.ts';

/** Names of the graph's inputs and outputs. */
export const PORTS = {
  /** int32 [rows, steps]: the new tokens. */
  ids: 'ids',
  /** int32 [rows]: index of each row's last new token in its conversation. */
  lastPosition: 'last_position',
  /** int32 [1]: number of positions of the longest row. */
  totalLength: 'total_length',
  /** int32 [picked]: which of the rows·steps tokens get a distribution. */
  pick: 'pick',
  /** float32 [picked, 1]: 1/temperature. */
  sharpness: 'sharpness',
  /** float32 [picked, vocabulary]: log-probabilities of the model itself (temperature 1), in nats. */
  logProbabilities: 'log_probabilities',
  /** float32 [picked, vocabulary]: probabilities at the temperature. */
  probabilities: 'probabilities',
  past: (part: 'key' | 'value', layer: number): string => `past_${part}_${layer}`,
  present: (part: 'key' | 'value', layer: number): string => `present_${part}_${layer}`,
} as const;

/** The encoded graph. `context` is the number of positions of the rotary tables and of the cache. */
export function generationGraph(a: Architecture, weights: PackedWeights, context: number): Uint8Array {
  return new GenerationGraph(a, context).build(weights);
}

class GenerationGraph {
  private readonly g = new GraphBuilder();
  private readonly a: Architecture;
  private readonly rotary: readonly [string, string];
  private readonly context: number;
  /** The residual stream: a value, and a branch that is still to be added to it. */
  private stream = '';
  private branch: string | undefined;

  constructor(a: Architecture, context: number) {
    this.a = a;
    this.context = context;
    const { cos, sin } = rotaryTables(a, context);
    const shape = [context, a.headDim / 2];
    this.rotary = [this.g.tensor('float32', shape, cos), this.g.tensor('float32', shape, sin)];
    this.g.input(PORTS.ids, 'int32', ['rows', 'steps']);
    this.g.input(PORTS.lastPosition, 'int32', ['rows']);
    this.g.input(PORTS.totalLength, 'int32', [1]);
    this.g.input(PORTS.pick, 'int32', ['picked']);
    this.g.input(PORTS.sharpness, 'float32', ['picked', 1]);
    declareInPlace(this.g, PORTS.sharpness);
  }

  build(weights: PackedWeights): Uint8Array {
    const { g, a } = this;
    const embedding = g.tensor('float32', [a.vocabSize, a.hiddenSize], weights.embedding);
    this.stream = g.op('Gather', [embedding, PORTS.ids]);
    weights.layers.forEach((layer, index) => {
      this.layer(layer, index);
    });
    const logits = this.product(this.normalised(weights.finalNorm), weights.head);
    const sharpened = g.op('Mul', [logits, PORTS.sharpness]);
    g.node('LogSoftmax', [logits], { attributes: { axis: -1 }, outputs: [PORTS.logProbabilities] });
    g.node('Softmax', [sharpened], { attributes: { axis: -1 }, outputs: [PORTS.probabilities] });
    g.output(PORTS.logProbabilities, 'float32', ['picked', a.vocabSize]);
    g.output(PORTS.probabilities, 'float32', ['picked', a.vocabSize]);
    return g.encode();
  }

  private layer(w: LayerWeights, index: number): void {
    const { g } = this;
    let attended = this.attention(this.normalised(w.attentionNorm), w, index);
    if (index === this.a.layers - 1) {
      // After the last attention only the picked tokens matter.
      attended = this.picked(attended, this.a.heads * this.a.headDim);
      this.stream = this.picked(this.stream, this.a.hiddenSize);
    }
    this.branch = this.product(attended, w.output);
    const h = this.normalised(w.mlpNorm);
    // QuickGelu with alpha 1 is SiLU in one pass.
    const gate = g.microsoft('QuickGelu', [this.product(h, w.gate)], { alpha: { float: 1 } });
    this.branch = this.product(g.op('Mul', [gate, this.product(h, w.up)]), w.down);
  }

  /** [rows, steps, heads·headDim]. */
  private attention(h: string, w: LayerWeights, index: number): string {
    const { g, a } = this;
    let qkv = this.product(h, w.qkv);
    if (w.qkvBias) qkv = g.op('Add', [qkv, g.tensor('float32', [w.qkvBias.length], w.qkvBias)]);
    let [query, key, value] = [qkv, '', ''];
    if (w.queryNorm && w.keyNorm) {
      const sizes = g.ints([a.heads * a.headDim, a.kvHeads * a.headDim, a.kvHeads * a.headDim]);
      const parts = g.node('Split', [qkv, sizes], { attributes: { axis: -1 }, outputs: 3 });
      query = this.headNorm(parts[0] as string, w.queryNorm, a.heads);
      key = this.headNorm(parts[1] as string, w.keyNorm, a.kvHeads);
      value = parts[2] as string;
    }
    const cache = ['rows', a.kvHeads, this.context, a.headDim] as const;
    const past = (['key', 'value'] as const).map((part) => g.input(PORTS.past(part, index), 'float32', cache));
    const present = (['key', 'value'] as const).map((part) => g.output(PORTS.present(part, index), 'float32', cache));
    const inputs = [query, key, value, ...past, PORTS.lastPosition, PORTS.totalLength, ...this.rotary];
    const [attended] = g.node('GroupQueryAttention', inputs, {
      domain: 'com.microsoft',
      attributes: { num_heads: a.heads, kv_num_heads: a.kvHeads, do_rotary: 1 },
      outputs: [`attended_${index}`, ...present],
    });
    return attended as string;
  }

  /** RMSNorm over each head of [rows, steps, count·headDim]. */
  private headNorm(x: string, weight: Float32Array, count: number): string {
    const { g, a } = this;
    const heads = g.op('Reshape', [x, g.ints([0, 0, count, a.headDim])]);
    return g.op('Reshape', [this.rmsNorm(heads, weight), g.ints([0, 0, count * a.headDim])]);
  }

  /** RMSNorm of the residual stream, after the pending branch has been added to it. */
  private normalised(weight: Float32Array): string {
    if (this.branch === undefined) return this.rmsNorm(this.stream, weight);
    const [normed, , , sum] = this.g.node(
      'SkipSimplifiedLayerNormalization',
      [this.stream, this.branch, this.vector(weight)],
      { domain: 'com.microsoft', attributes: { epsilon: { float: this.a.rmsEps } }, outputs: 4 },
    ) as [string, string, string, string];
    this.stream = sum;
    this.branch = undefined;
    return normed;
  }

  private rmsNorm(x: string, weight: Float32Array): string {
    const attributes = { axis: -1, epsilon: { float: this.a.rmsEps }, stash_type: 1 };
    return this.g.op('SimplifiedLayerNormalization', [x, this.vector(weight)], attributes);
  }

  private picked(x: string, width: number): string {
    return this.g.op('Gather', [this.g.op('Reshape', [x, this.g.ints([-1, width])]), PORTS.pick]);
  }

  private product(x: string, matrix: Matrix): string {
    return this.g.op('MatMul', [x, this.g.tensor('float32', matrix.shape, matrix.data)]);
  }

  private vector(data: Float32Array): string {
    return this.g.tensor('float32', [data.length], data);
  }
}

/** cos and sin of position·θ^(−2i/headDim), [context, headDim/2] each. */
function rotaryTables(a: Architecture, context: number): { cos: Float32Array; sin: Float32Array } {
  const half = a.headDim / 2;
  const cos = new Float32Array(context * half);
  const sin = new Float32Array(context * half);
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * a.ropeTheta ** ((-2 * i) / a.headDim);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}
