/** The table at the end of a run: agents and iterations by environment, with intervals and the change to the baseline. */
import { change, rateWithInterval } from '../report/format.ts';
import type { Score, Scores, Summary } from '../runs/summary.ts';
import { renderTable, type TableOptions } from './table.ts';

/** Iterations on dev first, then the report on the final split. */
export function runTable(summary: Summary, options: TableOptions): string {
  const { final, iterations } = summary;
  if (final === undefined) return '';
  const names = Object.keys(final.baseline);
  const columns = [{ title: '' }, ...names.map((title) => ({ title })), { title: 'mean', align: 'right' as const }];
  const row = (label: string, scores: Scores, against?: Scores): string[] => [
    label,
    ...names.map((name) => cell(scores[name], against?.[name])),
    `${percentOf(meanOf(scores))}${against === undefined ? '' : ` (${change(meanOf(against), meanOf(scores))})`}`,
  ];
  const rows = [
    ...iterations.map(({ index, dev, promoted }) =>
      row(`dev, iteration ${index}${promoted ? ' (promoted)' : ''}`, dev),
    ),
    row(`${final.split}, baseline`, final.baseline),
    ...(final.control === undefined ? [] : [row(`${final.split}, control`, final.control, final.baseline)]),
    row(`${final.split}, promoted`, final.promoted, final.baseline),
  ];
  return renderTable(columns, rows, options);
}

function cell(score: Score | undefined, against: Score | undefined): string {
  if (score === undefined) return '';
  return `${rateWithInterval(score)}${against === undefined ? '' : ` (${change(against.success, score.success)})`}`;
}

/** Unweighted mean over environments; null where one has no rate. */
function meanOf(scores: Scores): number | null {
  const rates = Object.values(scores).map(({ success }) => success);
  return rates.includes(null) ? null : rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / rates.length;
}

function percentOf(rate: number | null): string {
  return rate === null ? 'n/a' : `${(100 * rate).toFixed(1)} %`;
}
