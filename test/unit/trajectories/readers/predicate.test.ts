import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { predicateOf } from '../../../../src/trajectories/readers/predicate.ts';

/** Everything that rows of trajectories are made of, and what the predicate leaves to the schema. */
const schema = z.object({
  text: z.string(),
  name: z.string().min(2),
  whole: z.int().min(0),
  number: z.number().min(-1).max(1),
  nothing: z.number().nullable(),
  maybe: z.boolean().exactOptional(),
  perhaps: z.boolean().nullish(),
  kind: z.enum(['a', 'b']),
  version: z.literal(1),
  list: z.array(z.object({ from: z.enum(['x']), ids: z.array(z.int()).exactOptional() })),
  address: z.email().exactOptional(),
  short: z.string().max(3).exactOptional(),
  above: z.number().gt(0).exactOptional(),
  few: z.array(z.int()).max(1).exactOptional(),
});
const holds = predicateOf(schema);

const right = {
  text: '',
  name: 'ab',
  whole: 0,
  number: 1,
  nothing: null,
  kind: 'a',
  version: 1,
  list: [{ from: 'x', ids: [1] }, { from: 'x' }],
};
/** Values at the edges of what some field takes. */
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    0,
    -0,
    1,
    1.5,
    -1,
    2 ** 53,
    Number.POSITIVE_INFINITY,
    'a',
    'b',
    'x',
    'a@b.de',
    true,
    null,
    [],
    [1],
    [1, 2],
    {},
  ),
  fc.constantFrom([{ from: 'x' }], [{ from: 'y' }], [{ from: 'x', ids: [0.5] }], [{ from: 'x', ids: null }], [null]),
);
const change = fc.tuple(fc.constantFrom(...Object.keys(schema.shape), 'other'), fc.option(value, { nil: undefined }));

it('says what the schema says, of rows in which some fields are other than they should be', () => {
  expect(holds(right)).toBe(true);
  const seen = { true: 0, false: 0 };
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const row: Record<string, unknown> = { ...right };
      for (const [key, to] of changes) {
        if (to === undefined) delete row[key];
        else row[key] = to;
      }
      const { success } = schema.safeParse(row);
      seen[`${success}`] += 1;
      expect(holds(row), JSON.stringify(row)).toBe(success);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100);
});

it('says what the schema says of anything else', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(holds(one)).toBe(schema.safeParse(one).success);
    }),
  );
});
