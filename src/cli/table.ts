/** Plain tables: aligned columns, no frame. Knows neither what is in them nor where they are printed. */
import pc from 'picocolors';
import { wrapped } from '../report/format.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Whether its text may be cut short where the terminal is too narrow. */
  cut?: boolean;
}

export interface TableOptions {
  /** Columns of the terminal; without it, a table is as wide as it needs. */
  width?: number | undefined;
  /** Whether the titles are made bold. Default: no. */
  colour?: boolean;
}

type Rows = readonly (readonly string[])[];

/** A column is cut to no less than this. */
const LEAST = 16;

/**
 * The table as lines without a last newline. Where it is wider than the terminal, the space between columns shrinks
 * from two to one, then the column that may be cut is; where that does not do, every row becomes a list of its cells.
 */
export function renderTable(columns: readonly Column[], rows: Rows, options: TableOptions = {}): string {
  const bold = pc.createColors(options.colour ?? false).bold;
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, i) => Math.max(...[titles, ...rows].map((row) => (row[i] ?? '').length)));
  const gap = fit(columns, widths, options.width);
  if (gap === undefined) return rows.map((row) => list(titles, row, options.width ?? 80, bold)).join('\n');
  const line = (row: readonly string[]): string =>
    columns
      .map((column, i) => pad(row[i] ?? '', widths[i] ?? 0, column.align ?? 'left'))
      .join(gap)
      .trimEnd();
  return [bold(line(titles)), ...rows.map(line)].join('\n');
}

/** Narrows `widths` in place to the terminal's; the space between columns, or undefined where they do not fit. */
function fit(columns: readonly Column[], widths: number[], width: number | undefined): string | undefined {
  const total = (gap: number): number => widths.reduce((sum, w) => sum + w, 0) + gap * (widths.length - 1);
  if (width === undefined || total(2) <= width) return '  ';
  if (total(1) <= width) return ' ';
  const cut = columns.findIndex((column) => column.cut === true);
  const left = (widths[cut] ?? 0) - (total(1) - width);
  if (cut < 0 || left < LEAST) return undefined;
  widths[cut] = left;
  return ' ';
}

/** The first cell, then each other one on a line of its own after its title. */
function list(
  titles: readonly string[],
  [first = '', ...cells]: readonly string[],
  width: number,
  bold: (text: string) => string,
): string {
  const widest = Math.max(0, ...titles.slice(1).map((title) => title.length));
  const lines = cells.flatMap((cell, i) =>
    cell === '' ? [] : [wrapped(`  ${(titles[i + 1] ?? '').padEnd(widest)} ${cell}`, width, 4)],
  );
  return [bold(first), ...lines].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
  const space = ' '.repeat(Math.max(0, width - text.length));
  return align === 'left' ? cut + space : space + cut;
}
