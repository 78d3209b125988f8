/**
 * What stands at the end of a run: what each agent came to by environment and over all, with intervals and the change to
 * the baseline; first those of the iterations on dev, then those of the report. Environments are rows, so that many of
 * them fit; agents are columns, in several tables where the terminal is narrow.
 */
import type { EvolveResult } from '../evolve.ts';
import { intervalOfMean } from '../evaluate/interval.ts';
import { missingOfScores } from '../evaluate/missing.ts';
import { change, columnsOf, missingText, rateWithInterval } from '../report/format.ts';
import { type Score, type Scores, scoresOf } from '../runs/summary.ts';
import { renderTable, type TableOptions } from './table.ts';

interface Agent {
  title: string;
  scores: Scores;
  /** What its changes are against. */
  against?: Scores;
}

type Rate = Pick<Score, 'success' | 'low' | 'high'>;

const MEAN = 'mean';
const GAP = 2;

/** Empty where nothing was held out. */
export function runTable({ summary, evolution }: EvolveResult, options: TableOptions): string {
  const { final, iterations } = summary;
  if (final === undefined) return '';
  const cloned = scoresOf(evolution.baseline.dev);
  const candidates = iterations.map(({ index, dev, promoted }) => ({
    title: `iteration ${index}${promoted ? ' ↑' : ''}`,
    scores: dev,
    against: cloned,
  }));
  const { baseline, control, promoted } = final;
  const reported = [
    { title: 'baseline', scores: baseline },
    ...(control === undefined ? [] : [{ title: 'control', scores: control, against: baseline }]),
    { title: 'promoted', scores: promoted, against: baseline },
  ];
  return [
    ...tablesOf('dev', [{ title: 'baseline', scores: cloned }, ...candidates], options),
    ...tablesOf(final.split, reported, options),
  ].join('\n\n');
}

/** As many tables as it takes to fit all agents in; each says what errors kept from being known. */
function tablesOf(split: string, agents: readonly Agent[], options: TableOptions): string[] {
  const names = namesOf(agents);
  const first = Math.max(...[split, ...names].map(columnsOf));
  const widths = agents.map((agent) => widthOf(agent, names));
  const tables: Agent[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const [i, agent] of agents.entries()) {
    const more = GAP + (widths[i] ?? 0);
    if (taken + more > (options.width ?? Number.MAX_SAFE_INTEGER)) {
      tables.push([]);
      taken = first;
    }
    tables.at(-1)?.push(agent);
    taken += more;
  }
  return tables.map((some) => [tableOf(split, names, some, options), ...missingIn(some, names)].join('\n'));
}

function tableOf(split: string, names: readonly string[], agents: readonly Agent[], options: TableOptions): string {
  const columns = [split, ...agents.map(({ title }) => title)].map((title) => ({ title }));
  const rows = names.map((name) => [name, ...agents.map((agent) => cell(agent, name))]);
  return renderTable(columns, rows, options);
}

/** The mean is a row of its own where there are several environments. */
function namesOf(agents: readonly Agent[]): string[] {
  const names = [...new Set(agents.flatMap(({ scores }) => Object.keys(scores)))];
  return names.length > 1 ? [...names, MEAN] : names;
}

function widthOf(agent: Agent, names: readonly string[]): number {
  return Math.max(columnsOf(agent.title), ...names.map((name) => columnsOf(cell(agent, name))));
}

function cell({ scores, against }: Agent, name: string): string {
  const rate = rateOf(scores, name);
  if (rate === undefined) return '';
  const points = change((against && rateOf(against, name)?.success) ?? null, rate.success);
  return points === '' ? rateWithInterval(rate) : `${rateWithInterval(rate)} ${points}`;
}

/** The mean is unweighted; it has no rate where an environment has none. */
function rateOf(scores: Scores, name: string): Rate | undefined {
  if (name !== MEAN || MEAN in scores) return scores[name];
  const rates = Object.values(scores).map(({ success, low, high }) =>
    success === null || low === null || high === null ? undefined : { success, low, high },
  );
  const known = rates.filter((rate) => rate !== undefined);
  if (known.length < rates.length) return { success: null, low: null, high: null };
  return { success: known.reduce((sum, { success }) => sum + success, 0) / known.length, ...intervalOfMean(known) };
}

/** A line for each rate that lacks rollouts, the mean's among them. */
function missingIn(agents: readonly Agent[], names: readonly string[]): string[] {
  return agents.flatMap(({ title, scores }) =>
    names.flatMap((name) => {
      const { missing } = scores[name] ?? (name === MEAN ? missingOfScores(Object.values(scores)) : {});
      return missing === undefined ? [] : [`  ${title}, ${name}: ${missingText(missing).slice(2)}`];
    }),
  );
}
