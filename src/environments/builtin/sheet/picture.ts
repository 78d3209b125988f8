/**
 * The workbook drawn: its sheets, the table that is open (the first, where none is) with what is merged, frozen and noted, and
 * the goal. Changes nothing.
 */
import { element, INK, picture, text } from '../../svg.ts';
import type { Trial } from '../tools/world.ts';
import { COLUMNS, columnName, type Position, ROWS } from './positions.ts';
import { cellAt, type Sheet, type State } from './state.ts';

const CELL = { width: 76, height: 22 } as const;
/** The column of row numbers, and the height of the tabs with the row of letters. */
const SIDE = 24;
const TABS = 26;
const TOP = TABS + 20;
const WIDTH = SIDE + COLUMNS * CELL.width + 2;
const BOTTOM = TOP + ROWS * CELL.height;

export function draw(trial: Trial<State>): string {
  const { state, goal } = trial;
  const name = state.open ?? [...state.sheets.keys()][0];
  const sheet = name === undefined ? undefined : state.sheets.get(name);
  const done = trial.conditions?.(state) ?? [];
  const progress = `${done.filter(Boolean).length} of ${done.length} changes made.`;
  const said = state.open === undefined ? 'No sheet is open.' : `${state.open} is open.`;
  const lines = wrapped(goal).map((line, i) => text(line, { x: 2, y: BOTTOM + 20 + 15 * i, 'font-size': 12 }));
  const foot = text(`${said} ${progress}`, {
    x: 2,
    y: BOTTOM + 24 + 15 * lines.length,
    'font-size': 11,
    'fill-opacity': 0.8,
  });
  const size = { width: WIDTH, height: BOTTOM + 32 + 15 * lines.length };
  return picture(
    size,
    `${said} ${progress} Goal: ${goal}`,
    ...tabs(state),
    ...(sheet ? grid(sheet) : []),
    ...lines,
    foot,
  );
}

function tabs({ sheets, open }: State): string[] {
  return [...sheets.keys()].map((name, i) => {
    const look = name === open ? { 'font-weight': 700, fill: INK.blue } : { 'fill-opacity': 0.7 };
    return text(name, { x: SIDE + i * 66, y: 16, 'font-size': 12, ...look });
  });
}

function grid(sheet: Sheet): string[] {
  const letters = Array.from({ length: COLUMNS }, (_, column) =>
    text(columnName(column), {
      x: SIDE + (column + 0.5) * CELL.width,
      y: TOP - 6,
      'font-size': 11,
      'text-anchor': 'middle',
      'fill-opacity': 0.6,
    }),
  );
  const numbers = Array.from({ length: ROWS }, (_, row) =>
    text(String(row + 1), {
      x: SIDE - 6,
      y: TOP + row * CELL.height + 15,
      'font-size': 11,
      'text-anchor': 'end',
      'fill-opacity': 0.6,
    }),
  );
  const cells = Array.from({ length: ROWS * COLUMNS }, (_, i) =>
    cell(sheet, { row: Math.floor(i / COLUMNS), column: i % COLUMNS }),
  );
  return [...letters, ...numbers, ...cells.flat(), ...frozen(sheet)];
}

/** A cell, or all that it is merged with, drawn once. */
function cell(sheet: Sheet, at: Position): string[] {
  const range = sheet.merged.find(({ from, to }) => {
    return at.row >= from.row && at.row <= to.row && at.column >= from.column && at.column <= to.column;
  });
  if (range && (range.from.row !== at.row || range.from.column !== at.column)) return [];
  const [rows, columns] = range ? [range.to.row - range.from.row + 1, range.to.column - range.from.column + 1] : [1, 1];
  const [x, y] = [SIDE + at.column * CELL.width, TOP + at.row * CELL.height];
  const [width, height] = [columns * CELL.width, rows * CELL.height];
  const { value, note } = cellAt(sheet, at);
  const line = { stroke: 'currentColor', 'stroke-opacity': 0.3 };
  const paint = range ? { fill: INK.blue, 'fill-opacity': 0.14 } : { fill: 'none' };
  const number = typeof value === 'number';
  const place = number ? { x: x + width - 6, 'text-anchor': 'end' } : { x: x + 6 };
  return [
    element('rect', { x, y, width, height, ...paint, ...line }),
    ...(value === '' ? [] : [text(String(value), { ...place, y: y + height / 2 + 4, 'font-size': 12 })]),
    ...(note === '' ? [] : noted(note, { x, y, width, number })),
  ];
}

/** A note is a corner, as in spreadsheets, with its word where the value is not. */
function noted(
  note: string,
  { x, y, width, number }: { x: number; y: number; width: number; number: boolean },
): string[] {
  const place = number ? { x: x + 5 } : { x: x + width - 8, 'text-anchor': 'end' };
  return [
    element('path', { d: `M${x + width} ${y}v7l-7 -7z`, fill: INK.red }),
    text(note, { ...place, y: y + 15, 'font-size': 9, fill: INK.red }),
  ];
}

/** Lines below the rows and beside the columns that stay where they are. */
function frozen({ frozen: { rows, columns } }: Sheet): string[] {
  const line = { stroke: INK.blue, 'stroke-width': 2.5 };
  const [x, y] = [SIDE + columns * CELL.width, TOP + rows * CELL.height];
  return [
    ...(rows === 0 ? [] : [element('line', { x1: SIDE, y1: y, x2: WIDTH - 2, y2: y, ...line })]),
    ...(columns === 0 ? [] : [element('line', { x1: x, y1: TOP, x2: x, y2: BOTTOM, ...line })]),
  ];
}

function wrapped(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 78) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
