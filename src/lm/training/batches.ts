/**
 * Sequences → micro-batches. Sequences of similar length share a micro-batch, so that little is padding; micro-batches
 * are shuffled. Every epoch holds every sequence once, and a step (a fixed number of micro-batches) may cross epochs.
 * The order depends on the seed alone.
 */
import { AgentgymError } from '../../errors.ts';
import { random, seedOf } from '../../seeds.ts';
import type { Architecture } from '../architecture.ts';
import { LENGTH_STEP } from './graph.ts';

/** Tokens of a conversation with the loss weight of predicting each from those before it; the first weight is unused. */
export interface TrainingSequence {
  ids: ArrayLike<number>;
  weights: ArrayLike<number>;
  /** How errors call it; default: its index. */
  name?: string | undefined;
}

/** All sequences in shared memory, trimmed after their last token with a weight; those without one are left out. */
export interface PackedSequences {
  ids: Int32Array;
  weights: Float32Array;
  /** Sequence i is [offsets[i], offsets[i + 1]). */
  offsets: Int32Array;
}

/** Checks and packs sequences. Throws E_TRAIN_DATA, naming the sequence at fault. */
export function packSequences(sequences: readonly TrainingSequence[], a: Architecture): PackedSequences {
  const ends = sequences.map((sequence, i) => trimmedLength(sequence, sequence.name ?? `number ${i}`, a));
  const kept = sequences.flatMap(({ ids, weights }, i) => {
    const end = ends[i] as number;
    return end === 0 ? [] : [{ ids, weights, end }];
  });
  if (kept.length === 0) {
    throw new AgentgymError('E_TRAIN_DATA', 'No training sequence has a token with a loss weight above zero.', {
      hint: 'Check that exploration found successes, or that demonstrations mark assistant turns with loss: true.',
    });
  }
  const total = kept.reduce((sum, { end }) => sum + end, 0);
  const packed: PackedSequences = {
    ids: new Int32Array(new SharedArrayBuffer(4 * total)),
    weights: new Float32Array(new SharedArrayBuffer(4 * total)),
    offsets: new Int32Array(new SharedArrayBuffer(4 * (kept.length + 1))),
  };
  let offset = 0;
  for (const [i, { ids, weights, end }] of kept.entries()) {
    for (let t = 0; t < end; t++) {
      packed.ids[offset + t] = ids[t] as number;
      packed.weights[offset + t] = t === 0 ? 0 : (weights[t] as number);
    }
    offset += end;
    packed.offsets[i + 1] = offset;
  }
  return packed;
}

/** Length up to the last token with a loss weight, which is all that training needs; 0 if there is none. */
function trimmedLength({ ids, weights }: TrainingSequence, name: string, a: Architecture): number {
  const fail = (what: string, hint?: string): never => {
    throw new AgentgymError('E_TRAIN_DATA', `Training example ${name} ${what}.`, hint === undefined ? {} : { hint });
  };
  if (ids.length !== weights.length) fail(`has ${ids.length} tokens but ${weights.length} loss weights`);
  let end = 0;
  for (let t = 0; t < ids.length; t++) {
    const [id, weight] = [ids[t] as number, weights[t] as number];
    if (!Number.isInteger(id) || id < 0 || id >= a.vocabSize) fail(`has token id ${id}, outside the vocabulary`);
    if (!Number.isFinite(weight)) fail(`has a loss weight that is not a number at token ${t}`);
    if (weight < 0) fail(`has a negative loss weight at token ${t}`, 'This trainer has no bounded loss for them.');
    if (weight > 0 && t > 0) end = t + 1;
  }
  if (end - 1 > a.maxPositions) {
    fail(
      `needs ${end - 1} positions, but the model's context has ${a.maxPositions}`,
      'Use a model with a longer context, or fewer rounds in exploration and demonstrations.',
    );
  }
  return end;
}

/** Tokens with a loss weight, of all sequences. */
export function countLossTokens({ weights }: PackedSequences): number {
  let count = 0;
  for (const weight of weights) if (weight > 0) count++;
  return count;
}

/** Indices of the sequences of each micro-batch, in one epoch; `tokens` is the size of a micro-batch with padding. */
export function epochBatches(
  packed: PackedSequences,
  options: { tokens: number; seed: number; epoch: number },
): number[][] {
  const { tokens, seed, epoch } = options;
  const stream = random(seedOf('batches', seed, epoch));
  const order = stream.shuffle(Array.from({ length: packed.offsets.length - 1 }, (_, i) => i));
  // The sort is stable: equal lengths stay shuffled.
  order.sort((i, j) => paddedLength(packed, j) - paddedLength(packed, i));
  const batches: number[][] = [];
  for (let at = 0; at < order.length; ) {
    const size = Math.max(1, Math.round(tokens / paddedLength(packed, order[at] as number)));
    batches.push(order.slice(at, at + size));
    at += size;
  }
  return stream.shuffle(batches);
}

/** The micro-batches of epoch after epoch, without end. */
export function* batchStream(packed: PackedSequences, options: { tokens: number; seed: number }): Generator<number[]> {
  for (let epoch = 0; ; epoch++) yield* epochBatches(packed, { ...options, epoch });
}

/** Model inputs: every token but the last, which is only predicted. */
function inputLength({ offsets }: PackedSequences, i: number): number {
  return (offsets[i + 1] as number) - (offsets[i] as number) - 1;
}

function paddedLength(packed: PackedSequences, i: number): number {
  return Math.ceil(inputLength(packed, i) / LENGTH_STEP) * LENGTH_STEP;
}

/** Tokens of a micro-batch, padding counted. */
export function paddedSize(packed: PackedSequences, batch: readonly number[]): number {
  return batch.length * Math.max(...batch.map((i) => paddedLength(packed, i)));
}

/** What the gradient graph takes (see its PORTS), and counts for progress. */
export interface MicroBatch {
  sequences: number;
  length: number;
  ids: BigInt64Array;
  rows: BigInt64Array;
  labels: BigInt64Array;
  weights: Float32Array;
  /** Input tokens, padding not counted. */
  tokens: number;
}

/** The micro-batch of these sequences, with weights divided by `divisor` (N). */
export function assemble(packed: PackedSequences, batch: readonly number[], divisor: number): MicroBatch {
  const length = Math.max(...batch.map((i) => paddedLength(packed, i)));
  const ids = new BigInt64Array(batch.length * length);
  const rows: number[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  let tokens = 0;
  for (const [row, i] of batch.entries()) {
    const [offset, count] = [packed.offsets[i] as number, inputLength(packed, i)];
    tokens += count;
    for (let t = 0; t < count; t++) {
      ids[row * length + t] = BigInt(packed.ids[offset + t] as number);
      const weight = packed.weights[offset + t + 1] as number;
      if (weight === 0) continue;
      rows.push(row * length + t);
      labels.push(packed.ids[offset + t + 1] as number);
      weights.push(weight / divisor);
    }
  }
  return {
    sequences: batch.length,
    length,
    ids,
    rows: BigInt64Array.from(rows, BigInt),
    labels: BigInt64Array.from(labels, BigInt),
    weights: Float32Array.from(weights),
    tokens,
  };
}
