/** The two shapes that are measured, and what is measured on them. */
import type { Architecture } from '../../dist/lm/architecture.js';

export interface Shape {
  architecture: Architecture;
  batch: number;
  /** Tokens of a training sequence. */
  length: number;
  /** The issue's bars: our rate over PyTorch eager's, and over transformers' at each batch size. */
  bars: { train: number; generate: Record<number, number> };
}

/** Tokens of a prompt, and tokens generated after it. */
export const GENERATION = { prompt: 64, tokens: 64, batches: [1, 8, 32] } as const;

const common = { kind: 'llama', rmsEps: 1e-5, ropeTheta: 10_000, maxPositions: 1024, tiedHead: true } as const;

export const SHAPES: Record<'S' | 'M', Shape> = {
  S: {
    architecture: {
      ...common,
      vocabSize: 512,
      hiddenSize: 128,
      layers: 4,
      heads: 4,
      kvHeads: 4,
      headDim: 32,
      intermediateSize: 384,
    },
    batch: 16,
    length: 256,
    bars: { train: 1.2, generate: { 1: 4, 8: 2, 32: 1.3 } },
  },
  M: {
    architecture: {
      ...common,
      vocabSize: 4096,
      hiddenSize: 256,
      layers: 6,
      heads: 8,
      kvHeads: 4,
      headDim: 32,
      intermediateSize: 768,
    },
    batch: 8,
    length: 512,
    bars: { train: 1.4, generate: { 1: 2, 8: 2, 32: 1.3 } },
  },
};
