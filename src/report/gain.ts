/** What a run came to, in one sentence. */
import { missingOfScores, missingWords } from '../evaluate/missing.ts';
import type { Scores, Summary } from '../runs/summary.ts';
import { change, percent } from './format.ts';

/** The gain, stated against the better of what it has to beat; empty where nothing was held out. */
export function gainOf({ final }: Pick<Summary, 'final'>): string {
  if (final === undefined) return '';
  const bars = { baseline: meanOf(final.baseline), control: final.control && meanOf(final.control) };
  const better = (bars.control ?? -1) > (bars.baseline ?? -1) ? 'control' : 'baseline';
  const [bar, rate] = [bars[better] ?? null, meanOf(final.promoted)];
  if (bar === null || rate === null) return `No gain can be stated on ${final.split}: an agent has no success rate.`;
  const of = final.control === undefined ? 'baseline' : `better of baseline and control (${better})`;
  const { missing } = missingOfScores(Object.values(final.promoted));
  const said = missing === undefined ? percent(rate) : `${percent(rate)} (${missingWords(missing)})`;
  return `Success on ${final.split}: ${said}, ${change(bar, rate)} points against the ${of}.`;
}

/** Unweighted mean over environments; null where one has no rate. */
export function meanOf(scores: Scores): number | null {
  const rates = Object.values(scores).map(({ success }) => success);
  return rates.includes(null) ? null : rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / rates.length;
}
