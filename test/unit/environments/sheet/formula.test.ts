import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregate, OPERATORS } from '../../../../src/environments/builtin/sheet/aggregate.ts';
import { compute } from '../../../../src/environments/builtin/sheet/formula.ts';
import { sheetOf } from '../../../../src/environments/builtin/sheet/state.ts';

const sheet = sheetOf([
  ['fruit', 'price', 'stock'],
  ['apple', 3, 10],
  ['pear', 4, 6],
  ['plum', 2, ''],
]);

describe('formulas', () => {
  it.each([
    ['=SUM(B2:B4)', 9],
    ['=sum(b2:b4)', 9],
    ['= SUM ( B2 : B4 )', 9],
    ['=AVERAGE(B2:B4)', 3],
    ['=MIN(B2:B4)', 2],
    ['=MAX(B1:C4)', 10],
    ['=COUNT(A1:C4)', 5],
    ['=COUNT(A2)', 0],
    ['=PRODUCT(B2,C2)', 30],
    ['=MINUS(C2, B2)', 7],
    ['=SUM(B2:B3, C2:C3, 1)', 24],
    ['=SUM(B2*C2, B3*C3)', 54],
    ['=B2*C2', 30],
    ['=B2+B3*2', 11],
    ['=(B2+B3)*2', 14],
    ['=10-4-3', 3],
    ['=12/4/3', 1],
    ['=-B2+5', 2],
    ['=--2', 2],
    ['=C4+1', 1],
    ['=10/3', 3.33],
    ['=1.5*2', 3],
  ])('%s is %d', (formula, value) => {
    expect(compute(formula, sheet)).toEqual({ value });
  });

  it.each([
    ['=', /cannot be read/u],
    ['=1+', /cannot be read/u],
    ['=1 2', /cannot be read/u],
    ['=(1', /cannot be read/u],
    ['=SUM(B2:B4', /cannot be read/u],
    ['=SUM()', /cannot be read/u],
    ['=B2:B4', /cannot be read/u],
    ['=SUM(B4:B2)', /cannot be read/u],
    ['="x"', /cannot be read/u],
    ['=process.exit(1)', /cannot be read/u],
    ['=A1+1', /A1 does not hold a number/u],
    ['=Z9', /no cell Z9/u],
    ['=FOO(1)', /operator must be one of SUM/u],
    ['=1/0', /divided by 0/u],
    ['=MIN(A1:A4)', /no numbers/u],
    ['=MINUS(1,2,3)', /two numbers/u],
    [`=${'1000*'.repeat(4)}1000`, /too large/u],
    [`=${'1+'.repeat(60)}1`, /at most 100 characters/u],
    [`=${'('.repeat(20)}1${')'.repeat(20)}`, /nested at most 8/u],
    [`=${'-'.repeat(20)}1`, /nested at most 8/u],
  ])('%s is refused', (formula, why) => {
    expect(compute(formula, sheet)).toEqual({ error: expect.stringMatching(why) as string });
  });

  it('are total: any text gives a finite number or says what is wrong', () => {
    const piece = fc.constantFrom(
      'SUM',
      'MAX',
      'B2',
      'C3',
      'A1',
      '(',
      ')',
      '+',
      '-',
      '*',
      '/',
      ',',
      ':',
      '7',
      '0',
      ' ',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (formula) => {
        const result = compute(`=${formula}`, sheet);
        if ('error' in result) expect(result.error).not.toBe('');
        else expect(Number.isFinite(result.value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('are the operators over cells, in another notation', () => {
    const values = [3, 4, 2];
    for (const operator of OPERATORS.filter((one) => one !== 'MINUS'))
      expect(compute(`=${operator}(B2:B4)`, sheet)).toEqual(aggregate(operator, values));
  });
});
