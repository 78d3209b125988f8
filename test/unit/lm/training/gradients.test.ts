import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../../src/lm/architecture.ts';
import { assemble, packSequences } from '../../../../src/lm/training/batches.ts';
import { GradientEngine } from '../../../../src/lm/training/gradients.ts';
import { flatten, layoutOf } from '../../../../src/lm/training/layout.ts';
import { architectureOf, deviation, filled, kept, reference } from './reference.ts';

interface Sequence {
  ids: number[];
  weights: number[];
}

const llama = architectureOf(reference.models[0] as (typeof reference.models)[number]);

/** Loss and flat gradients of one micro-batch of all the sequences. */
async function gradients(
  a: Architecture,
  sequences: readonly Sequence[],
): Promise<{ loss: number; flat: Float32Array }> {
  const layout = layoutOf(a);
  const engine = await GradientEngine.create(a, layout);
  flatten(layout, filled(a), engine.parameters);
  const packed = packSequences(sequences, a);
  const batch = Array.from({ length: packed.offsets.length - 1 }, (_, i) => i);
  const loss = await engine.compute(assemble(packed, batch, reference.divisor));
  const flat = engine.gradients.slice();
  await engine.close();
  return { loss, flat };
}

describe('gradients of a whole decoder', () => {
  for (const model of reference.models) {
    it(`equal PyTorch's for ${model.kind}`, async () => {
      const a = architectureOf(model);
      const { loss, flat } = await gradients(a, reference.sequences);
      expect(loss).toBeCloseTo(model.losses[0] as number, 5);
      for (const { name, start, end } of layoutOf(a).placements) {
        const actual = kept(flat.subarray(start, end));
        expect(deviation(actual, model.gradients[name] as number[]), name).toBeLessThan(1e-4);
      }
    });
  }

  it('do not depend on how sequences share micro-batches', async () => {
    const whole = await gradients(llama, reference.sequences);
    const parts = await Promise.all(reference.sequences.map((sequence) => gradients(llama, [sequence])));
    const sum = whole.flat.map((_, i) => parts.reduce((total, part) => total + (part.flat[i] as number), 0));
    expect(deviation(sum, whole.flat)).toBeLessThan(1e-5);
  });

  it('double, and so does the loss, when all weights double', async () => {
    const once = await gradients(llama, reference.sequences);
    const twice = await gradients(
      llama,
      reference.sequences.map(({ ids, weights }) => ({ ids, weights: weights.map((w) => 2 * w) })),
    );
    expect(twice.loss).toBeCloseTo(2 * once.loss, 4);
    expect(
      deviation(
        twice.flat,
        once.flat.map((g) => 2 * g),
      ),
    ).toBeLessThan(1e-5);
  });

  it('are not changed by examples without weight, nor by tokens after the last weight', async () => {
    const before = await gradients(llama, reference.sequences);
    const idle = { ids: [1, 2, 3, 4], weights: [0, 0, 0, 0] };
    const longer = reference.sequences.map(({ ids, weights }) => ({
      ids: [...ids, 5, 6],
      weights: [...weights, 0, 0],
    }));
    expect(await gradients(llama, [idle, ...longer])).toEqual(before);
  });

  it('count every occurrence of a token that repeats', async () => {
    const repeated = [{ ids: Array.from({ length: 40 }, () => 7), weights: Array.from({ length: 40 }, () => 1) }];
    const runs = await Promise.all([1, 2, 3].map(() => gradients(llama, repeated)));
    for (const run of runs) expect(run).toEqual(runs[0]);
    const halves = repeated.flatMap(({ ids, weights }) => [
      { ids, weights: weights.map((w, t) => (t < 20 ? w : 0)) },
      { ids, weights: weights.map((w, t) => (t < 20 ? 0 : w)) },
    ]);
    const split = await gradients(llama, halves);
    expect(deviation(split.flat, (runs[0] as (typeof runs)[number]).flat)).toBeLessThan(1e-5);
  });
});
