import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { random } from '../../../src/seeds.ts';
import { exactSum } from '../../../src/statistics/exact-sum.ts';

function sumOf(values: readonly number[]): number {
  const sum = exactSum();
  for (const value of values) sum.add(value);
  return sum.value();
}

it('rounds once, at the end', () => {
  expect(sumOf([])).toBe(0);
  expect(sumOf(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  expect(sumOf([1e16, 1, -1e16])).toBe(1);
  expect(sumOf([1e100, 1, -1e100, 1e-100])).toBe(1);
  // Half way between two numbers, what is left decides.
  expect(sumOf([2 ** 53, 1, 2 ** -60])).toBe(2 ** 53 + 2);
  expect(sumOf([2 ** 53, 1, -(2 ** -60)])).toBe(2 ** 53);
});

it('is the same in any order', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, fc.nat(), (list, seed) => {
      expect(sumOf(random(seed).shuffle(list)) + 0).toBe(sumOf(list) + 0);
    }),
  );
});
