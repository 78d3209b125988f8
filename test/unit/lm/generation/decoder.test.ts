import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../../../src/lm/architecture.ts';
import { type DecodeRow, Decoder } from '../../../../src/lm/generation/decoder.ts';
import { referenceLogProbabilities } from '../../../support/reference-decoder.ts';
import { smallModel } from '../../../support/small-model.ts';

const ids = Array.from({ length: 40 }, (_, i) => (i * 7 + 3) % 50);

async function decoderOf(changes: Partial<Architecture> = {}, slots = 4): Promise<Decoder> {
  const { architecture, parameters } = smallModel(changes);
  return Decoder.create(architecture, parameters, { slots, context: architecture.maxPositions });
}

async function prefill(decoder: Decoder, slot: number, from: number, to: number): Promise<Float32Array> {
  const row = await decoder.prefill(slot, { ids: ids.slice(from, to), start: from, sharpness: 1 });
  return row.logProbabilities.slice();
}

function largestDifference(x: Float32Array, y: readonly number[] | undefined): number {
  return Math.max(...Array.from(x, (value, i) => Math.abs(value - (y?.[i] ?? Number.NaN))));
}

describe('log-probabilities equal a plain forward pass', () => {
  const shapes: Partial<Architecture>[] = [
    {},
    { tiedHead: false },
    { kind: 'qwen2' },
    { kind: 'qwen3', tiedHead: false },
    { kind: 'qwen3', kvHeads: 1 },
    { kvHeads: 4, headDim: 32 },
    { kvHeads: 1, headDim: 64, layers: 1 },
  ];
  test.each(shapes)('%o', async (changes) => {
    const { architecture, parameters } = smallModel(changes);
    const want = referenceLogProbabilities(architecture, parameters, ids);
    const decoder = await decoderOf(changes);
    expect(largestDifference(await prefill(decoder, 2, 0, 40), want[39])).toBeLessThan(1e-4);
    // In pieces, then token by token beside a row at another position.
    await prefill(decoder, 1, 0, 17);
    expect(largestDifference(await prefill(decoder, 1, 17, 29), want[28])).toBeLessThan(1e-4);
    await prefill(decoder, 0, 0, 20);
    for (let i = 0; i < 11; i++) {
      const rows = [20 + i, 29 + i].map((at): DecodeRow => ({ id: ids[at] as number, position: at, sharpness: 1 }));
      const [first, second] = await decoder.decode(rows);
      expect(largestDifference(first?.logProbabilities as Float32Array, want[20 + i])).toBeLessThan(1e-4);
      expect(largestDifference(second?.logProbabilities as Float32Array, want[29 + i])).toBeLessThan(1e-4);
    }
    await decoder.close();
  });
});

test('the distribution is sharpened by 1/temperature, the log-probabilities are not', async () => {
  const decoder = await decoderOf();
  const plain = await prefill(decoder, 0, 0, 12);
  const row = await decoder.prefill(0, { ids: ids.slice(0, 12), start: 0, sharpness: 2 });
  expect(row.logProbabilities).toEqual(plain);
  const powers = Array.from(plain, (value) => Math.exp(2 * value));
  const total = powers.reduce((sum, value) => sum + value, 0);
  expect(
    largestDifference(
      row.probabilities,
      powers.map((value) => value / total),
    ),
  ).toBeLessThan(1e-6);
});

test('a row gets the same bits in every batch size and in every slot', async () => {
  const decoder = await decoderOf({}, 20);
  // Other slots hold other things, at other lengths.
  for (let slot = 0; slot < 20; slot++) {
    await decoder.prefill(slot, { ids: ids.slice(slot % 5, slot + 8), start: 0, sharpness: 1 });
  }
  const distributions: Float32Array[] = [];
  for (const slot of [0, 1, 3, 12, 19]) {
    await prefill(decoder, slot, 0, 21);
    for (const size of [2, 4, 8, 16, 20].filter((one) => one >= decoder.rowsFor(slot))) {
      const rows = Array.from({ length: size }, (_, i): DecodeRow => ({ id: i, position: 10 + i, sharpness: 1 + i }));
      rows[slot] = { id: 5, position: 21, sharpness: 1 };
      distributions.push((await decoder.decode(rows))[slot]?.logProbabilities.slice() as Float32Array);
    }
  }
  expect(distributions.length).toBeGreaterThan(15);
  for (const one of distributions) expect(one).toEqual(distributions[0]);
});

test('a prompt longer than a piece is prefilled in pieces', async () => {
  const long = Array.from({ length: 700 }, (_, i) => (i * i) % 50);
  const decoder = await decoderOf({ maxPositions: 1024, layers: 1 });
  const whole = (await decoder.prefill(0, { ids: long, start: 0, sharpness: 1 })).logProbabilities.slice();
  await decoder.prefill(1, { ids: long.slice(0, 300), start: 0, sharpness: 1 });
  const parts = (await decoder.prefill(1, { ids: long.slice(300), start: 300, sharpness: 1 })).logProbabilities;
  expect(largestDifference(whole, Array.from(parts))).toBeLessThan(1e-4);
});

test('a saved prefix restored into another slot is as good as computed', async () => {
  const decoder = await decoderOf();
  await prefill(decoder, 0, 0, 15);
  const saved = decoder.cache.save(0, 15);
  const want = await prefill(decoder, 0, 15, 30);
  await decoder.prefill(3, { ids: ids.slice(20), start: 0, sharpness: 1 });
  decoder.cache.restore(3, saved);
  expect(await prefill(decoder, 3, 15, 30)).toEqual(want);
});

test('a head size that the attention kernel does not take is refused with a hint', async () => {
  await expect(decoderOf({ headDim: 8 })).rejects.toMatchObject({ code: 'E_STORE_CHECKPOINT', hint: /16/ });
});
