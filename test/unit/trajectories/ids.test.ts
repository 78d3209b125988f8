import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIds } from '../../../src/trajectories/ids.ts';

/** Ids that are nearly the same. */
const id = fc.oneof(
  fc.tuple(fc.constantFrom('maze_1', 'maze_1#', 'maze', ''), fc.nat(12)).map(([stem, sample]) => `${stem}#${sample}`),
  fc.constantFrom('maze_1', 'maze_1#01', 'maze_1#1 ', 'maze_1#-1', 'maze_1#', '#', 'maze_1#4294967295', 'maze_1#1e3'),
  fc.string(),
);

it('gives every id its own number, and knows it again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { size: 'max', maxLength: 60 }), id, (all, other) => {
      const ids = createIds();
      expect(all.map((one) => ids.add(one))).toEqual(all.map((_, i) => i));
      expect(ids.length).toBe(all.length);
      expect(all.map((one) => ids.numberOf(one))).toEqual(all.map((_, i) => i));
      expect(ids.numberOf(other)).toBe(all.includes(other) ? all.indexOf(other) : undefined);
    }),
  );
});
