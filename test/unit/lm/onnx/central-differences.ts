/** Checks recorded gradients against central differences of the same graph's forward pass. */
import { sizeOf } from '../../../../src/lm/architecture.ts';
import { GraphBuilder } from '../../../../src/lm/onnx/graph.ts';
import { createSession, type Tensor, tensor } from '../../../../src/lm/onnx/runtime.ts';
import { Tape, type Value } from '../../../../src/lm/onnx/tape.ts';
import { random } from '../../../../src/seeds.ts';

export interface Case {
  /** Float inputs by name; all are differentiated. */
  inputs: Record<string, readonly number[]>;
  /** int64 inputs that are held fixed. */
  indices?: Record<string, { dims: readonly number[]; data: readonly number[] }>;
  /**
   * Builds the operator. A value is reduced to a scalar by random weights; a string names a scalar whose gradient the
   * operator has started by itself.
   */
  build: (tape: Tape, inputs: Record<string, Value>) => { value: Value; shape: readonly number[] } | string;
}

export interface Gradients {
  loss: number;
  gradients: Record<string, Float32Array>;
}

/** A runner of the case: loss and gradients at given inputs. */
async function compile({
  inputs,
  indices = {},
  build,
}: Case): Promise<(at: Record<string, Float32Array>) => Promise<Gradients>> {
  const graph = new GraphBuilder();
  const tape = new Tape(graph);
  const values = Object.fromEntries(Object.entries(inputs).map(([name, shape]) => [name, tape.parameter(name, shape)]));
  for (const [name, { dims }] of Object.entries(indices)) graph.input(name, 'int64', dims);
  const built = build(tape, values);
  graph.output('loss', 'float32', [], typeof built === 'string' ? built : weighted(tape, built));
  tape.backward();
  for (const [name, shape] of Object.entries(inputs)) {
    graph.output(`gradient:${name}`, 'float32', shape, tape.gradient(values[name] as Value));
  }
  const session = await createSession(graph.encode());
  const fixed = Object.entries(indices).map(([name, { dims, data }]): [string, Tensor] => [
    name,
    tensor('int64', BigInt64Array.from(data, BigInt), dims),
  ]);
  return async (at) => {
    const floats = Object.entries(inputs).map(([name, shape]): [string, Tensor] => [
      name,
      tensor('float32', at[name] as Float32Array, shape),
    ]);
    const out = await session.run(Object.fromEntries([...floats, ...fixed]));
    const gradients = Object.keys(inputs).map((name) => [name, out[`gradient:${name}`]?.data as Float32Array]);
    return { loss: Number(out['loss']?.data[0]), gradients: Object.fromEntries(gradients) as Gradients['gradients'] };
  };
}

function weighted(tape: Tape, { value, shape }: { value: Value; shape: readonly number[] }): string {
  const weights = tape.graph.tensor('float32', shape, normals(sizeOf(shape), 99));
  tape.add(value, weights);
  return tape.graph.op('ReduceSum', [tape.graph.op('Mul', [value.name, weights])], { keepdims: 0 });
}

function normals(length: number, seed: number): Float32Array {
  const stream = random(seed);
  return Float32Array.from({ length }, () => stream.normal());
}

const STEP = 1e-2;

/** The largest error of any gradient, relative to the largest gradient of its input. */
export async function worstError(given: Case): Promise<number> {
  const run = await compile(given);
  const at = Object.fromEntries(
    Object.entries(given.inputs).map(([name, shape], i) => [name, normals(sizeOf(shape), i + 1)]),
  );
  const { gradients } = await run(at);
  let worst = 0;
  for (const name of Object.keys(given.inputs)) {
    const [gradient, values] = [gradients[name] as Float32Array, at[name] as Float32Array];
    const scale = Math.max(...gradient.map(Math.abs));
    if (scale === 0) throw new Error(`The gradient of ${name} is zero everywhere: nothing would be checked.`);
    for (const [i, value] of values.entries()) {
      const lossAt = async (x: number): Promise<number> => {
        values[i] = x;
        return (await run(at)).loss;
      };
      const slope = ((await lossAt(value + STEP)) - (await lossAt(value - STEP))) / (2 * STEP);
      values[i] = value;
      worst = Math.max(worst, Math.abs(slope - (gradient[i] as number)) / scale);
    }
  }
  return worst;
}
