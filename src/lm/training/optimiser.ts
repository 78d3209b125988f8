/**
 * Global-norm clipping and AdamW (Loshchilov & Hutter 2017, decoupled weight decay) on flat vectors, in plain loops:
 * one pass over memory, where a graph of elementwise operators makes a dozen. Works on stretches, so that threads can
 * share the work; every element is computed alike whoever does it. Knows nothing of threads.
 */

export interface AdamWSettings {
  /** Decoupled weight decay, times the learning rate; see `layoutOf` for what is decayed. */
  weightDecay: number;
  /** Largest global norm of the gradient; above it the gradient is scaled down. */
  clip: number;
  betas: readonly [number, number];
  epsilon: number;
}

/** Parameters and their moments, updated in place. All float32, of one layout. */
export interface OptimiserState {
  parameters: Float32Array;
  /** Running means of the gradient and of its square. */
  first: Float32Array;
  second: Float32Array;
}

interface Stretch {
  start: number;
  end: number;
}

/** Sums the gradients of all shards into the first, in order; returns the sum of squares of the stretch. */
export function reduceGradients(shards: readonly Float32Array[], { start, end }: Stretch): number {
  const [total, ...others] = shards as [Float32Array, ...Float32Array[]];
  for (const other of others) {
    for (let i = start; i < end; i++) total[i] = (total[i] as number) + (other[i] as number);
  }
  let squares = 0;
  for (let i = start; i < end; i++) squares += (total[i] as number) * (total[i] as number);
  return squares;
}

/** What a gradient of that global norm is multiplied by. */
export function clipScale(norm: number, clip: number): number {
  return Math.min(1, clip / (norm + 1e-6));
}

export interface AdamWStep {
  settings: AdamWSettings;
  learningRate: number;
  /** From 1. */
  step: number;
  /** What the gradient is multiplied by first (`clipScale`). */
  scale: number;
}

/** One AdamW update of a stretch. */
export function adamW(
  { parameters, first, second }: OptimiserState,
  gradient: Float32Array,
  { start, end, decayed, settings, learningRate, step, scale }: AdamWStep & Stretch & { decayed: boolean },
): void {
  const [beta1, beta2] = settings.betas;
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** step);
  const epsilon = settings.epsilon * rootCorrection;
  const keep = decayed ? 1 - learningRate * settings.weightDecay : 1;
  for (let i = start; i < end; i++) {
    const g = (gradient[i] as number) * scale;
    const m = beta1 * (first[i] as number) + (1 - beta1) * g;
    const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    parameters[i] = keep * (parameters[i] as number) - (rate * m) / (Math.sqrt(v) + epsilon);
  }
}
