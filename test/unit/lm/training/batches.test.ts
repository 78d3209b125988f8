import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../../src/lm/architecture.ts';
import {
  assemble,
  batchStream,
  countLossTokens,
  epochBatches,
  packSequences,
} from '../../../../src/lm/training/batches.ts';
import { LENGTH_STEP } from '../../../../src/lm/training/graph.ts';
import { architectureOf, reference } from './reference.ts';

const a: Architecture = architectureOf(reference.models[0] as (typeof reference.models)[number]);

/** A sequence of that many tokens, the last of them in the loss. */
function sequence(length: number): { ids: number[]; weights: number[] } {
  return {
    ids: Array.from({ length }, (_, t) => t % 24),
    weights: Array.from({ length }, (_, t) => (t === length - 1 ? 1 : 0)),
  };
}

const lengths = fc.array(fc.integer({ min: 2, max: a.maxPositions + 1 }), { minLength: 1, maxLength: 60 });

describe('epochBatches', () => {
  it('visits every sequence once an epoch, in micro-batches of about the size asked for', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 16, max: 512 }), fc.nat(), fc.nat(3), (list, tokens, seed, epoch) => {
        const packed = packSequences(list.map(sequence), a);
        const batches = epochBatches(packed, { tokens, seed, epoch });
        const seen = batches.flat().toSorted((i, j) => i - j);
        expect(seen).toEqual(list.map((_, i) => i));
        for (const batch of batches) {
          const { sequences, length } = assemble(packed, batch, 1);
          expect(sequences === 1 || sequences * length <= 1.5 * tokens).toBe(true);
        }
        expect(epochBatches(packed, { tokens, seed, epoch })).toEqual(batches);
        const other = epochBatches(packed, { tokens, seed: seed + 1, epoch: epoch + 1 });
        expect(other.length).toBe(batches.length);
      }),
    );
  });

  it('comes in another order for another seed and another epoch', () => {
    const packed = packSequences(
      Array.from({ length: 40 }, (_, i) => sequence(5 + i)),
      a,
    );
    const first = epochBatches(packed, { tokens: 64, seed: 1, epoch: 0 });
    expect(epochBatches(packed, { tokens: 64, seed: 2, epoch: 0 })).not.toEqual(first);
    expect(epochBatches(packed, { tokens: 64, seed: 1, epoch: 1 })).not.toEqual(first);
    const stream = batchStream(packed, { tokens: 64, seed: 1 });
    expect(first.map(() => stream.next().value)).toEqual(first);
    expect(stream.next().value).toEqual(epochBatches(packed, { tokens: 64, seed: 1, epoch: 1 })[0]);
  });
});

describe('assemble', () => {
  it('pads, and keeps only tokens with a weight in the loss', () => {
    const packed = packSequences(
      [
        { ids: [5, 6, 7, 8, 9], weights: [9, 0, 2, 0, 1] },
        { ids: [1, 2, 3], weights: [0, 0.5, 0] },
      ],
      a,
    );
    const batch = assemble(packed, [1, 0], 2);
    expect(batch.length).toBe(LENGTH_STEP);
    expect(batch.ids.slice(LENGTH_STEP, LENGTH_STEP + 5)).toEqual(BigInt64Array.of(5n, 6n, 7n, 8n, 0n));
    expect([...batch.rows]).toEqual([0n, BigInt(LENGTH_STEP + 1), BigInt(LENGTH_STEP + 3)]);
    expect([...batch.labels]).toEqual([2n, 7n, 9n]);
    expect([...batch.weights]).toEqual([0.25, 1, 0.5]);
    expect(batch.tokens).toBe(5);
    expect(countLossTokens(packed)).toBe(3);
  });
});

describe('packSequences', () => {
  const refused: Record<string, { ids: number[]; weights: number[]; name?: string }> = {
    'Training example textcraft_3 needs 65 positions': { ...sequence(a.maxPositions + 2), name: 'textcraft_3' },
    'Training example number 1 has a negative loss weight at token 2': { ids: [1, 2, 3], weights: [0, 1, -1] },
    'Training example number 1 has a loss weight that is not a number': { ids: [1, 2], weights: [0, Number.NaN] },
    'Training example number 1 has token id 24, outside': { ids: [1, 24], weights: [0, 1] },
    'Training example number 1 has 2 tokens but 1 loss weights': { ids: [1, 2], weights: [1] },
  };
  for (const [message, bad] of Object.entries(refused)) {
    it(`refuses: ${message}`, () => {
      expect(() => packSequences([sequence(4), bad], a)).toThrow(
        expect.objectContaining({ code: 'E_TRAIN_DATA', message: expect.stringContaining(message) as string }) as Error,
      );
    });
  }

  it('refuses to train on nothing', () => {
    const idle = { ids: [1, 2, 3], weights: [1, 0, 0] };
    expect(() => packSequences([idle], a)).toThrow(expect.objectContaining({ code: 'E_TRAIN_DATA' }) as Error);
  });
});
