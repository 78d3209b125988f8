/**
 * A workbook of small sheets, and the changes that can be made to one: plain functions, each of which gives a new sheet
 * or says what is wrong. Nothing here knows tools or goals.
 */
import { faults } from './faults.ts';
import { COLUMNS, overlap, type Position, type Range, ROWS } from './positions.ts';

/** The empty text is an empty cell. */
export type Value = number | string;

export interface Cell {
  readonly value: Value;
  /** The empty text: no note. */
  readonly note: string;
}

export interface Sheet {
  /** Always `ROWS` rows of `COLUMNS` cells. */
  readonly rows: readonly (readonly Cell[])[];
  /** Share no cell. */
  readonly merged: readonly Range[];
  /** How many of the first rows and columns stay where they are. */
  readonly frozen: { readonly rows: number; readonly columns: number };
}

/** The workbook. Its sheets are replaced, never changed. */
export interface State {
  readonly sheets: Map<string, Sheet>;
  /** The sheet that tools work on. */
  open: string | undefined;
}

export type Changed = { sheet: Sheet } | { error: string };

export const EMPTY: Cell = { value: '', note: '' };
const EMPTY_ROW: readonly Cell[] = Array.from({ length: COLUMNS }, () => EMPTY);

/** A sheet of values, from its first cell on. */
export function sheetOf(values: readonly (readonly Value[])[]): Sheet {
  const rows = Array.from({ length: ROWS }, (_, row) => (values[row] === undefined ? EMPTY_ROW : rowOf(values[row])));
  return { rows, merged: [], frozen: { rows: 0, columns: 0 } };
}

export function cellAt(sheet: Sheet, { row, column }: Position): Cell {
  return sheet.rows[row]?.[column] ?? EMPTY;
}

const isEmpty = ({ value, note }: Cell): boolean => value === '' && note === '';

/** Rows and columns up to the last that holds a value or a note. */
export function used(sheet: Sheet): { rows: number; columns: number } {
  let rows = 0;
  let columns = 0;
  for (let row = 0; row < ROWS; row++) {
    const cells = sheet.rows[row];
    if (cells === undefined || cells === EMPTY_ROW) continue;
    for (let column = 0; column < COLUMNS; column++) {
      if (isEmpty(cells[column] ?? EMPTY)) continue;
      rows = row + 1;
      if (column >= columns) columns = column + 1;
    }
  }
  return { rows, columns };
}

/** Sets values or notes of cells; what is not given of a cell stays. */
export function write(sheet: Sheet, changes: readonly (Position & Partial<Cell>)[]): Sheet {
  const rows = sheet.rows.map((row) => [...row]);
  for (const { row, column, ...own } of changes) {
    const line = rows[row];
    const cell = line?.[column];
    if (line && cell) line[column] = { ...cell, ...own };
  }
  return { ...sheet, rows };
}

/** Puts rows of values before row `at`. */
export function insertRows(sheet: Sheet, at: number, values: readonly (readonly Value[])[]): Changed {
  if (sheet.merged.length > 0) return { error: faults.merged() };
  const fresh = values.map(rowOf);
  const rows = sheet.rows.toSpliced(at, 0, ...fresh);
  if (rows.slice(ROWS).some((row) => !row.every(isEmpty))) return { error: faults.fullRows() };
  return { sheet: { ...sheet, rows: rows.slice(0, ROWS) } };
}

/** Takes out the rows of these numbers; what is below moves up. */
export function deleteRows(sheet: Sheet, numbers: ReadonlySet<number>): Changed {
  if (sheet.merged.length > 0) return { error: faults.merged() };
  const rows = sheet.rows.filter((_, row) => !numbers.has(row));
  while (rows.length < ROWS) rows.push(EMPTY_ROW);
  return { sheet: { ...sheet, rows } };
}

/** Exchanges rows and columns; whoever calls it turns back what comes of it. */
function turned(sheet: Sheet): (readonly Cell[])[] {
  return Array.from({ length: COLUMNS }, (_, column) => sheet.rows.map((row) => row[column] ?? EMPTY));
}

export function insertColumns(sheet: Sheet, at: number, values: readonly (readonly Value[])[]): Changed {
  if (sheet.merged.length > 0) return { error: faults.merged() };
  const fresh = values.map((column) => Array.from({ length: ROWS }, (_, row) => fill(column[row])));
  const columns = turned(sheet).toSpliced(at, 0, ...fresh);
  const beyond = columns.slice(COLUMNS).some((column) => !column.every(isEmpty));
  return beyond ? { error: faults.fullColumns() } : { sheet: fromColumns(sheet, columns) };
}

export function deleteColumns(sheet: Sheet, numbers: ReadonlySet<number>): Changed {
  if (sheet.merged.length > 0) return { error: faults.merged() };
  return {
    sheet: fromColumns(
      sheet,
      turned(sheet).filter((_, column) => !numbers.has(column)),
    ),
  };
}

/** Sorts the rows that are not frozen: numbers before texts, empty cells last, equals in their order. */
export function sort(sheet: Sheet, column: number, descending: boolean): Changed {
  if (sheet.merged.length > 0) return { error: faults.merged() };
  const head = sheet.rows.slice(0, sheet.frozen.rows);
  const body = sheet.rows.slice(sheet.frozen.rows, used(sheet).rows);
  const sorted = body.toSorted((a, b) => compare(a[column]?.value ?? '', b[column]?.value ?? '', descending));
  return { sheet: { ...sheet, rows: [...head, ...sorted, ...sheet.rows.slice(head.length + body.length)] } };
}

/** Joins a rectangle to one cell, which keeps what the first of them holds. */
export function merge(sheet: Sheet, range: Range): Changed {
  const clash = sheet.merged.some((other) => overlap(other, range));
  if (clash) return { error: faults.mergedAlready() };
  const { from, to } = range;
  const rows = sheet.rows.map((row, r) =>
    r < from.row || r > to.row
      ? row
      : row.map((cell, c) =>
          c < from.column || c > to.column || (r === from.row && c === from.column) ? cell : EMPTY,
        ),
  );
  return { sheet: { ...sheet, rows, merged: [...sheet.merged, range] } };
}

function padded(cells: readonly Cell[]): readonly Cell[] {
  const row = EMPTY_ROW.slice();
  for (const [column, cell] of cells.slice(0, COLUMNS).entries()) row[column] = cell;
  return row;
}

function rowOf(values: readonly Value[]): readonly Cell[] {
  return padded(values.map(fill));
}

function fill(value: Value | undefined): Cell {
  return value === undefined || value === '' ? EMPTY : { value, note: '' };
}

function fromColumns(sheet: Sheet, columns: readonly (readonly Cell[])[]): Sheet {
  const rows = sheet.rows.map((_, row) => padded(columns.slice(0, COLUMNS).map((column) => column[row] ?? EMPTY)));
  return { ...sheet, rows };
}

const RANK = { number: 0, string: 1, empty: 2 } as const;

function compare(a: Value, b: Value, descending: boolean): number {
  const [first, second] = [rank(a), rank(b)];
  if (first === RANK.empty || second === RANK.empty) return first === second ? 0 : first - second;
  const order = first === second ? (a < b ? -1 : Number(a > b)) : first - second;
  return descending ? -order : order;
}

function rank(value: Value): number {
  if (value === '') return RANK.empty;
  return typeof value === 'number' ? RANK.number : RANK.string;
}
