/** The tools that read and write cells. */
import { listOf, numberOf, textOf } from '../tools/calls.ts';
import type { Args, Result, Tool, ToolParameter } from '../tools/world.ts';
import { operate, readLists, readPosition, readRange, readValue } from './arguments.ts';
import { COLUMNS, type Position, positionName, positionsOf, ROWS } from './positions.ts';
import { cellAt, type Sheet, type State, used, write } from './state.ts';
import { faults } from './faults.ts';
import { shown, table, texts } from './texts.ts';
import { change, END, onSheet, START } from './tools-of-structure.ts';

const position: ToolParameter = { name: 'position', type: 'string', description: 'a cell, such as B2' };
const operands: readonly ToolParameter[] = [
  { ...START, unless: 'position_list' },
  { ...END, unless: 'position_list' },
  { name: 'position_list', type: 'list', description: 'cells, rather than a range', optional: true },
];
const operator: ToolParameter = {
  name: 'operator',
  type: 'string',
  description: 'SUM, AVERAGE, COUNT, MAX, MIN, MINUS or PRODUCT',
};

/** Reads a position, then does something with its cell. */
function atCell(state: State, args: Args, use: (sheet: Sheet, at: Position) => Result): Result {
  return onSheet(state, (sheet) => {
    const at = readPosition(textOf(args, 'position'));
    return 'fault' in at ? at : use(sheet, at.value);
  });
}

function operated(args: Args, sheet: Sheet): ReturnType<typeof operate> {
  const [from, to] = [textOf(args, 'start_position').trim(), textOf(args, 'end_position').trim()];
  const given = { operator: textOf(args, 'operator').trim(), from, to, list: listOf(args, 'position_list') };
  return operate(given, sheet);
}

function setCell(state: State, name: string, read: (sheet: Sheet) => ReturnType<typeof readValue>): Result {
  const at = readPosition(name);
  if ('fault' in at) return at;
  const show = (sheet: Sheet): string => texts.cell(positionName(at.value), cellAt(sheet, at.value).value);
  const set = (sheet: Sheet): ReturnType<Parameters<typeof change>[1]> => {
    const value = read(sheet);
    return 'fault' in value ? value : { sheet: write(sheet, [{ ...at.value, value: value.value }]) };
  };
  return change(state, set, show);
}

const writing: readonly Tool<State>[] = [
  {
    name: 'update_cell',
    description: 'Sets the value of a cell.',
    parameters: [position, { name: 'value', type: 'string', description: 'a text, a number or a formula' }],
    run: (state, args) => setCell(state, textOf(args, 'position'), (sheet) => readValue(textOf(args, 'value'), sheet)),
  },
  {
    name: 'update_cell_by_formula',
    description: 'Sets a cell to what an operator gives over cells.',
    parameters: [
      ...operands,
      { name: 'result_position', type: 'string', description: 'the cell for the result' },
      operator,
    ],
    run: (state, args) => setCell(state, textOf(args, 'result_position'), (sheet) => operated(args, sheet)),
  },
  {
    name: 'update_range',
    description: 'Sets the values of a range, row by row.',
    parameters: [START, END, { name: 'values_list', type: 'list', description: 'a list of rows of values' }],
    run: (state, args) =>
      change(state, (sheet) => {
        const range = readRange(textOf(args, 'start_position').trim(), textOf(args, 'end_position').trim());
        if ('fault' in range) return range;
        const lists = readLists(listOf(args, 'values_list'), sheet, COLUMNS);
        if ('fault' in lists) return lists;
        const { from, to } = range.value;
        const [rows, columns] = [to.row - from.row + 1, to.column - from.column + 1];
        const fits = lists.value.length === rows && lists.value.every((row) => row.length === columns);
        if (!fits) return { fault: faults.notFitting(rows, columns) };
        const values = lists.value.flat();
        const changes = positionsOf(range.value).map((at, i) => ({ ...at, value: values[i] ?? '' }));
        return { sheet: write(sheet, changes) };
      }),
  },
  {
    name: 'update_note',
    description: 'Puts a note on a cell.',
    parameters: [position, { name: 'content', type: 'string', description: 'the note' }],
    run: (state, args) =>
      atCell(state, args, (sheet, at) => {
        const note = readValue(`'${textOf(args, 'content')}`, sheet);
        if ('fault' in note) return note;
        const content = String(note.value).slice(1).trim();
        if (state.open !== undefined) state.sheets.set(state.open, write(sheet, [{ ...at, note: content }]));
        return { text: texts.note(positionName(at), content) };
      }),
  },
];

const reading: readonly Tool<State>[] = [
  {
    name: 'get_A1_annotation',
    description: 'The name of a cell by its numbers.',
    parameters: [
      { name: 'row', type: 'integer', description: 'number of the row' },
      { name: 'col', type: 'integer', description: 'number of the column' },
    ],
    run: (_state, args) => {
      const at = { row: numberOf(args, 'row') - 1, column: numberOf(args, 'col') - 1 };
      if (at.row < 0 || at.row >= ROWS) return { fault: faults.noRow() };
      if (at.column < 0 || at.column >= COLUMNS) return { fault: faults.noColumn() };
      return { text: positionName(at) };
    },
  },
  {
    name: 'get_all_values',
    description: 'Shows the whole sheet.',
    parameters: [],
    run: (state) => onSheet(state, (sheet) => ({ text: table(sheet) })),
  },
  {
    name: 'get_range_values',
    description: 'Shows the values of a range, row by row.',
    parameters: [START, END],
    run: (state, args) =>
      onSheet(state, (sheet) => {
        const range = readRange(textOf(args, 'start_position').trim(), textOf(args, 'end_position').trim());
        if ('fault' in range) return range;
        const { from, to } = range.value;
        const lines: string[] = [];
        for (let row = from.row; row <= to.row; row++) {
          const cells = positionsOf({ from: { ...from, row }, to: { ...to, row } });
          lines.push(cells.map((at) => shown(cellAt(sheet, at).value)).join(' | '));
        }
        return { text: lines.join('\n') };
      }),
  },
  {
    name: 'get_cell_value',
    description: 'Shows the value of a cell.',
    parameters: [position],
    run: (state, args) => atCell(state, args, (sheet, at) => ({ text: shown(cellAt(sheet, at).value) })),
  },
  {
    name: 'get_value_by_formula',
    description: 'What an operator gives over cells.',
    parameters: [...operands, operator],
    run: (state, args) =>
      onSheet(state, (sheet) => {
        const value = operated(args, sheet);
        return 'fault' in value ? value : { text: String(value.value) };
      }),
  },
  {
    name: 'filter_cells',
    description: 'Finds the cells with a value.',
    parameters: [
      { name: 'query', type: 'string', description: 'the value' },
      { name: 'in_row', type: 'integer', description: 'only in this row', optional: true },
      { name: 'in_column', type: 'integer', description: 'only in this column', optional: true },
    ],
    run: (state, args) =>
      onSheet(state, (sheet) => {
        const query = textOf(args, 'query').trim().toLowerCase();
        const { rows, columns } = used(sheet);
        const all = { from: { row: 0, column: 0 }, to: { row: rows - 1, column: columns - 1 } };
        const found = positionsOf(all).filter((at) => {
          const here = args['in_row'] === undefined || numberOf(args, 'in_row') === at.row + 1;
          const there = args['in_column'] === undefined || numberOf(args, 'in_column') === at.column + 1;
          return here && there && String(cellAt(sheet, at).value).toLowerCase() === query;
        });
        return { text: texts.found(found.map(positionName)) };
      }),
  },
  {
    name: 'get_note',
    description: 'Shows the note of a cell.',
    parameters: [position],
    run: (state, args) =>
      atCell(state, args, (sheet, at) => ({ text: texts.note(positionName(at), cellAt(sheet, at).note) })),
  },
];

export const cellTools: readonly Tool<State>[] = [...writing, ...reading];
