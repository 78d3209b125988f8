/** The tools that open and delete sheets, and that move, freeze and merge what is in them. */
import { listOf, numberOf, textOf } from '../tools/calls.ts';
import type { Result, Tool, ToolParameter } from '../tools/world.ts';
import { readIndices, readLists, readRange } from './arguments.ts';
import { COLUMNS, ROWS } from './positions.ts';
import {
  type Changed,
  deleteColumns,
  deleteRows,
  insertColumns,
  insertRows,
  merge,
  type Sheet,
  sort,
  type State,
} from './state.ts';
import { faults } from './faults.ts';
import { table, texts } from './texts.ts';

const name: ToolParameter = { name: 'name', type: 'string', description: 'name of the sheet' };
const values: ToolParameter = { name: 'values_list', type: 'list', description: 'a list of lists of values' };
export const START: ToolParameter = { name: 'start_position', type: 'string', description: 'first cell, such as B2' };
export const END: ToolParameter = { name: 'end_position', type: 'string', description: 'last cell, such as C4' };

/** Does something with the sheet that is open. */
export function onSheet(state: State, use: (sheet: Sheet, name: string) => Result): Result {
  const sheet = state.open === undefined ? undefined : state.sheets.get(state.open);
  return sheet === undefined || state.open === undefined ? { fault: faults.notOpen() } : use(sheet, state.open);
}

/** Puts a changed sheet into the workbook, and shows it; `show` says something shorter. */
export function change(
  state: State,
  make: (sheet: Sheet) => Changed | { fault: string },
  show: (sheet: Sheet) => string = table,
): Result {
  return onSheet(state, (sheet, open) => {
    const changed = make(sheet);
    if ('fault' in changed) return changed;
    if ('error' in changed) return { fault: changed.error };
    state.sheets.set(open, changed.sheet);
    return { text: show(changed.sheet) };
  });
}

export const structureTools: readonly Tool<State>[] = [
  {
    name: 'open_sheet',
    description: 'Opens a sheet to work on.',
    parameters: [name],
    run: (state, args) => {
      const given = textOf(args, 'name').trim();
      if (!state.sheets.has(given)) return { fault: faults.noSheet(given, [...state.sheets.keys()]) };
      state.open = given;
      return { text: texts.opened(given) };
    },
  },
  {
    name: 'del_sheet',
    description: 'Deletes a sheet.',
    parameters: [name],
    run: (state, args) => {
      const given = textOf(args, 'name').trim();
      if (!state.sheets.has(given)) return { fault: faults.noSheet(given, [...state.sheets.keys()]) };
      if (state.sheets.size === 1) return { fault: faults.lastSheet() };
      state.sheets.delete(given);
      if (state.open === given) state.open = undefined;
      return { text: texts.deleted(given) };
    },
  },
  {
    name: 'freeze_data',
    description: 'Keeps the first rows or columns in place.',
    parameters: [
      { name: 'dimension', type: 'string', description: 'rows or columns' },
      { name: 'num', type: 'integer', description: 'how many' },
    ],
    run: (state, args) =>
      change(
        state,
        (sheet) => {
          const dimension = textOf(args, 'dimension').trim();
          if (dimension !== 'rows' && dimension !== 'columns') return { fault: faults.dimension('rows', 'columns') };
          const num = numberOf(args, 'num');
          const most = dimension === 'rows' ? ROWS : COLUMNS;
          if (num < 0 || num >= most) return { fault: faults.freeze() };
          return { sheet: { ...sheet, frozen: { ...sheet.frozen, [dimension]: num } } };
        },
        ({ frozen }) => texts.frozen(frozen.rows, frozen.columns),
      ),
  },
  {
    name: 'insert_cols',
    description: 'Puts in columns of values.',
    parameters: [values, { name: 'col_idx', type: 'integer', description: 'number of the first of them' }],
    run: (state, args) =>
      change(state, (sheet) => {
        const at = numberOf(args, 'col_idx') - 1;
        if (at < 0 || at >= COLUMNS) return { fault: faults.noColumn() };
        const lists = readLists(listOf(args, 'values_list'), sheet, ROWS);
        return 'fault' in lists ? lists : insertColumns(sheet, at, lists.value);
      }),
  },
  {
    name: 'insert_rows',
    description: 'Puts in rows of values.',
    parameters: [values, { name: 'row_idx', type: 'integer', description: 'number of the first of them' }],
    run: (state, args) =>
      change(state, (sheet) => {
        const at = numberOf(args, 'row_idx') - 1;
        if (at < 0 || at >= ROWS) return { fault: faults.noRow() };
        const lists = readLists(listOf(args, 'values_list'), sheet, COLUMNS);
        return 'fault' in lists ? lists : insertRows(sheet, at, lists.value);
      }),
  },
  {
    name: 'delete_batch_data',
    description: 'Deletes rows or columns.',
    parameters: [
      { name: 'dimension', type: 'string', description: 'row or col' },
      { name: 'index_list', type: 'list', description: 'their numbers' },
    ],
    run: (state, args) =>
      change(state, (sheet) => {
        const dimension = textOf(args, 'dimension').trim();
        if (dimension !== 'row' && dimension !== 'col') return { fault: faults.dimension('row', 'col') };
        const numbers = readIndices(listOf(args, 'index_list'), dimension === 'row' ? ROWS : COLUMNS);
        if ('fault' in numbers) return numbers;
        return dimension === 'row' ? deleteRows(sheet, numbers.value) : deleteColumns(sheet, numbers.value);
      }),
  },
  {
    name: 'sort_sheet_by_col',
    description: 'Sorts the rows that are not frozen.',
    parameters: [
      { name: 'col_num', type: 'integer', description: 'number of the column' },
      { name: 'order', type: 'string', description: 'asc or des' },
    ],
    run: (state, args) =>
      change(state, (sheet) => {
        const column = numberOf(args, 'col_num') - 1;
        if (column < 0 || column >= COLUMNS) return { fault: faults.noColumn() };
        const order = textOf(args, 'order').trim();
        if (order !== 'asc' && order !== 'des') return { fault: faults.order() };
        return sort(sheet, column, order === 'des');
      }),
  },
  {
    name: 'merge_cells',
    description: 'Joins cells to one.',
    parameters: [START, END],
    run: (state, args) =>
      change(state, (sheet) => {
        const [from, to] = [textOf(args, 'start_position').trim(), textOf(args, 'end_position').trim()];
        const range = readRange(from, to);
        if ('fault' in range) return range;
        const single = from.toUpperCase() === to.toUpperCase();
        return single ? { fault: faults.oneCell() } : merge(sheet, range.value);
      }),
  },
];
