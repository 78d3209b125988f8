/** What is wrong with a call, in sentences. All in one place, for the lexicon. */
import { COLUMNS, columnName, ROWS } from './positions.ts';
import { quoted } from '../tools/faults.ts';

/** Most characters of a text that is quoted back. */
const LONGEST_NAME = 20;
const LETTERS = `A to ${columnName(COLUMNS - 1)}`;

export const faults = {
  unreadable: () => 'the formula cannot be read. Write for example =B2*C2 or =SUM(B2:B4).',
  longFormula: (most: number) => `a formula has at most ${most} characters.`,
  deepFormula: (most: number) => `a formula is nested at most ${most} deep.`,
  noNumber: (cell: string) => `${cell} does not hold a number.`,
  byZero: () => 'a number cannot be divided by 0.',
  tooLarge: () => 'the result is too large.',
  noNumbers: () => 'there are no numbers in these cells.',
  minus: () => 'MINUS takes two numbers.',
  merged: () => 'a sheet with merged cells cannot be sorted, and no rows or columns be put in or taken out.',
  mergedAlready: () => 'some of these cells are merged already.',
  fullRows: () => `a sheet has at most ${ROWS} rows.`,
  fullColumns: () => `a sheet has at most ${COLUMNS} columns.`,
  noSheet: (name: string, names: readonly string[]) =>
    `there is no sheet ${quoted(name, LONGEST_NAME)}. The sheets are ${names.join(', ')}.`,
  lastSheet: () => 'the last sheet cannot be deleted.',
  notOpen: () => 'no sheet is open. Use open_sheet first.',
  noCell: (name: string) =>
    `there is no cell ${quoted(name, LONGEST_NAME)}. Columns are ${LETTERS}, rows 1 to ${ROWS}.`,
  noRange: (from: string, to: string) => `${to} must be below and to the right of ${from}, or the same cell.`,
  oneCell: () => 'one cell alone cannot be merged.',
  noRow: () => `rows are numbered 1 to ${ROWS}.`,
  noColumn: () => `columns are numbered 1 to ${COLUMNS}.`,
  noIndex: () => 'index_list must be a list of numbers of rows or columns, such as [2, 3].',
  dimension: (one: string, other: string) => `dimension must be ${one} or ${other}.`,
  order: () => 'order must be asc or des.',
  noOperator: (names: readonly string[]) => `operator must be one of ${names.join(', ')}.`,
  noPositions: () => 'position_list must be a list of cells, such as ["B2", "C2"].',
  noValues: () => 'values_list must be a list of lists, such as [["red", 3]].',
  tooMany: () => `a sheet has at most ${ROWS} rows and ${COLUMNS} columns.`,
  notFitting: (rows: number, columns: number) => `values_list must have ${rows} rows of ${columns} values.`,
  tooLong: (most: number) => `a cell holds at most ${most} characters.`,
  freeze: () => 'num must be a number from 0 to one less than the rows or columns.',
} as const;
