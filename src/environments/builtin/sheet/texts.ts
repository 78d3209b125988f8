/** What the tools of sheets say: tables and confirmations. All in one place, for the lexicon. */
import { columnName, rangeName } from './positions.ts';
import { cellAt, type Sheet, used, type Value } from './state.ts';

export const texts = {
  opened: (name: string) => `${name} is open.`,
  deleted: (name: string) => `${name} is deleted.`,
  emptySheet: () => 'The sheet is empty.',
  merged: (ranges: string) => `Merged cells: ${ranges}.`,
  frozen: (rows: number, columns: number) => `Frozen rows: ${rows}, frozen columns: ${columns}.`,
  cell: (position: string, value: Value) => `${position} is ${shown(value)}.`,
  note: (position: string, note: string) =>
    note === '' ? `${position} has no note.` : `The note of ${position}: ${note}.`,
  found: (positions: readonly string[]) => (positions.length === 0 ? 'No cell matches.' : positions.join(', ')),
} as const;

/** A cell's value as it is shown. */
export function shown(value: Value): string {
  return value === '' ? '-' : String(value);
}

/** The whole sheet: columns by letter, rows by number, then what is merged or frozen. */
export function table(sheet: Sheet): string {
  const { rows, columns } = used(sheet);
  const lines: string[] = [];
  if (rows === 0) lines.push(texts.emptySheet());
  else lines.push(Array.from({ length: columns }, (_, column) => `| ${columnName(column)}`).join(' '));
  for (let row = 0; row < rows; row++) {
    let line = String(row + 1);
    for (let column = 0; column < columns; column++) line += ` | ${shown(cellAt(sheet, { row, column }).value)}`;
    lines.push(line);
  }
  if (sheet.merged.length > 0) lines.push(texts.merged(sheet.merged.map(rangeName).join(', ')));
  const { frozen } = sheet;
  if (frozen.rows + frozen.columns > 0) lines.push(texts.frozen(frozen.rows, frozen.columns));
  return lines.join('\n');
}
