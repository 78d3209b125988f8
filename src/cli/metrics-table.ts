/** The tables of an evaluation, a row for each environment, then the total: rates, and pass@k where tasks have several rollouts. */
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
  const named = Object.entries(environments);
  const all: readonly [string, Summary][] = named.length > 1 ? [...named, ['total', total]] : named;
  const rates = renderTable(
    columns,
    all.map(([name, summary]) => row(name, summary)),
    options,
  );
  return [rates, ...passTable(all, options)].join('\n');
}

/** That at least one of k rollouts of a task solves it (pass@k), and that all do (pass^k), for every k that is known. */
function passTable(all: readonly [string, Summary][], options: TableOptions): string[] {
  const ks = [...new Set(all.flatMap(([, { pass = [] }]) => pass.map(({ k }) => k)))].toSorted((a, b) => a - b);
  if (ks.length === 0) return [];
  const titles = [...ks.map((k) => `pass@${k}`), ...ks.map((k) => `pass^${k}`)];
  const columns = [{ title: 'environment' }, ...titles.map((title) => ({ title, align: 'right' as const }))];
  const rows = all.map(([name, { pass = [] }]) => {
    const of = (key: 'any' | 'all') => (k: number) => percent(pass.find((one) => one.k === k)?.[key]);
    return [name, ...ks.map(of('any')), ...ks.map(of('all'))];
  });
  return [renderTable(columns, rows, options)];
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${(100 * share).toFixed(1)} %`;
}

function row(name: string, { reward, rounds, n, seconds, outcomes, missing, ...rate }: Summary): string[] {
  const said = OUTCOMES.flatMap((outcome) => (outcomes[outcome] > 0 ? [`${outcomes[outcome]} ${outcome}`] : []));
  const numbers = [fixed(reward, 3), fixed(rounds, 1), String(n), seconds.toFixed(1)];
  return [name, `${rateWithInterval(rate)}${missingText(missing)}`, ...numbers, said.join(', ')];
}

function fixed(value: number | null, digits: number): string {
  return value === null ? 'n/a' : value.toFixed(digits);
}
