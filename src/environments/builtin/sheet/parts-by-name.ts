/** What medium and hard goals ask: changes whose place must be found in the table. */
import { orders, thoughts } from './orders.ts';
import { cellName, type Draw, LARGEST, type Part, pickFrom, single, viewOf, wholeOperators } from './part.ts';
import { COLUMNS, ROWS } from './positions.ts';
import type { Value } from './state.ts';
import { distinct, HEADS, LARGEST_CELL, NOTES, THEMES } from './tables.ts';

const set: Draw = (draws, sheet) => {
  const { items, numbers } = viewOf(sheet);
  const [number, item] = [pickFrom(draws, numbers), pickFrom(draws, items)];
  if (number === undefined || item === undefined) return undefined;
  const value = 1 + draws.below(LARGEST_CELL);
  if (number.values.includes(value)) return undefined;
  const cell = cellName(item.row, number.column);
  const call = { position: cell, value: String(value) };
  const thought = thoughts.cell(number.head, item.name, cell);
  return single(orders.setOf(number.head, item.name, value), thought, ['update_cell', call]);
};

const deleteItem: Draw = (draws, sheet) => {
  const { items } = viewOf(sheet);
  const item = pickFrom(draws, items);
  if (item === undefined || items.length < 3) return undefined;
  const row = item.row + 1;
  const call = { dimension: 'row', index_list: [row] };
  return single(orders.deleteItem(item.name), thoughts.row(item.name, row), ['delete_batch_data', call]);
};

/** Not of a column that the goal has just added. */
const deleteHead: Draw = (draws, sheet) => {
  const old = viewOf(sheet).columns.filter(({ head, column }) => column > 0 && !HEADS.includes(head));
  const column = pickFrom(draws, old);
  if (column === undefined) return undefined;
  const number = column.column + 1;
  const call = { dimension: 'col', index_list: [number] };
  return single(orders.deleteHead(column.head), thoughts.column(column.head, number), ['delete_batch_data', call]);
};

const rename: Draw = (draws, sheet) => {
  const column = pickFrom(draws, viewOf(sheet).columns);
  if (column === undefined) return undefined;
  const [cell, fresh] = [cellName(0, column.column), draws.pick(HEADS)];
  const call = { position: cell, value: fresh };
  return single(orders.rename(column.head, fresh), thoughts.head(cell), ['update_cell', call]);
};

const aggregate: Draw = (draws, sheet) => {
  const { items, numbers, end } = viewOf(sheet);
  const number = pickFrom(draws, numbers);
  const [first, last] = [items[0], items.at(-1)];
  if (number === undefined || first === undefined || last === undefined) return undefined;
  if (end.rows !== last.row + 1 || end.rows >= ROWS) return undefined;
  const operator = draws.pick(wholeOperators(number.values));
  const [from, to] = [cellName(first.row, number.column), cellName(last.row, number.column)];
  const at = cellName(end.rows, number.column);
  return single(orders.aggregateHead(operator, number.head), thoughts.range(number.head, from, to, at), [
    'update_cell_by_formula',
    { start_position: from, end_position: to, result_position: at, operator },
  ]);
};

const addRow: Draw = (draws, sheet) => {
  const { items, columns, numbers, end } = viewOf(sheet);
  const theme = THEMES.find(({ head }) => head === columns[0]?.head);
  if (theme === undefined || end.rows >= ROWS || end.rows !== items.length + 1) return undefined;
  const names = theme.items.filter((name) => items.every((item) => item.name !== name));
  const values = columns.map(({ head, column }): Value => {
    if (column === 0) return draws.pick(names);
    const taken = numbers.find((one) => one.column === column)?.values ?? [];
    const free = distinct(draws, LARGEST_CELL).find((number) => !taken.includes(number)) ?? 1;
    return theme.texts[head] === undefined ? free : draws.pick(theme.texts[head]);
  });
  const row = end.rows + 1;
  return single(orders.addRow(values.join(', ')), thoughts.freeRow(row), [
    'insert_rows',
    { values_list: [values], row_idx: row },
  ]);
};

const addColumn: Draw = (draws, sheet) => {
  const { items, columns, end } = viewOf(sheet);
  if (end.columns >= COLUMNS || end.rows !== items.length + 1) return undefined;
  const fresh = draws.pick(HEADS);
  if (columns.some(({ head }) => head === fresh)) return undefined;
  const values = distinct(draws, items.length);
  const column = end.columns + 1;
  return single(orders.addColumn(fresh, values.join(', ')), thoughts.freeColumn(column), [
    'insert_cols',
    { values_list: [[fresh, ...values]], col_idx: column },
  ]);
};

const noteExtreme: Draw = (draws, sheet) => {
  const { items, numbers } = viewOf(sheet);
  const number = pickFrom(draws, numbers);
  if (number === undefined) return undefined;
  const [most, content] = [draws.pick(['largest', 'smallest']), draws.pick(NOTES)];
  const value = (most === 'largest' ? Math.max : Math.min)(...number.values.map(Number));
  const cell = cellName(items[number.values.indexOf(value)]?.row ?? 0, 0);
  const thought = thoughts.extreme(most, number.head, value, cell);
  return single(orders.noteExtreme(content, most, number.head), thought, ['update_note', { position: cell, content }]);
};

const deleteAbove: Draw = (draws, sheet) => {
  const { items, numbers } = viewOf(sheet);
  const number = pickFrom(draws, numbers);
  if (number === undefined || items.length < 3) return undefined;
  const limit = 2 + draws.below(LARGEST_CELL - 2);
  const rows = items.filter((_, i) => Number(number.values[i]) > limit).map(({ row }) => row + 1);
  if (rows.length < 1 || rows.length > items.length - 2) return undefined;
  const call = { dimension: 'row', index_list: rows };
  const thought = thoughts.above(number.head, limit, rows.join(', '));
  return single(orders.deleteAbove(number.head, limit), thought, ['delete_batch_data', call]);
};

const sort: Draw = (draws, sheet) => {
  const { items, numbers, end } = viewOf(sheet);
  const number = pickFrom(draws, numbers);
  if (number === undefined || end.rows !== items.length + 1) return undefined;
  const order = draws.pick(['asc', 'des']);
  const column = number.column + 1;
  // In order already, there would be nothing to sort.
  const sign = order === 'asc' ? 1 : -1;
  if (number.values.every((value, i) => i === 0 || sign * (Number(value) - Number(number.values[i - 1])) > 0))
    return undefined;
  const freeze = { thought: thoughts.freeze(), tool: 'freeze_data', args: { dimension: 'rows', num: 1 } };
  const sorting = { tool: 'sort_sheet_by_col', args: { col_num: column, order } };
  return {
    order: orders.sort(number.head, order === 'asc' ? 'smallest' : 'largest'),
    moves: [freeze, { thought: thoughts.column(number.head, column), ...sorting }],
  };
};

/** A new column of products of two that are side by side. */
const product: Draw = (draws, sheet) => {
  const { items, columns, numbers, end } = viewOf(sheet);
  const pairs = numbers.flatMap((one) =>
    numbers.filter((other) => other.column === one.column + 1).map((other) => [one, other] as const),
  );
  const pair = pickFrom(draws, pairs);
  const fresh = draws.pick(HEADS);
  if (pair === undefined || end.columns >= COLUMNS || end.rows !== items.length + 1) return undefined;
  const [one, other] = pair;
  const large = one.values.some((value, i) => Number(value) * Number(other.values[i]) > LARGEST);
  if (large || columns.some(({ head }) => head === fresh)) return undefined;
  const head = cellName(0, end.columns);
  const rows = items.map(({ row }) => {
    const [at, from, to] = [cellName(row, end.columns), cellName(row, one.column), cellName(row, other.column)];
    const args = { start_position: from, end_position: to, result_position: at, operator: 'PRODUCT' };
    return { thought: thoughts.operands(at, from, to), tool: 'update_cell_by_formula', args };
  });
  const first = { thought: thoughts.head(head), tool: 'update_cell', args: { position: head, value: fresh } };
  return { order: orders.product(fresh, one.head, other.head), moves: [first, ...rows] } satisfies Part;
};

/** Medium goals: one of these. */
export const NAME_PARTS: readonly Draw[] = [
  set,
  deleteItem,
  deleteHead,
  rename,
  aggregate,
  addRow,
  addColumn,
  noteExtreme,
  deleteAbove,
];
/** Hard goals: one of each list in turn, the last where it still fits into the rounds. */
export const FIRST_PARTS: readonly Draw[] = [set, deleteItem, rename, addRow, deleteAbove];
export const MIDDLE_PARTS: readonly Draw[] = [sort, sort, product];
export const LAST_PARTS: readonly Draw[] = [aggregate, noteExtreme, deleteHead];
