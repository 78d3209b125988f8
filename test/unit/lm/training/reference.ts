/** The stored PyTorch values of test/fixtures/training.json (scripts/make-training-fixture.py) in our types. */
import { readFileSync } from 'node:fs';
import { type Architecture, type Parameters, parameterShapes, sizeOf } from '../../../../src/lm/architecture.ts';

interface Fixture {
  theta: number;
  divisor: number;
  every: number;
  steps: { learning_rate: number; weight_decay: number; clip: number; betas: [number, number]; epsilon: number };
  sequences: { ids: number[]; weights: number[] }[];
  models: {
    kind: Architecture['kind'];
    heads: number;
    kvHeads: number;
    headDim: number;
    tiedHead: boolean;
    losses: number[];
    norms: number[];
    gradients: Record<string, number[]>;
    trained: Record<string, number[]>;
  }[];
}

export const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/training.json', import.meta.url), 'utf8'),
) as Fixture;

export function architectureOf({ kind, heads, kvHeads, headDim, tiedHead }: Fixture['models'][number]): Architecture {
  const sizes = { vocabSize: 24, hiddenSize: 16, layers: 2, intermediateSize: 24, rmsEps: 1e-5, maxPositions: 64 };
  return { ...sizes, kind, heads, kvHeads, headDim, tiedHead, ropeTheta: reference.theta };
}

/** Parameters by the fixture script's formula. */
export function filled(a: Architecture): Parameters {
  return new Map(
    [...parameterShapes(a)].map(([name, shape]) => {
      const salt = Buffer.from(name).reduce((sum, byte) => sum + byte, 0);
      const wave = (i: number): number => Math.sin(0.7 * salt + 1.3 * i + 0.001 * i * i);
      const value = name.includes('norm') ? (i: number) => 1 + 0.3 * wave(i) : (i: number) => 0.4 * wave(i);
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)) }];
    }),
  );
}

/** The numbers of a tensor that the fixture keeps. */
export function kept(data: Float32Array): number[] {
  return data.length > 64 ? [...data].filter((_, i) => i % reference.every === 0) : [...data];
}

/** Largest difference, relative to the largest of the numbers expected. */
export function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} numbers, expected ${expected.length}.`);
  let [difference, scale] = [0, 1e-12];
  for (let i = 0; i < actual.length; i++) {
    difference = Math.max(difference, Math.abs((actual[i] as number) - (expected[i] as number)));
    scale = Math.max(scale, Math.abs(expected[i] as number));
  }
  return difference / scale;
}
