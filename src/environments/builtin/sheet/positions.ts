/** Names of cells: A1 notation within the bounds of a sheet. Rows and columns are numbered from 0 here, from 1 outside. */

/** A sheet's bounds: whatever would go beyond them is refused. */
export const ROWS = 8;
export const COLUMNS = 6;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export interface Position {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells, its corners within. */
export interface Range {
  readonly from: Position;
  readonly to: Position;
}

export function columnName(column: number): string {
  return LETTERS[column] ?? '?';
}

export function positionName({ row, column }: Position): string {
  return `${columnName(column)}${row + 1}`;
}

/** The position of a name such as `B3` (or `b3`); undefined where there is no such cell. */
export function positionOf(name: string): Position | undefined {
  const [, letter = '', digits = ''] = /^([A-Za-z])([1-9]\d?)$/u.exec(name.trim()) ?? [];
  const row = Number(digits) - 1;
  const column = LETTERS.indexOf(letter.toUpperCase());
  return letter === '' || column >= COLUMNS || row >= ROWS ? undefined : { row, column };
}

/** The rectangle between two corners; undefined where the second is not below and to the right. */
export function rangeOf(from: Position, to: Position): Range | undefined {
  return from.row <= to.row && from.column <= to.column ? { from, to } : undefined;
}

/** Row by row. */
export function positionsOf({ from, to }: Range): Position[] {
  const positions: Position[] = [];
  for (let row = from.row; row <= to.row; row++)
    for (let column = from.column; column <= to.column; column++) positions.push({ row, column });
  return positions;
}

export function overlap(a: Range, b: Range): boolean {
  const rows = a.from.row <= b.to.row && b.from.row <= a.to.row;
  return rows && a.from.column <= b.to.column && b.from.column <= a.to.column;
}

export function rangeName({ from, to }: Range): string {
  return `${positionName(from)}:${positionName(to)}`;
}
