/**
 * Chooses the next token from a distribution: greedily, or at random after top-k and top-p. The temperature is in the
 * distribution already. Log-probabilities are the model's own: temperature 1, nothing cut off or banned.
 */
import type { Random } from '../../seeds.ts';
import type { Distribution } from './decoder.ts';

export interface SamplingOptions {
  /** 0 is greedy. */
  temperature: number;
  /** Keep the k most probable tokens. */
  topK?: number | undefined;
  /** Of those, keep the fewest most probable ones that together have this share of the probability. */
  topP?: number | undefined;
}

/** What a distribution is multiplied by before the softmax. */
export function sharpnessOf(temperature: number): number {
  return temperature > 0 ? 1 / temperature : 1;
}

/** Marks of the ids that are never sampled, [vocabulary]. */
export function bannedMask(vocabSize: number, ids: readonly number[]): Uint8Array {
  const mask = new Uint8Array(vocabSize);
  for (const id of ids) mask[id] = 1;
  return mask;
}

/** The chosen id. Advances the stream once, greedy or not; equal probabilities go by the lower id. */
export function sample(
  row: Distribution,
  options: SamplingOptions,
  from: { stream: Random; banned: Uint8Array },
): number {
  const draw = from.stream.next();
  if (options.temperature <= 0) return mostProbable(row.logProbabilities, from.banned);
  const whole = (options.topK ?? 0) <= 0 && (options.topP ?? 1) >= 1;
  return whole
    ? drawFromAll(row.probabilities, from.banned, draw)
    : drawFromTop(row.probabilities, options, { ...from, draw });
}

function mostProbable(values: Float32Array, banned: Uint8Array): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < values.length; id++) {
    const value = values[id] as number;
    if (value > highest && banned[id] === 0) {
      highest = value;
      best = id;
    }
  }
  return best;
}

function drawFromAll(probabilities: Float32Array, banned: Uint8Array, draw: number): number {
  let total = 0;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] as number;
    if (banned[id] === 0 && p > 0) total += p;
  }
  let left = draw * total;
  let last = -1;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] as number;
    if (banned[id] !== 0 || !(p > 0)) continue;
    last = id;
    left -= p;
    if (left < 0) return id;
  }
  return last;
}

function drawFromTop(
  probabilities: Float32Array,
  { topK = 0, topP = 1 }: SamplingOptions,
  { banned, draw }: { banned: Uint8Array; draw: number },
): number {
  let candidates: number[] = [];
  for (let id = 0; id < probabilities.length; id++) {
    if (banned[id] === 0 && (probabilities[id] as number) > 0) candidates.push(id);
  }
  const p = (id: number): number => probabilities[id] as number;
  candidates.sort((x, y) => p(y) - p(x) || x - y);
  if (topK > 0) candidates = candidates.slice(0, topK);
  let total = candidates.reduce((sum, id) => sum + p(id), 0);
  if (topP < 1) {
    const wanted = topP * total;
    let kept = 0;
    total = 0;
    while (kept < candidates.length && (kept === 0 || total < wanted)) total += p(candidates[kept++] as number);
    candidates = candidates.slice(0, kept);
  }
  let left = draw * total;
  for (const id of candidates) {
    left -= p(id);
    if (left < 0) return id;
  }
  return candidates.at(-1) ?? -1;
}
