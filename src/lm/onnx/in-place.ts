/**
 * Runs a session whose outputs all go to preallocated tensors, without the copy that onnxruntime-node 1.30 makes of
 * every output even then (16 MB of key/value cache: 1.3 ms and as much garbage a step). The copies are made while the
 * finished run's outputs are turned into JavaScript values, in the graph's order; the binding refuses to turn a
 * sequence into one. So a graph that declares a sequence as its first output (`declareInPlace`) has done all its work,
 * in our buffers, when the binding refuses. What the refusal looks like is found out once with a graph of three nodes;
 * a binding that does not refuse is used as it is, and only copies.
 */
import { guarded } from './exit-guard.ts';
import { GraphBuilder } from './graph.ts';
import { createSession, type InferenceSession, type Tensor, tensor } from './runtime.ts';

const REFUSED = 'refused';

/** To be called before any other output is declared. `value` is any float32 value of the graph. */
export function declareInPlace(graph: GraphBuilder, value: string): void {
  graph.sequenceOutput(REFUSED, [value]);
}

/** Runs once; `outputs` must hold a preallocated tensor for every output but the one of `declareInPlace`. */
export type InPlaceRun = (inputs: Record<string, Tensor>, outputs: Record<string, Tensor>) => Promise<void>;

/** A runner for sessions of graphs that were built with `declareInPlace`. */
export async function inPlaceRunner(session: InferenceSession): Promise<InPlaceRun> {
  refusal ??= probe();
  const message = await refusal;
  return async (inputs, outputs) => {
    if (message === undefined) {
      await guarded(() => session.run(inputs, outputs));
      return;
    }
    try {
      await guarded(() => session.run(inputs, { ...outputs, [REFUSED]: null }));
    } catch (error) {
      if (!(error instanceof Error) || error.message !== message) throw error;
    }
  };
}

let refusal: Promise<string | undefined> | undefined;

/** The message with which the binding refuses a sequence after a complete run; undefined where it does not. */
async function probe(): Promise<string | undefined> {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [1]);
  declareInPlace(graph, 'x');
  graph.output('y', 'float32', [1], 'x');
  const session = await createSession(graph.encode());
  const y = Float32Array.of(0);
  const inputs = { x: tensor('float32', Float32Array.of(1), [1]) };
  try {
    await session.run(inputs, { [REFUSED]: null, y: tensor('float32', y, [1]) });
    return undefined;
  } catch (error) {
    return y[0] === 1 && error instanceof Error ? error.message : undefined;
  } finally {
    await session.release();
  }
}
