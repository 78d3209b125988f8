/** What changes of a sheet keep: nothing is lost but what is named, nothing appears but what is put in. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, ROWS } from '../../../../src/environments/builtin/sheet/positions.ts';
import {
  cellAt,
  type Changed,
  deleteColumns,
  deleteRows,
  insertColumns,
  insertRows,
  merge,
  type Sheet,
  sheetOf,
  sort,
  used,
  type Value,
  write,
} from '../../../../src/environments/builtin/sheet/state.ts';

const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom('red', 'blue', ''));
const values = fc.array(fc.array(value, { minLength: 1, maxLength: COLUMNS - 1 }), {
  minLength: 1,
  maxLength: ROWS - 1,
});
const sheets = values.map(sheetOf);

function sheetAfter(changed: Changed): Sheet {
  if ('error' in changed) throw new Error(changed.error);
  return changed.sheet;
}

function linesOf(sheet: Sheet): string[] {
  return sheet.rows.map((row) => JSON.stringify(row));
}

function columnsOf(sheet: Sheet): string[] {
  return Array.from({ length: COLUMNS }, (_, column) => JSON.stringify(sheet.rows.map((row) => row[column])));
}

function valuesOf(sheet: Sheet): Value[] {
  return sheet.rows.flatMap((row) => row.map((cell) => cell.value));
}

describe('sorting', () => {
  it('orders numbers, then texts, then empty cells, and leaves what is frozen', () => {
    const sheet = sheetOf([['head'], ['red'], [3], [''], [10], ['blue'], [2]]);
    const frozen = { ...sheet, frozen: { rows: 1, columns: 0 } };
    const up = valuesOf(sheetAfter(sort(frozen, 0, false))).filter((_, i) => i % COLUMNS === 0);
    const down = valuesOf(sheetAfter(sort(frozen, 0, true))).filter((_, i) => i % COLUMNS === 0);
    expect(up).toEqual(['head', 2, 3, 10, 'blue', 'red', '', '']);
    expect(down).toEqual(['head', 'red', 'blue', 10, 3, 2, '', '']);
  });

  it('permutes rows, stays when done again, and takes notes along', () => {
    fc.assert(
      fc.property(sheets, fc.nat(COLUMNS - 1), fc.boolean(), fc.nat(3), (sheet, column, descending, frozen) => {
        const noted = { ...write(sheet, [{ row: 0, column: 0, note: 'x' }]), frozen: { rows: frozen, columns: 0 } };
        const sorted = sheetAfter(sort(noted, column, descending));
        expect(linesOf(sorted).toSorted()).toEqual(linesOf(noted).toSorted());
        expect(linesOf(sorted).slice(0, frozen)).toEqual(linesOf(noted).slice(0, frozen));
        expect(sheetAfter(sort(sorted, column, descending))).toEqual(sorted);
      }),
    );
  });
});

describe('putting in and taking out', () => {
  it('rows: deleting what was inserted gives back the sheet', () => {
    fc.assert(
      fc.property(sheets, fc.array(value, { maxLength: COLUMNS }), fc.nat(ROWS - 2), (sheet, row, at) => {
        const larger = sheetAfter(insertRows(sheet, at, [row]));
        expect(valuesOf(larger).filter((one) => one !== '')).toHaveLength(
          [...valuesOf(sheet), ...row].filter((one) => one !== '').length,
        );
        expect(sheetAfter(deleteRows(larger, new Set([at])))).toEqual(sheet);
      }),
    );
  });

  it('columns: deleting what was inserted gives back the sheet', () => {
    fc.assert(
      fc.property(sheets, fc.array(value, { maxLength: ROWS }), fc.nat(COLUMNS - 2), (sheet, column, at) => {
        const larger = sheetAfter(insertColumns(sheet, at, [column]));
        expect(sheetAfter(deleteColumns(larger, new Set([at])))).toEqual(sheet);
      }),
    );
  });

  it('deleting removes exactly what was named', () => {
    fc.assert(
      fc.property(sheets, fc.uniqueArray(fc.nat(COLUMNS - 1), { minLength: 1 }), (sheet, numbers) => {
        const named = new Set(numbers);
        const rows = linesOf(sheetAfter(deleteRows(sheet, named)));
        expect(rows.slice(0, ROWS - named.size)).toEqual(linesOf(sheet).filter((_, row) => !named.has(row)));
        const columns = columnsOf(sheetAfter(deleteColumns(sheet, named)));
        expect(columns.slice(0, COLUMNS - named.size)).toEqual(
          columnsOf(sheet).filter((_, column) => !named.has(column)),
        );
      }),
    );
  });

  it('never pushes anything beyond the bounds', () => {
    const full = sheetOf(Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, () => 1)));
    expect(insertRows(full, 0, [[2]])).toEqual({ error: `a sheet has at most ${ROWS} rows.` });
    expect(insertColumns(full, 0, [[2]])).toEqual({ error: `a sheet has at most ${COLUMNS} columns.` });
  });
});

describe('writing and merging', () => {
  it('changes the cells that are named, and puts back what was there', () => {
    fc.assert(
      fc.property(sheets, fc.nat(ROWS - 1), fc.nat(COLUMNS - 1), value, (sheet, row, column, fresh) => {
        const old = cellAt(sheet, { row, column });
        const changed = write(sheet, [{ row, column, value: fresh }]);
        expect(valuesOf(changed).filter((one, i) => one !== valuesOf(sheet)[i]).length).toBeLessThanOrEqual(1);
        expect(cellAt(changed, { row, column }).value).toBe(fresh);
        expect(write(changed, [{ row, column, ...old }])).toEqual(sheet);
      }),
    );
  });

  it('keeps the first value of merged cells, and lets nothing move after', () => {
    const range = { from: { row: 0, column: 0 }, to: { row: 1, column: 1 } };
    const merged = sheetAfter(
      merge(
        sheetOf([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        range,
      ),
    );
    expect(valuesOf(merged).filter((one) => one !== '')).toEqual([1, 3, 6]);
    expect(used(merged)).toEqual({ rows: 2, columns: 3 });
    for (const change of [
      merge(merged, range),
      sort(merged, 0, false),
      deleteRows(merged, new Set([3])),
      insertColumns(merged, 0, [[1]]),
    ])
      expect(change).toEqual({ error: expect.stringMatching(/merged/u) as string });
  });
});
