/** What easy goals ask: changes whose place the goal names, so that the table need not be looked at. */
import { orders, thoughts } from './orders.ts';
import { cellName, type Draw, pickFrom, single, viewOf, wholeOperators } from './part.ts';
import { columnName, COLUMNS, ROWS } from './positions.ts';
import { HEADS, LARGEST_CELL, NOTES } from './tables.ts';

const set: Draw = (draws, sheet) => {
  const { items, numbers } = viewOf(sheet);
  const number = pickFrom(draws, numbers);
  const item = pickFrom(draws, items);
  if (number === undefined || item === undefined) return undefined;
  const cell = cellName(item.row, number.column);
  const value = 1 + draws.below(LARGEST_CELL);
  if (number.values[item.row - 1] === value) return undefined;
  return single(orders.set(cell, String(value)), thoughts.exact(), [
    'update_cell',
    { position: cell, value: String(value) },
  ]);
};

const rename: Draw = (draws, sheet) => {
  const column = pickFrom(draws, viewOf(sheet).columns);
  if (column === undefined) return undefined;
  const [cell, fresh] = [cellName(0, column.column), draws.pick(HEADS)];
  return single(orders.set(cell, fresh), thoughts.exact(), ['update_cell', { position: cell, value: fresh }]);
};

const note: Draw = (draws, sheet) => {
  const { items, columns } = viewOf(sheet);
  const [item, column] = [pickFrom(draws, items), pickFrom(draws, columns)];
  if (item === undefined || column === undefined) return undefined;
  const [content, cell] = [draws.pick(NOTES), cellName(item.row, column.column)];
  return single(orders.note(content, cell), thoughts.exact(), ['update_note', { position: cell, content }]);
};

const freeze: Draw = (draws) => {
  const dimension = draws.pick(['rows', 'columns']);
  const num = 1 + draws.below(2);
  const what = dimension.slice(0, -1);
  const order = num === 1 ? orders.freezeOne(what) : orders.freeze(num, what);
  return single(order, thoughts.exact(), ['freeze_data', { dimension, num }]);
};

/** Of empty cells below the table, so that no value is lost. */
const merge: Draw = (draws, sheet) => {
  const { rows } = viewOf(sheet).end;
  if (rows >= ROWS) return undefined;
  const first = draws.below(COLUMNS - 2);
  const [from, to] = [cellName(rows, first), cellName(rows, first + 1 + draws.below(2))];
  return single(orders.merge(from, to), thoughts.exact(), ['merge_cells', { start_position: from, end_position: to }]);
};

const deleteRow: Draw = (draws, sheet) => {
  const item = pickFrom(draws, viewOf(sheet).items);
  if (item === undefined) return undefined;
  const row = item.row + 1;
  return single(orders.deleteRow(row), thoughts.exact(), [
    'delete_batch_data',
    { dimension: 'row', index_list: [row] },
  ]);
};

const deleteColumn: Draw = (draws, sheet) => {
  const column = pickFrom(draws, viewOf(sheet).columns.slice(1));
  if (column === undefined) return undefined;
  const [letter, number] = [columnName(column.column), column.column + 1];
  const call = { dimension: 'col', index_list: [number] };
  return single(orders.deleteColumn(letter), thoughts.column(letter, number), ['delete_batch_data', call]);
};

const aggregate: Draw = (draws, sheet) => {
  const { items, numbers } = viewOf(sheet);
  const number = pickFrom(draws, numbers);
  const [first, last] = [items[0], items.at(-1)];
  if (number === undefined || first === undefined || last === undefined || last.row + 1 >= ROWS) return undefined;
  const operator = draws.pick(wholeOperators(number.values));
  const [from, to] = [cellName(first.row, number.column), cellName(last.row, number.column)];
  const at = cellName(last.row + 1, number.column);
  return single(orders.aggregate(operator, from, to, at), thoughts.exact(), [
    'update_cell_by_formula',
    { start_position: from, end_position: to, result_position: at, operator },
  ]);
};

export const POSITION_PARTS: readonly Draw[] = [
  set,
  set,
  rename,
  note,
  freeze,
  merge,
  deleteRow,
  deleteColumn,
  aggregate,
  aggregate,
];
