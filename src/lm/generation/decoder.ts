/**
 * The model as generation sees it: prefill a slot, or decode one token for many slots, and get distributions over the
 * next token. Owns session, weights and cache. Holds no conversation and samples nothing.
 *
 * What a row gets does not depend on the rows beside it: a prefill always runs alone, and a decode never has fewer than
 * two rows, because a product of one row takes another kernel, whose last bits differ.
 */
import { AgentgymError } from '../../errors.ts';
import type { Architecture, Parameters } from '../architecture.ts';
import { type InPlaceRun, inPlaceRunner } from '../onnx/in-place.ts';
import { createSession, type InferenceSession, type Tensor, tensor } from '../onnx/runtime.ts';
import { KeyValueCache } from './cache.ts';
import { generationGraph, PORTS } from './graph.ts';
import { packWeights } from './weights.ts';

/** What the model says of the next token; views that hold until the next call. */
export interface Distribution {
  /** [vocabulary]: at temperature 1, in nats. */
  logProbabilities: Float32Array;
  /** [vocabulary]: at the temperature asked for. */
  probabilities: Float32Array;
}

/** One row of a decode. */
export interface DecodeRow {
  id: number;
  /** Index of `id` in its conversation, which is where its keys and values are written. */
  position: number;
  /** 1/temperature. */
  sharpness: number;
}

/** A decode covers the lowest slots up to one of these sizes (or all). */
const ROW_SIZES = [2, 4, 8, 16, 32, 64];
/** A longer prompt is prefilled in pieces, so that attention scores stay small. */
const LONGEST_PIECE = 512;

interface Step {
  ids: Int32Array;
  lastPosition: Int32Array;
  sharpness: Float32Array;
  inputs: Record<string, Tensor>;
  outputs: Record<string, Tensor>;
  distributions: readonly Distribution[];
}

export class Decoder {
  readonly cache: KeyValueCache;
  private readonly architecture: Architecture;
  private readonly session: InferenceSession;
  private readonly run: InPlaceRun;
  private readonly sizes: readonly number[];
  private readonly steps = new Map<number, Step>();
  private readonly totalLength = new Int32Array(1);
  private readonly totalLengthTensor = tensor('int32', this.totalLength, [1]);
  private readonly prefillStep: Step;
  private readonly prefillPick = new Int32Array(1);

  private constructor(a: Architecture, slots: number, context: number, runtime: [InferenceSession, InPlaceRun]) {
    this.architecture = a;
    [this.session, this.run] = runtime;
    const rows = Math.max(2, slots);
    this.cache = new KeyValueCache(a, rows, context);
    this.sizes = [...ROW_SIZES.filter((size) => size < rows), rows];
    this.prefillStep = this.newStep(1, LONGEST_PIECE, this.prefillPick);
  }

  /** `context` is the most positions a slot can hold. Throws E_STORE_CHECKPOINT for a shape that cannot be run. */
  static async create(
    a: Architecture,
    parameters: Parameters,
    { slots, context }: { slots: number; context: number },
  ): Promise<Decoder> {
    if (a.headDim % 16 !== 0) {
      throw new AgentgymError('E_STORE_CHECKPOINT', `Generation needs a head size that 16 divides; got ${a.headDim}.`, {
        hint: 'Choose hidden size and heads so that hidden / heads is 16, 32, 48, 64, …',
      });
    }
    const session = await createSession(generationGraph(a, packWeights(a, parameters), context));
    return new Decoder(a, slots, context, [session, await inPlaceRunner(session)]);
  }

  /**
   * Appends tokens to a slot that holds `start` positions and returns the distribution after the last of them. The
   * caller sees to it that start + ids.length is at most the context.
   */
  async prefill(
    slot: number,
    tokens: { ids: readonly number[]; start: number; sharpness: number },
  ): Promise<Distribution> {
    const step = this.prefillStep;
    const { past, present } = this.cache.view(slot, 1);
    const outputs = { ...step.outputs, ...present };
    step.sharpness[0] = tokens.sharpness;
    for (let done = 0; done < tokens.ids.length; done += LONGEST_PIECE) {
      const count = Math.min(LONGEST_PIECE, tokens.ids.length - done);
      for (let i = 0; i < count; i++) step.ids[i] = tokens.ids[done + i] as number;
      const length = tokens.start + done + count;
      step.lastPosition[0] = length - 1;
      this.totalLength[0] = length;
      this.prefillPick[0] = count - 1;
      const ids = tensor('int32', step.ids.subarray(0, count), [1, count]);
      await this.run({ ...step.inputs, ...past, [PORTS.ids]: ids }, outputs);
    }
    return step.distributions[0] as Distribution;
  }

  /** How many rows a decode runs that has to reach this slot. */
  rowsFor(slot: number): number {
    return this.sizes.find((size) => size > slot) as number;
  }

  /** Appends one token to each of the slots 0 … rows.length − 1; `rows.length` must come from `rowsFor`. */
  async decode(rows: readonly DecodeRow[]): Promise<readonly Distribution[]> {
    const step = this.decodeStep(rows.length);
    let longest = 0;
    rows.forEach((row, i) => {
      step.ids[i] = row.id;
      step.lastPosition[i] = row.position;
      step.sharpness[i] = row.sharpness;
      longest = Math.max(longest, row.position + 1);
    });
    this.totalLength[0] = longest;
    await this.run(step.inputs, step.outputs);
    return step.distributions;
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private decodeStep(rows: number): Step {
    const known = this.steps.get(rows);
    if (known !== undefined) return known;
    const step = this.newStep(
      rows,
      1,
      Int32Array.from({ length: rows }, (_, i) => i),
    );
    const { past, present } = this.cache.view(0, rows);
    Object.assign(step.inputs, past);
    Object.assign(step.outputs, present);
    this.steps.set(rows, step);
    return step;
  }

  /** Inputs and outputs of a shape, made once; the cache is added by the caller. One distribution is picked per row. */
  private newStep(rows: number, length: number, pick: Int32Array): Step {
    const vocabulary = this.architecture.vocabSize;
    const ids = new Int32Array(rows * length);
    const lastPosition = new Int32Array(rows);
    const sharpness = new Float32Array(rows).fill(1);
    const logProbabilities = new Float32Array(rows * vocabulary);
    const probabilities = new Float32Array(rows * vocabulary);
    return {
      ids,
      lastPosition,
      sharpness,
      inputs: {
        [PORTS.ids]: tensor('int32', ids, [rows, length]),
        [PORTS.lastPosition]: tensor('int32', lastPosition, [rows]),
        [PORTS.totalLength]: this.totalLengthTensor,
        [PORTS.pick]: tensor('int32', pick, [rows]),
        [PORTS.sharpness]: tensor('float32', sharpness, [rows, 1]),
      },
      outputs: {
        [PORTS.logProbabilities]: tensor('float32', logProbabilities, [rows, vocabulary]),
        [PORTS.probabilities]: tensor('float32', probabilities, [rows, vocabulary]),
      },
      distributions: Array.from({ length: rows }, (_, row) => ({
        logProbabilities: logProbabilities.subarray(row * vocabulary, (row + 1) * vocabulary),
        probabilities: probabilities.subarray(row * vocabulary, (row + 1) * vocabulary),
      })),
    };
  }
}
