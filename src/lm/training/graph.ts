/**
 * The gradient graph of a decoder: one micro-batch in, its loss and the gradient of every parameter out. One graph
 * serves every batch size and every length that is a multiple of `LENGTH_STEP`. Clipping and the update are
 * optimiser.ts.
 */
import { type Architecture, EMBEDDING, FINAL_NORM, HEAD, parameterShapes } from '../architecture.ts';
import { attention } from '../onnx/attention.ts';
import { crossEntropy } from '../onnx/cross-entropy.ts';
import {
  embed,
  linear,
  normalise,
  reshapeColumns,
  type RotaryTables,
  rotary,
  rotaryTables,
  scaleColumns,
  selectRows,
  swiglu,
} from '../onnx/differentiable.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import { Tape, type Value } from '../onnx/tape.ts';

/** Sequences are padded at their end to a multiple of this. */
export const LENGTH_STEP = 16;

/** Names of the graph's inputs (with every parameter by its own name) and outputs. */
export const PORTS = {
  /** int64 [sequences, length]: tokens, padded at the end with any token. */
  ids: 'ids',
  /** int64 [rows]: which tokens' predictions are in the loss, as indices of the flattened ids; none twice. */
  rows: 'rows',
  /** int64 [rows]: the token that should follow each. */
  labels: 'labels',
  /** float32 [rows]: loss weights, already divided by the stage's constant N. */
  weights: 'weights',
  /** float32 scalar: Σ weight·nll. */
  loss: 'loss',
  gradient: (parameter: string): string => `gradient:${parameter}`,
} as const;

export interface TrainingGraphOptions {
  /** Blocks of the causal attention; LENGTH_STEP must be a multiple of it. */
  blocks?: number;
}

/** The encoded graph. */
export function trainingGraph(a: Architecture, options: TrainingGraphOptions = {}): Uint8Array {
  return new TrainingGraph(a, options).build();
}

class TrainingGraph {
  private readonly graph = new GraphBuilder();
  private readonly tape = new Tape(this.graph);
  private readonly parameters = new Map<string, Value>();
  private readonly a: Architecture;
  private readonly blocks: number;
  private readonly tables: RotaryTables;
  /** Names the shape [sequences, length]. */
  private readonly sequences: string;

  constructor(a: Architecture, { blocks = 4 }: TrainingGraphOptions) {
    this.a = a;
    this.blocks = blocks;
    const { graph } = this;
    graph.input(PORTS.ids, 'int64', ['sequences', 'length']);
    graph.input(PORTS.rows, 'int64', ['rows']);
    graph.input(PORTS.labels, 'int64', ['rows']);
    graph.input(PORTS.weights, 'float32', ['rows']);
    for (const [name, shape] of parameterShapes(a)) this.parameters.set(name, this.tape.parameter(name, shape));
    this.sequences = graph.op('Shape', [PORTS.ids]);
    const positions = Math.ceil(a.maxPositions / LENGTH_STEP) * LENGTH_STEP;
    this.tables = rotaryTables(this.tape, { positions, headDim: a.headDim, theta: a.ropeTheta });
  }

  build(): Uint8Array {
    const { tape, graph, a } = this;
    const indices = graph.op('Reshape', [PORTS.ids, graph.ints([-1])]);
    let stream = embed(tape, this.parameter(EMBEDDING), { indices, shape: [a.vocabSize, a.hiddenSize] });
    for (let layer = 0; layer < a.layers; layer++) stream = this.layer(stream, layer);
    const hidden = this.normalised(stream);
    const head = scaleColumns(tape, this.parameter(a.tiedHead ? EMBEDDING : HEAD), this.parameter(FINAL_NORM));
    const loss = crossEntropy(tape, { hidden, head, labels: PORTS.labels, weights: PORTS.weights });
    tape.backward();
    graph.output(PORTS.loss, 'float32', [], loss);
    for (const [name, shape] of parameterShapes(a)) {
      graph.output(PORTS.gradient(name), 'float32', shape, tape.gradient(this.parameter(name)));
    }
    return graph.encode();
  }

  private parameter(name: string): Value {
    const value = this.parameters.get(name);
    if (!value) throw new Error(`No parameter ${name}.`);
    return value;
  }

  private layer(stream: Value, layer: number): Value {
    const { tape } = this;
    const at = (name: string): string => `model.layers.${layer}.${name}`;
    let attended = this.attended(this.normalised(stream), layer);
    let residual = stream;
    if (layer === this.a.layers - 1) {
      // After the last attention only the rows in the loss matter.
      attended = selectRows(tape, attended, PORTS.rows);
      residual = selectRows(tape, residual, PORTS.rows);
    }
    const middle = linear(tape, { x: attended, weight: this.parameter(at('self_attn.o_proj.weight')), residual });
    const x = this.normalised(middle);
    const norm = this.parameter(at('post_attention_layernorm.weight'));
    const project = (name: string): Value =>
      linear(tape, { x, weight: scaleColumns(tape, this.parameter(at(name)), norm) });
    const inner = swiglu(tape, project('mlp.gate_proj.weight'), project('mlp.up_proj.weight'));
    return linear(tape, { x: inner, weight: this.parameter(at('mlp.down_proj.weight')), residual: middle });
  }

  private attended(x: Value, layer: number): Value {
    const { tape, a } = this;
    const at = (name: string): string => `model.layers.${layer}.${name}`;
    const norm = this.parameter(at('input_layernorm.weight'));
    const project = (part: 'q' | 'k' | 'v'): Value => {
      const weight = scaleColumns(tape, this.parameter(at(`self_attn.${part}_proj.weight`)), norm);
      const bias = a.kind === 'qwen2' ? this.parameter(at(`self_attn.${part}_proj.bias`)) : undefined;
      return linear(tape, { x, weight, bias });
    };
    const rotated = (part: 'q' | 'k', heads: number): Value => {
      let projected = project(part);
      if (a.kind === 'qwen3')
        projected = this.headNorm(projected, this.parameter(at(`self_attn.${part}_norm.weight`)), heads);
      const width = heads * a.headDim;
      return rotary(tape, projected, { tables: this.tables, sequences: this.sequences, width });
    };
    const qkv = [rotated('q', a.heads), rotated('k', a.kvHeads), project('v')] as const;
    return attention(tape, qkv, { ...a, sequences: this.sequences, blocks: this.blocks });
  }

  /** RMSNorm without its weight. */
  private normalised(x: Value): Value {
    return normalise(this.tape, x, { size: this.a.hiddenSize, eps: this.a.rmsEps });
  }

  /** RMSNorm of every head by itself (Qwen3). */
  private headNorm(x: Value, weight: Value, heads: number): Value {
    const { tape, a } = this;
    const [wide, narrow] = [heads * a.headDim, a.headDim];
    const each = reshapeColumns(tape, x, { from: wide, to: narrow });
    const normed = scaleColumns(tape, normalise(tape, each, { size: narrow, eps: a.rmsEps }), weight);
    return reshapeColumns(tape, normed, { from: narrow, to: wide });
  }
}
