/** The table of an evaluation: a row for each environment, then the total. */
import type { Metrics, Summary } from '../evaluate/metrics.ts';
import { OUTCOMES } from '../trajectories/trajectory.ts';
import { missingText, rateWithInterval } from '../report/format.ts';
import { renderTable, type TableOptions } from './table.ts';

/** `seconds` are of the rollouts, which run side by side. */
export function metricsTable({ environments, total }: Metrics, options: TableOptions): string {
  const columns = [
    { title: 'environment' },
    { title: 'success [95 %]' },
    ...['reward', 'rounds', 'n', 'seconds'].map((title) => ({ title, align: 'right' as const })),
    { title: 'outcomes' },
  ];
  const rows = Object.entries(environments).map(([name, summary]) => row(name, summary));
  return renderTable(columns, rows.length > 1 ? [...rows, row('total', total)] : rows, options);
}

function row(name: string, { reward, rounds, n, seconds, outcomes, missing, ...rate }: Summary): string[] {
  const said = OUTCOMES.flatMap((outcome) => (outcomes[outcome] > 0 ? [`${outcomes[outcome]} ${outcome}`] : []));
  const numbers = [fixed(reward, 3), fixed(rounds, 1), String(n), seconds.toFixed(1)];
  return [name, `${rateWithInterval(rate)}${missingText(missing)}`, ...numbers, said.join(', ')];
}

function fixed(value: number | null, digits: number): string {
  return value === null ? 'n/a' : value.toFixed(digits);
}
