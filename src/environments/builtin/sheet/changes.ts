/** What a goal changes in a workbook: each change as a condition on the state, and whether all is as wanted. */
import { COLUMNS, type Position, type Range, ROWS } from './positions.ts';
import { type Cell, cellAt, type Sheet, type State } from './state.ts';

export type Book = ReadonlyMap<string, Sheet>;
type Condition = (state: State) => boolean;

/** One condition for each sheet that goes, each cell that differs, each merge and each number frozen. */
export function conditionsOf(before: Book, wanted: Book): readonly Condition[] {
  return [...before].flatMap(([name, sheet]) => {
    const other = wanted.get(name);
    if (other === undefined) return [(state: State) => !state.sheets.has(name)];
    const holds = (test: (now: Sheet) => boolean): Condition => {
      return ({ sheets }) => {
        const now = sheets.get(name);
        return now !== undefined && test(now);
      };
    };
    const cells = differing(sheet, other).map((at) => {
      const target = cellAt(other, at);
      return holds((now) => sameCell(cellAt(now, at), target));
    });
    const merges = missingMerges(sheet, other).map((range) =>
      holds((now) => now.merged.some((one) => sameRange(one, range))),
    );
    const frozen = (['rows', 'columns'] as const)
      .filter((dimension) => sheet.frozen[dimension] !== other.frozen[dimension])
      .map((dimension) => holds((now) => now.frozen[dimension] === other.frozen[dimension]));
    return [...cells, ...merges, ...frozen];
  });
}

export function sameBook(a: Book, b: Book): boolean {
  if (a.size !== b.size) return false;
  for (const [name, sheet] of a) {
    const other = b.get(name);
    if (other === undefined || !sameSheet(sheet, other)) return false;
  }
  return true;
}

function sameSheet(a: Sheet, b: Sheet): boolean {
  if (a === b) return true;
  const { frozen, merged } = a;
  if (frozen.rows !== b.frozen.rows || frozen.columns !== b.frozen.columns) return false;
  if (merged.length !== b.merged.length || missingMerges(a, b).length > 0) return false;
  return a.rows.every((row, r) => {
    const other = b.rows[r];
    return row === other || (other !== undefined && row.every((cell, c) => sameCell(cell, other[c] ?? cell)));
  });
}

/** Positions whose cells differ, row by row. */
export function differing(a: Sheet, b: Sheet): Position[] {
  const positions: Position[] = [];
  for (let row = 0; row < ROWS; row++) {
    if (a.rows[row] === b.rows[row]) continue;
    for (let column = 0; column < COLUMNS; column++)
      if (!sameCell(cellAt(a, { row, column }), cellAt(b, { row, column }))) positions.push({ row, column });
  }
  return positions;
}

/** Merges that the second has and the first has not. */
export function missingMerges(a: Sheet, b: Sheet): Range[] {
  return b.merged.filter((range) => !a.merged.some((one) => sameRange(one, range)));
}

function sameCell(a: Cell, b: Cell): boolean {
  return a === b || (a.value === b.value && a.note === b.note);
}

function sameRange(a: Range, b: Range): boolean {
  const starts = a.from.row === b.from.row && a.from.column === b.from.column;
  return starts && a.to.row === b.to.row && a.to.column === b.to.column;
}
