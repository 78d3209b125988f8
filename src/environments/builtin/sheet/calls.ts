/** Calls that can be made now, for the random policy and for people: a fair choice of each tool's, none of them refused. */
import { FINISH } from '../tools/game.ts';
import type { ToolCall } from '../tools/world.ts';
import { cellName } from './part.ts';
import { COLUMNS, ROWS } from './positions.ts';
import { cellAt, type Sheet, type State, used, type Value } from './state.ts';
import { NOTES } from './tables.ts';

/** What of a sheet the calls depend on. */
interface Spots {
  readonly rows: number;
  readonly columns: number;
  readonly merged: boolean;
  /** Values of the last row: of its first and its last cell. */
  readonly first: Value;
  readonly last: Value;
  /** The first column that has a number below its head; −1 where none has. */
  readonly number: number;
}

function spotsOf(sheet: Sheet): Spots {
  const { rows, columns } = used(sheet);
  const [bottom, right] = [Math.max(0, rows - 1), Math.max(0, columns - 1)];
  return {
    rows: bottom + 1,
    columns: right + 1,
    merged: sheet.merged.length > 0,
    first: cellAt(sheet, { row: bottom, column: 0 }).value,
    last: cellAt(sheet, { row: bottom, column: right }).value,
    number: bottom === 0 ? -1 : (sheet.rows[1] ?? []).findIndex(({ value }) => typeof value === 'number'),
  };
}

/** Gives the calls of a state; the very same list as long as nothing changes that they depend on. */
export function caller(): (state: State) => readonly ToolCall[] {
  const known = new Map<string, readonly ToolCall[]>();
  return (state) => {
    const { sheets, open } = state;
    const sheet = open === undefined ? undefined : sheets.get(open);
    const spots = sheet && spotsOf(sheet);
    const key = spots === undefined ? '' : Object.values(spots).join('|');
    const name = `${sheets.size}|${open ?? ''}|${key}`;
    const calls = known.get(name) ?? [...onBook(sheets), ...(spots === undefined ? [] : onSpots(spots))];
    known.set(name, calls);
    return calls;
  };
}

function call(tool: string, args: ToolCall['args'] = {}): ToolCall {
  return { tool, args };
}

function onBook(sheets: State['sheets']): ToolCall[] {
  const names = [...sheets.keys()];
  return [
    ...names.map((name) => call('open_sheet', { name })),
    ...(names.length > 1 ? names.map((name) => call('del_sheet', { name })) : []),
    call('get_A1_annotation', { row: 2, col: 2 }),
    call(FINISH),
  ];
}

/** Formats word no empty argument: a cell is emptied through a range. */
function onSpots(spots: Spots): ToolCall[] {
  const calls = [...reading(spots), ...writing(spots), ...moving(spots)];
  return calls.filter(({ args }) => !Object.values(args).includes(''));
}

function reading({ rows, columns, first }: Spots): ToolCall[] {
  const corner = cellName(rows - 1, columns - 1);
  return [
    call('get_all_values'),
    call('get_range_values', { start_position: 'A1', end_position: corner }),
    call('get_cell_value', { position: corner }),
    call('get_value_by_formula', { start_position: 'A1', end_position: corner, operator: 'COUNT' }),
    call('filter_cells', { query: String(first) }),
    call('get_note', { position: cellName(rows - 1, 0) }),
  ];
}

/** Writes only what stands somewhere in the sheet. */
function writing({ rows, columns, last, number }: Spots): ToolCall[] {
  const row = 1 + (rows % 3);
  const position = cellName(row, rows % columns);
  const value = String(last);
  const calls = [
    call('update_cell', { position, value }),
    call('update_note', { position, content: NOTES[row] ?? '' }),
    call('update_range', { start_position: 'A1', end_position: 'B1', values_list: [[value, value]] }),
  ];
  if (number < 0) return calls;
  const cells = { start_position: cellName(1, number), end_position: cellName(rows - 1, number) };
  const at = cellName(Math.min(rows, ROWS - 1), number);
  return [...calls, call('update_cell_by_formula', { ...cells, result_position: at, operator: 'MAX' })];
}

function moving({ rows, columns, merged, first }: Spots): ToolCall[] {
  const calls = ['rows', 'columns'].map((dimension) => call('freeze_data', { dimension, num: 1 }));
  if (merged) return calls;
  const order = rows % 2 === 0 ? 'asc' : 'des';
  calls.push(call('delete_batch_data', { dimension: 'row', index_list: [rows] }));
  calls.push(call('delete_batch_data', { dimension: 'col', index_list: [columns] }));
  for (let column = 1; column <= columns; column++) calls.push(call('sort_sheet_by_col', { col_num: column, order }));
  if (rows < ROWS) calls.push(call('insert_rows', { values_list: [[first]], row_idx: rows }));
  if (columns < COLUMNS) calls.push(call('insert_cols', { values_list: [[first]], col_idx: columns }));
  return [...calls, call('merge_cells', { start_position: 'A1', end_position: 'B1' })];
}
