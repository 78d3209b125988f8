/** What stands at the end of a run: iterations and agents by environment, with intervals and the change to the baseline. */
import type { Metrics } from '../evaluate/metrics.ts';
import type { EvolveResult } from '../evolve.ts';
import { change, missingText, percent, rateWithInterval } from '../report/format.ts';
import { type Scores, scoresOf, type Summary } from '../runs/summary.ts';
import { renderTable, type TableOptions } from './table.ts';

/** The iterations on dev first, then the report on the final split; the changes are to the baseline on the same split. */
export function runTable({ summary, evolution }: EvolveResult, options: TableOptions): string {
  const { final, iterations } = summary;
  if (final === undefined) return '';
  const names = Object.keys(final.baseline);
  const row = (label: string, scores: Scores, against?: Scores): string[] => [
    label,
    ...names.map((name) => `${cell(scores, name)}${changeIn(scores, against, name)}`),
    `${percent(meanOf(scores))}${against === undefined ? '' : said(change(meanOf(against), meanOf(scores)))}`,
  ];
  const cloned = scoresOf(evolution.baseline.dev);
  const rows = [
    row('dev, baseline', cloned),
    ...iterations.map(({ index, dev, promoted }) => row(`dev, iteration ${index}${promoted ? ' ↑' : ''}`, dev, cloned)),
    row(`${final.split}, baseline`, final.baseline),
    ...(final.control === undefined ? [] : [row(`${final.split}, control`, final.control, final.baseline)]),
    row(`${final.split}, promoted`, final.promoted, final.baseline),
  ];
  const columns = [{ title: '' }, ...names.map((title) => ({ title })), { title: 'mean' }];
  return renderTable(columns, rows, options);
}

/** The gain, stated against the better of what it has to beat. */
export function gainOf({ final }: Summary): string {
  if (final === undefined) return '';
  const bars = { baseline: meanOf(final.baseline), control: final.control && meanOf(final.control) };
  const better = (bars.control ?? -1) > (bars.baseline ?? -1) ? 'control' : 'baseline';
  const [bar, rate] = [bars[better] ?? null, meanOf(final.promoted)];
  if (bar === null || rate === null) return `No gain can be stated on ${final.split}: an agent has no success rate.`;
  const of = final.control === undefined ? 'baseline' : `better of baseline and control (${better})`;
  return `Success on ${final.split}: ${percent(rate)}, ${change(bar, rate)} points against the ${of}.`;
}

function cell(scores: Scores, name: string): string {
  const score = scores[name];
  return score === undefined ? '' : `${rateWithInterval(score)}${missingText(score.missing)}`;
}

function changeIn(scores: Scores, against: Scores | undefined, name: string): string {
  return said(change(against?.[name]?.success ?? null, scores[name]?.success ?? null));
}

function said(points: string): string {
  return points === '' ? '' : ` ${points}`;
}

/** Unweighted mean over environments; null where one has no rate. */
function meanOf(scores: Scores): Metrics['total']['success'] {
  const rates = Object.values(scores).map(({ success }) => success);
  return rates.includes(null) ? null : rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / rates.length;
}
