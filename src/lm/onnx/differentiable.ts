/**
 * Differentiable operators on activations of shape [tokens, features], all but attention and the loss. Each adds its
 * forward nodes and records its backward rule on the tape. Shapes of tokens may differ from run to run; features are
 * fixed.
 */
import type { Tape, Value } from './tape.ts';

export interface LinearInputs {
  /** [tokens, in] */
  x: Value;
  /** [out, in] */
  weight: Value;
  /** [out] */
  bias?: Value | undefined;
  /** [tokens, out], added to the result; cheaper here than as an addition of its own. */
  residual?: Value | undefined;
}

/** x·weightᵀ + bias + residual: [tokens, out]. At most one of bias and residual. */
export function linear(tape: Tape, { x, weight, bias, residual }: LinearInputs): Value {
  const addend = bias ?? residual;
  const y = product(tape, [x.name, weight.name], { transB: 1, addend: addend?.name });
  const inputs = addend ? [x, weight, addend] : [x, weight];
  return tape.record(y, inputs, (dy) => {
    if (residual) tape.add(residual, dy);
    if (bias?.wanted) tape.add(bias, sumRows(tape, dy));
    if (weight.wanted) tape.add(weight, product(tape, [dy, x.name], { transA: 1 }));
    tape.extend(x, (before) => product(tape, [dy, weight.name], { addend: before }));
  });
}

interface ProductOptions {
  transA?: 0 | 1;
  transB?: 0 | 1;
  addend?: string | undefined;
}

function product(tape: Tape, factors: readonly [string, string], options: ProductOptions = {}): string {
  const { transA = 0, transB = 0, addend } = options;
  return tape.graph.op('Gemm', addend === undefined ? factors : [...factors, addend], { transA, transB });
}

/** Sum over all tokens: [features]. */
function sumRows(tape: Tape, x: string): string {
  return tape.graph.op('ReduceSum', [x, tape.graph.ints([0])], { keepdims: 0 });
}

/**
 * x / √(mean(x²) + eps) over the last axis of length `size`. RMSNorm without its weight: the weight is better folded
 * into the matrices that follow (`scaleColumns`), which are much smaller than the activations.
 */
export function normalise(tape: Tape, x: Value, { size, eps }: { size: number; eps: number }): Value {
  const { graph } = tape;
  const ones = graph.once(`ones ${size}`, () => graph.tensor('float32', [size], new Float32Array(size).fill(1)));
  const [y, inverse] = graph.node('SimplifiedLayerNormalization', [x.name, ones], {
    attributes: { axis: -1, epsilon: { float: eps }, stash_type: 1 },
    outputs: 2,
  }) as [string, string];
  return tape.record(y, [x], (dy) => {
    // dx = (dy − y·mean(dy·y)) / rms
    const mean = graph.op('ReduceMean', [graph.op('Mul', [dy, y]), graph.ints([-1])], { keepdims: 1 });
    const across = graph.op('Sub', [dy, graph.op('Mul', [y, mean])]);
    tape.add(x, graph.op('Mul', [across, inverse]));
  });
}

/** Multiplies each column by its own scale: x [rows, columns] (activations or a matrix) by scale [columns]. */
export function scaleColumns(tape: Tape, x: Value, scale: Value): Value {
  const { graph } = tape;
  return tape.record(graph.op('Mul', [x.name, scale.name]), [x, scale], (dy) => {
    if (x.wanted) tape.add(x, graph.op('Mul', [dy, scale.name]));
    if (scale.wanted) tape.add(scale, sumRows(tape, graph.op('Mul', [dy, x.name])));
  });
}

/** silu(gate)·up, all [tokens, features]. */
export function swiglu(tape: Tape, gate: Value, up: Value): Value {
  const { graph } = tape;
  const sigmoid = graph.op('Sigmoid', [gate.name]);
  const silu = graph.op('Mul', [gate.name, sigmoid]);
  return tape.record(graph.op('Mul', [silu, up.name]), [gate, up], (dy) => {
    // silu′ = σ + silu − σ·silu
    const slope = graph.op('Sub', [graph.op('Add', [sigmoid, silu]), graph.op('Mul', [sigmoid, silu])]);
    tape.add(up, graph.op('Mul', [dy, silu]));
    tape.add(gate, graph.op('Mul', [graph.op('Mul', [dy, up.name]), slope]));
  });
}

/** Names of cosine and sine tables [positions, headDim / 2] and of the negated sines. */
export interface RotaryTables {
  cos: string;
  sin: string;
  minusSin: string;
}

/** Rotary tables as graph constants: angle of position p and pair i is p·theta^(−2i/headDim), Hugging Face's halves. */
export function rotaryTables(tape: Tape, shape: { positions: number; headDim: number; theta: number }): RotaryTables {
  const { positions, headDim, theta } = shape;
  const half = headDim / 2;
  const table = (of: (angle: number) => number): string => {
    const data = new Float32Array(positions * half);
    for (let p = 0; p < positions; p++) {
      for (let i = 0; i < half; i++) data[p * half + i] = of(p * theta ** ((-2 * i) / headDim));
    }
    return tape.graph.tensor('float32', [positions, half], data);
  };
  return { cos: table(Math.cos), sin: table(Math.sin), minusSin: table((angle) => -Math.sin(angle)) };
}

/**
 * Rotary position embedding of every head of x [tokens, heads·headDim], where tokens are sequences one after another,
 * each from position 0. `sequences` names the shape [sequences, length]. The gradient is the rotation back.
 */
export function rotary(
  tape: Tape,
  x: Value,
  options: { tables: RotaryTables; sequences: string; width: number },
): Value {
  const { graph } = tape;
  const { tables, sequences, width } = options;
  const folded = graph.once(`folded ${width}`, () => graph.op('Concat', [sequences, graph.ints([width])], { axis: 0 }));
  const rotate = (value: string, sin: string): string => {
    const inputs = [graph.op('Reshape', [value, folded]), graph.ints([0]), tables.cos, sin];
    return graph.op('Reshape', [graph.microsoft('RotaryEmbedding', inputs), graph.ints([-1, width])]);
  };
  return tape.record(rotate(x.name, tables.sin), [x], (dy) => tape.add(x, rotate(dy, tables.minusSin)));
}

/** The same numbers in another shape with a fixed last axis: [·, from] as [·, to]. */
export function reshapeColumns(tape: Tape, x: Value, { from, to }: { from: number; to: number }): Value {
  const { graph } = tape;
  const reshape = (value: string, columns: number): string => graph.op('Reshape', [value, graph.ints([-1, columns])]);
  return tape.record(reshape(x.name, to), [x], (dy) => tape.add(x, reshape(dy, from)));
}

/** Rows of a table [entries, features] by index [tokens]; indices may repeat. */
export function embed(
  tape: Tape,
  table: Value,
  { indices, shape }: { indices: string; shape: readonly number[] },
): Value {
  const { graph } = tape;
  return tape.record(graph.op('Gather', [table.name, indices]), [table], (dy) => {
    const at = graph.op('Reshape', [indices, graph.ints([-1, 1])]);
    tape.extend(table, (before) => {
      const onto = before ?? graph.op('ConstantOfShape', [graph.ints(shape)]);
      return graph.op('ScatterND', [onto, at, dy], { reduction: 'add' });
    });
  });
}

/** Rows of x [tokens, features] by index [rows]; an index must not repeat. */
export function selectRows(tape: Tape, x: Value, rows: string): Value {
  const { graph } = tape;
  return tape.record(graph.op('Gather', [x.name, rows]), [x], (dy) => {
    const zeros = graph.op('ConstantOfShape', [graph.op('Shape', [x.name])]);
    const at = graph.once(`rows ${rows}`, () => graph.op('Reshape', [rows, graph.ints([-1, 1])]));
    tape.add(x, graph.op('ScatterND', [zeros, at, dy]));
  });
}
