import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, type Row, RowComparison, type Value } from '../../../../src/environments/builtin/sql/row-set.ts';

function equal(wanted: readonly Row[], found: readonly Row[]): boolean {
  const comparison = new RowComparison(new Set(wanted.map(keyOf)));
  for (const row of found) comparison.add(row);
  return comparison.equal;
}

describe('sets of rows', () => {
  it.each<[string, Row[], Row[], boolean]>([
    ['the same', [[1n, 'a']], [[1n, 'a']], true],
    ['another order', [[1n], [2n]], [[2n], [1n]], true],
    ['rows twice', [[1n], [2n]], [[2n], [1n], [2n]], true],
    ['one row less', [[1n], [2n]], [[1n]], false],
    ['one row more', [[1n]], [[1n], [2n]], false],
    ['columns in another order', [[1n, 'a']], [['a', 1n]], false],
    ['1 and 1.0', [[1n]], [[1]], true],
    ['1 and the text 1', [[1n]], [['1']], false],
    ['nothing and the text NULL', [[null]], [['NULL']], false],
    ['nothing and nothing', [[null]], [[null]], true],
    ['no rows', [], [], true],
    ['no rows and a row of nothing', [], [[null]], false],
    ['large numbers', [[9007199254740993n]], [[9007199254740992n]], false],
    ['bytes and their text', [[Buffer.from('a')]], [['a']], false],
    ['0 and -0', [[0n]], [[-0]], true],
    ['a pair and one text', [['a', 'b']], [['ab', '']], false],
  ])('%s', (_, wanted, found, same) => {
    expect(equal(wanted, found)).toBe(same);
  });

  it('have equal keys for equal rows alone', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.bigInt(-3n, 3n),
      fc.constant(null),
      fc.double({ noNaN: true }),
    );
    const row = fc.array(value, { maxLength: 3 });
    const plain = (one: Value): unknown => (typeof one === 'bigint' ? Number(one) : one === 0 ? 0 : one);
    fc.assert(
      fc.property(row, row, (a, b) => {
        const same = a.length === b.length && a.every((one, i) => plain(one) === plain(b[i] as Value));
        expect(keyOf(a) === keyOf(b)).toBe(same);
      }),
    );
  });
});
