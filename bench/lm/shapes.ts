/** The shapes that are measured, what is measured on them, and the bars that our rates have to reach. */
import type { Architecture } from '../../dist/lm/architecture.js';

export interface Shape {
  architecture: Architecture;
  /** Sequences of an optimiser step. */
  batch: number;
  /** Input tokens of a sequence. */
  length: number;
  /** Our rate over PyTorch eager's in training, and over transformers' in generation at each batch size. */
  bars: { train: number; generate: Record<number, number> };
}

/** Tokens of a prompt, new tokens after it, and how many answers are generated at once. */
export const GENERATION = { prompt: 64, tokens: 64, batches: [1, 8, 32] } as const;

/** Optimiser steps at the beginning of a round that are not timed. */
export const WARM_UP = 2;

/** AdamW and clipping as both sides do them. Embeddings and norms are not decayed. */
export const OPTIMISER = {
  learningRate: 1e-3,
  weightDecay: 0.01,
  clip: 1,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
} as const;

const common = {
  kind: 'llama',
  headDim: 32,
  rmsEps: 1e-5,
  ropeTheta: 10_000,
  maxPositions: 1024,
  tiedHead: true,
} as const;
const S = { vocabSize: 512, hiddenSize: 128, layers: 4, heads: 4, kvHeads: 4, intermediateSize: 384 };
const M = { vocabSize: 4096, hiddenSize: 256, layers: 6, heads: 8, kvHeads: 4, intermediateSize: 768 };

export const SHAPES: Readonly<Record<string, Shape>> = {
  S: {
    architecture: { ...common, ...S },
    batch: 16,
    length: 256,
    bars: { train: 1.2, generate: { 1: 4, 8: 2, 32: 1.3 } },
  },
  M: {
    architecture: { ...common, ...M },
    batch: 8,
    length: 512,
    bars: { train: 1.4, generate: { 1: 2, 8: 2, 32: 1.3 } },
  },
};
