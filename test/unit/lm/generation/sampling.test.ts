import { describe, expect, test } from 'vitest';
import { bannedMask, type SamplingOptions, sample, sharpnessOf } from '../../../../src/lm/generation/sampling.ts';
import { random } from '../../../../src/seeds.ts';

/** A distribution of the given probabilities at the temperature. */
function distribution(shares: readonly number[], temperature = 1) {
  const powers = shares.map((share) => share ** sharpnessOf(temperature));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return {
    logProbabilities: Float32Array.from(shares, Math.log),
    probabilities: Float32Array.from(powers, (value) => value / total),
  };
}

function counts(shares: readonly number[], options: SamplingOptions, bannedIds: readonly number[] = []): number[] {
  const from = { stream: random(1), banned: bannedMask(shares.length, bannedIds) };
  const row = distribution(shares, options.temperature);
  const found = shares.map(() => 0);
  for (let i = 0; i < 20_000; i++) {
    const id = sample(row, options, from);
    found[id] = (found[id] as number) + 1;
  }
  return found.map((count) => count / 20_000);
}

const SHARES = [0.1, 0.4, 0.05, 0.3, 0.15];

function near(found: readonly number[], want: readonly number[]): void {
  want.forEach((share, id) => {
    // Five standard errors; nothing where nothing is allowed.
    expect(Math.abs((found[id] as number) - share)).toBeLessThanOrEqual(5 * Math.sqrt((share * (1 - share)) / 20_000));
  });
}

describe('shares of 20,000 draws', () => {
  test('at temperature 1', () => near(counts(SHARES, { temperature: 1 }), SHARES));
  test('at temperature 0.5', () => {
    const total = SHARES.reduce((sum, share) => sum + share ** 2, 0);
    near(
      counts(SHARES, { temperature: 0.5 }),
      SHARES.map((share) => share ** 2 / total),
    );
  });
  test('greedy', () => expect(counts(SHARES, { temperature: 0 })).toEqual([0, 1, 0, 0, 0]));
  test('greedy, the best one banned', () => expect(counts(SHARES, { temperature: 0 }, [1])).toEqual([0, 0, 0, 1, 0]));
  test('top-k 1', () => expect(counts(SHARES, { temperature: 1, topK: 1 })).toEqual([0, 1, 0, 0, 0]));
  test('top-k 2', () => near(counts(SHARES, { temperature: 1, topK: 2 }), [0, 4 / 7, 0, 3 / 7, 0]));
  test('top-p 0.75 keeps the fewest that reach it', () => {
    near(counts(SHARES, { temperature: 1, topP: 0.75 }), [0, 8 / 17, 0, 6 / 17, 3 / 17]);
  });
  test('top-p of almost nothing keeps the best', () => {
    expect(counts(SHARES, { temperature: 1, topP: 1e-9 })).toEqual([0, 1, 0, 0, 0]);
  });
  test('top-p is taken of what top-k left', () => {
    near(counts(SHARES, { temperature: 1, topK: 3, topP: 0.8 }), [0, 4 / 7, 0, 3 / 7, 0]);
  });
  test('banned tokens leave their share to the others', () => {
    near(counts(SHARES, { temperature: 1 }, [1, 4]), [0.1 / 0.45, 0, 0.05 / 0.45, 0.3 / 0.45, 0]);
    near(counts(SHARES, { temperature: 1, topK: 2 }, [1, 4]), [0.25, 0, 0, 0.75, 0]);
  });
});

test('equal probabilities go by the lower id', () => {
  const from = { stream: random(1), banned: bannedMask(4, []) };
  expect(sample(distribution([0.2, 0.3, 0.3, 0.2]), { temperature: 0 }, from)).toBe(1);
  expect(sample(distribution([0.2, 0.3, 0.3, 0.2]), { temperature: 1, topK: 1 }, from)).toBe(1);
});

function draw(seed: number, options: SamplingOptions): number[] {
  const from = { stream: random(seed), banned: bannedMask(5, []) };
  return Array.from({ length: 50 }, () => sample(distribution(SHARES), options, from));
}

test('the same seed gives the same tokens, another seed others; every token takes one number', () => {
  expect(draw(3, { temperature: 1 })).toEqual(draw(3, { temperature: 1 }));
  expect(draw(3, { temperature: 1 })).not.toEqual(draw(4, { temperature: 1 }));
  for (const options of [{ temperature: 0 }, { temperature: 1 }, { temperature: 1, topK: 2, topP: 0.9 }]) {
    const stream = random(9);
    sample(distribution(SHARES), options, { stream, banned: bannedMask(5, []) });
    const other = random(9);
    other.next();
    expect(stream.next()).toBe(other.next());
  }
});

test('no token is chosen where there is no number, or all are banned', () => {
  const nan = {
    logProbabilities: new Float32Array(3).fill(Number.NaN),
    probabilities: new Float32Array(3).fill(Number.NaN),
  };
  for (const options of [{ temperature: 0 }, { temperature: 1 }, { temperature: 1, topK: 2 }]) {
    expect(sample(nan, options, { stream: random(1), banned: bannedMask(3, []) })).toBe(-1);
    expect(sample(distribution(SHARES), options, { stream: random(1), banned: new Uint8Array(5).fill(1) })).toBe(-1);
  }
});
