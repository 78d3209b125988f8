/** Plain tables: aligned columns, no frame. Knows neither what is in them nor where they are printed. */
import pc from 'picocolors';

export interface Column {
  title: string;
  align?: 'left' | 'right';
}

export interface TableOptions {
  /** Columns of the terminal; without it, a table is as wide as it needs. */
  width?: number | undefined;
  /** Whether the titles are made bold. Default: no. */
  colour?: boolean;
}

/**
 * The table as lines without a last newline. Where it is wider than the terminal, the space between columns shrinks
 * from two to one, and then the widest left-aligned column is cut short with an ellipsis.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, i) => Math.max(...[titles, ...rows].map((row) => (row[i] ?? '').length)));
  const gap = fit(columns, widths, options.width);
  const line = (row: readonly string[]): string =>
    columns
      .map((column, i) => pad(row[i] ?? '', widths[i] ?? 0, column.align ?? 'left'))
      .join(gap)
      .trimEnd();
  const colours = pc.createColors(options.colour ?? false);
  return [colours.bold(line(titles)), ...rows.map(line)].join('\n');
}

/** Narrows `widths` in place to the terminal's; the space between columns. */
function fit(columns: readonly Column[], widths: number[], width: number | undefined): string {
  const total = (gap: number): number => widths.reduce((sum, w) => sum + w, 0) + gap * (widths.length - 1);
  if (width === undefined || total(2) <= width) return '  ';
  const excess = total(1) - width;
  if (excess > 0) {
    const left = widths.map((w, i) => ((columns[i]?.align ?? 'left') === 'left' ? w : 0));
    const widest = left.indexOf(Math.max(...left));
    const least = Math.min(widths[widest] ?? 0, 8);
    if ((left[widest] ?? 0) > 0) widths[widest] = Math.max(least, (widths[widest] ?? 0) - excess);
  }
  return ' ';
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
  const space = ' '.repeat(Math.max(0, width - text.length));
  return align === 'left' ? cut + space : space + cut;
}
