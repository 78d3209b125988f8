/** One thing that a goal asks of a sheet: its order, and the moves that do it. What parts need to know of a sheet. */
import type { Random } from '../../../seeds.ts';
import { move } from '../tools/plan.ts';
import type { Move } from '../tools/world.ts';
import { positionName } from './positions.ts';
import { cellAt, type Sheet, used, type Value } from './state.ts';

export interface Part {
  readonly order: string;
  /** They must be made in this order. */
  readonly moves: readonly Move[];
}

/** Draws a part for the sheet as it is; undefined where the sheet has not what it takes. */
export type Draw = (draws: Random, sheet: Sheet) => Part | undefined;

export interface Column {
  readonly head: string;
  readonly column: number;
  readonly values: readonly Value[];
}

/** The sheet as a table: a head row, items by the first column, and where it ends. */
export interface View {
  /** Rows of items; the first is row 1, that of the heads 0. */
  readonly items: readonly { readonly name: string; readonly row: number }[];
  readonly columns: readonly Column[];
  /** Columns of numbers alone, which are all different. */
  readonly numbers: readonly Column[];
  readonly end: { readonly rows: number; readonly columns: number };
}

export function viewOf(sheet: Sheet): View {
  const end = used(sheet);
  const items: { name: string; row: number }[] = [];
  for (let row = 1; row < end.rows; row++) {
    const { value } = cellAt(sheet, { row, column: 0 });
    if (typeof value === 'string' && value !== '') items.push({ name: value, row });
  }
  const columns: Column[] = [];
  for (let column = 0; column < end.columns; column++) {
    const head = cellAt(sheet, { row: 0, column }).value;
    const values = items.map(({ row }) => cellAt(sheet, { row, column }).value);
    columns.push({ head: String(head), column, values });
  }
  const numbers = columns.filter(
    ({ values }) =>
      values.length > 0 && values.every((value) => typeof value === 'number') && new Set(values).size === values.length,
  );
  return { items, columns, numbers, end };
}

export function pickFrom<T>(draws: Random, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : draws.pick(list);
}

export function cellName(row: number, column: number): string {
  return positionName({ row, column });
}

/** A part of one call. */
export function single(order: string, thought: string, [tool, args]: readonly [string, Move['args']]): Part {
  return { order, moves: [move(thought, tool, args)] };
}

/** Sums and products that goals ask for are not larger. */
export const LARGEST = 200;

/** The operators that are asked for: those that give a whole number here. */
export function wholeOperators(values: readonly Value[]): string[] {
  const sum = values.reduce<number>((total, value) => total + (typeof value === 'number' ? value : 0), 0);
  const whole = sum % values.length === 0 ? ['AVERAGE'] : [];
  return ['MAX', 'MIN', ...(sum <= LARGEST ? ['SUM'] : []), ...whole];
}
