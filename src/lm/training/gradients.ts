/**
 * Runs the gradient graph: micro-batch in, loss and gradients out, in flat vectors of this thread. Blocks its thread
 * while it computes. Does not update parameters.
 */
import type { Architecture } from '../architecture.ts';
import { createSession, type InferenceSession, type Tensor, tensor } from '../onnx/runtime.ts';
import type { MicroBatch } from './batches.ts';
import { PORTS, trainingGraph } from './graph.ts';
import type { Layout } from './layout.ts';

export class GradientEngine {
  /** Flat parameters the gradients are taken at; write them before `compute`. */
  readonly parameters: Float32Array;
  /** Flat gradients of the last micro-batch. */
  readonly gradients: Float32Array;
  private readonly session: InferenceSession;
  private readonly feeds: Record<string, Tensor> = {};
  private readonly fetches: Record<string, Tensor> = {};
  private readonly loss = new Float32Array(1);

  private constructor(session: InferenceSession, layout: Layout) {
    this.session = session;
    this.parameters = new Float32Array(layout.size);
    this.gradients = new Float32Array(layout.size);
    for (const { name, shape, start, end } of layout.placements) {
      this.feeds[name] = tensor('float32', this.parameters.subarray(start, end), shape);
      this.fetches[PORTS.gradient(name)] = tensor('float32', this.gradients.subarray(start, end), shape);
    }
    this.fetches[PORTS.loss] = tensor('float32', this.loss, []);
  }

  static async create(architecture: Architecture, layout: Layout): Promise<GradientEngine> {
    return new GradientEngine(await createSession(trainingGraph(architecture)), layout);
  }

  /** Fills `gradients`; returns Σ weight·nll. */
  async compute(batch: MicroBatch): Promise<number> {
    const rows = [batch.rows.length];
    const inputs = {
      [PORTS.ids]: tensor('int64', batch.ids, [batch.sequences, batch.length]),
      [PORTS.rows]: tensor('int64', batch.rows, rows),
      [PORTS.labels]: tensor('int64', batch.labels, rows),
      [PORTS.weights]: tensor('float32', batch.weights, rows),
    };
    await this.session.run({ ...this.feeds, ...inputs }, this.fetches);
    return this.loss[0] as number;
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
