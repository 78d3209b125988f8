import { expect, test } from 'vitest';
import { PrefixStore } from '../../../../src/lm/generation/prefixes.ts';

test('prefixes are found by their exact tokens, and the least recently used one makes room', () => {
  const store = new PrefixStore();
  const saved = (length: number) => ({ length, data: new Float32Array(0) });
  for (let i = 0; i < 16; i++) store.add([i, 1], saved(i));
  expect(store.get([0, 1])).toEqual(saved(0));
  expect(store.get([0])).toBeUndefined();
  expect(store.get([0, 1, 1])).toBeUndefined();
  store.add([16, 1], saved(16));
  expect(store.get([0, 1])).toEqual(saved(0));
  expect(store.get([1, 1])).toBeUndefined();
  expect(store.get([16, 1])).toEqual(saved(16));
});
