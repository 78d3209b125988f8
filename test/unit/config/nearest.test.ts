import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, nearest } from '../../../src/config/nearest.ts';

describe('distance', () => {
  it.each([
    ['temperature', 'temperatur', 1],
    ['steps', 'stpes', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['abc', '', 3],
  ])('%s → %s takes %i edits', (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
  });

  it('is symmetric, zero only for equal words, and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearest', () => {
  it('finds what is meant, whatever its case and dashes', () => {
    expect(nearest('learning_rate', ['steps', 'learningRate'])).toBe('learningRate');
    expect(nearest('temprature', ['topP', 'temperature'])).toBe('temperature');
  });

  it('names nothing that is not near', () => {
    expect(nearest('colour', ['steps', 'topP', 'seed'])).toBeUndefined();
    expect(nearest('by', ['kv', 'to'])).toBeUndefined();
  });
});
