/**
 * The one place that touches onnxruntime: session options and tensor constructors. Graphs are built elsewhere; nothing
 * here knows a model. `session.run()` blocks its thread, so callers run it in a worker thread.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { DataType } from './schema.ts';

export { InferenceSession, Tensor };

/** Data of a tensor by its type; the tensor keeps the array it is given, without a copy. */
export interface TensorData {
  float32: Float32Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
}

/**
 * A session on one CPU thread: ScatterND with reduction `add` loses updates on repeated indices with two, and results
 * must not depend on the machine. Graph optimisations are off, because our graphs are written fused already and the
 * optimiser would only cost time when many shapes each get a session.
 */
export function createSession(bytes: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
}

export function tensor<T extends DataType>(type: T, data: TensorData[T], dims: readonly number[]): Tensor {
  return new Tensor(type, data as Float32Array, dims);
}
