/** Comparisons as a markdown table and as JSON. */
import type { Comparison } from './compare.ts';
import { median, type Rate } from './measurement.ts';

export interface Result extends Comparison {
  shape: string;
  /** Median over the rounds of our rate by theirs of the same round; NaN without PyTorch. */
  ratio: number;
  lowest: number;
  highest: number;
  /** The same for tokens per second of CPU time. */
  cpuRatio: number;
}

export function resultOf(shape: string, comparison: Comparison): Result {
  const ratios = (by: keyof Rate): number[] =>
    comparison.theirs.map((their, round) => (comparison.ours[round]?.[by] ?? Number.NaN) / their[by]);
  const wall = ratios('wall');
  return {
    ...comparison,
    shape,
    ratio: median(wall),
    lowest: Math.min(...wall),
    highest: Math.max(...wall),
    cpuRatio: median(ratios('cpu')),
  };
}

const HEAD = ['shape', 'what', 'agentgym', 'PyTorch', 'ratio', 'by CPU time', 'bar'];

export function table(results: readonly Result[]): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...results.map(rowOf)];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function rowOf(result: Result): string[] {
  const { shape, what, opponent, ours, theirs, ratio, lowest, highest, cpuRatio, bar } = result;
  const goal = bar === undefined ? '–' : `≥ ${bar}`;
  if (theirs.length === 0) return [shape, what, rates(ours), '–', '–', '–', goal];
  const verdict = bar === undefined ? goal : `${goal}: ${ratio >= bar ? 'reached' : 'missed'}`;
  const spread = `${ratio.toFixed(2)} (${lowest.toFixed(2)}–${highest.toFixed(2)})`;
  return [shape, what, rates(ours), `${opponent} ${rates(theirs)}`, spread, cpuRatio.toFixed(2), verdict];
}

/** Median and range. */
function rates(list: readonly Rate[]): string {
  const wall = list.map((rate) => rate.wall);
  return `${median(wall).toFixed(0)} (${Math.min(...wall).toFixed(0)}–${Math.max(...wall).toFixed(0)})`;
}
