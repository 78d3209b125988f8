/** Figures of a run in words, for both forms of a report: what was held out, and dev by iteration. */
import { change, duration, inPoints, pText, rateWithInterval } from '../report/format.ts';
import type { Comparison, CurvePoint, Rate, RunPage, Scores } from '../viewer/api.ts';
import type { Contents } from './contents.ts';

export interface ResultRow {
  environment: string;
  /** By column; empty where it was not played. */
  cells: string[];
  total: boolean;
}

/** Rates by environment (a row each, and the mean) and by agent or iteration (a column each). */
export interface Results {
  columns: string[];
  rows: ResultRow[];
}

interface Played {
  title: string;
  scores: Scores;
}

function resultsOf(played: readonly Played[]): Results {
  const names = [...new Set(played.flatMap(({ scores }) => Object.keys(scores.environments)))];
  const first = played[0]?.scores;
  const row = (environment: string, rateOf: (scores: Scores) => Rate | undefined, total: boolean): ResultRow => {
    const start = (first && rateOf(first)?.success) ?? null;
    const cells = played.map(({ scores }, i) => {
      const rate = rateOf(scores);
      if (rate === undefined) return '';
      const points = i === 0 ? '' : change(start, rate.success);
      return points === '' ? rateWithInterval(rate) : `${rateWithInterval(rate)} ${points}`;
    });
    return { environment, cells, total };
  };
  const rows = names.map((name) => row(name, ({ environments }) => environments[name], false));
  const mean = row('mean', ({ total }) => total, true);
  return { columns: played.map(({ title }) => title), rows: names.length > 1 ? [...rows, mean] : rows };
}

/** Held out; undefined where nothing was. */
export function heldOut({ final }: Pick<RunPage, 'final'>): (Results & { split: string }) | undefined {
  if (final === null) return undefined;
  return { split: final.split, ...resultsOf(final.agents.map((agent) => ({ title: agent.agent, scores: agent }))) };
}

/** On dev. */
export function onDev({ curve }: Pick<RunPage, 'curve'>): Results {
  return resultsOf(curve.map((point) => ({ title: titleOf(point), scores: point })));
}

function titleOf({ iteration, promoted }: CurvePoint): string {
  return iteration === 0 ? 'baseline' : `iteration ${iteration}${promoted ? ' ↑' : ''}`;
}

/** Promoted against baseline on the same held-out tasks, a row each: environment, difference, tasks gained and lost, p. */
export function gains({ gain }: Pick<Contents, 'gain'>): { name: string; cells: string[]; total: boolean }[] {
  if (gain === undefined) return [];
  const all = Object.entries(gain.environments).map(([name, contrast]) => ({ name, contrast, total: false }));
  const mean = all.length > 1 ? [{ name: 'all', contrast: gain.total, total: true }] : [];
  return [...all, ...mean].map(({ name, contrast: { success, tasks }, total }) => {
    const { difference, low, high } = success;
    const interval = low === null || high === null ? '' : ` [${inPoints(low)}, ${inPoints(high)}]`;
    const cells = [
      difference === null ? 'n/a' : `${inPoints(difference)}${interval}`,
      String(tasks?.gained ?? 'n/a'),
      String(tasks?.lost ?? 'n/a'),
      String(tasks?.pairs ?? 'n/a'),
      tasks === undefined ? 'n/a' : pText(tasks.p),
    ];
    return { name, cells, total };
  });
}

export const GAIN_COLUMNS = ['points [95 %]', 'tasks gained', 'lost', 'of', 'p'];

/** What is known of the run in short facts. */
export function factsOf({ page, configDigest }: Contents): [string, string | number | null][] {
  const { tokens, cost, done } = page;
  return [
    ['state', page.state],
    ['model', page.model],
    ['environments', page.environments.join(', ')],
    ['seed', page.seed],
    ['iterations', done.of === null ? String(done.iterations) : `${done.iterations} of ${done.of}`],
    ['began', page.started],
    ['worked for', page.seconds === null ? null : duration(page.seconds)],
    ['tokens', tokens === null ? null : tokensText(tokens)],
    ['cost', cost],
    ['promoted', page.promoted === null ? null : `${page.promoted.checkpoint} (iteration ${page.promoted.iteration})`],
    ['agentgym', page.version],
    ['config', configDigest ?? null],
  ];
}

export function tokensText({ prompt, cached, completion }: NonNullable<RunPage['tokens']>): string {
  const [read, kept, written] = [prompt, cached, completion].map((count) => count.toLocaleString('en'));
  return `${read} read (${kept} cached), ${written} written`;
}

/** `33 tasks gained, 30 lost of 480: +0.6 points [−2.7, 3.9], p 0.80`. */
export function againstText({ gained, lost, pairs, success, p }: Comparison['total']): string {
  const { difference, low, high } = success;
  const counted = `${gained} tasks gained, ${lost} lost of ${pairs}`;
  if (difference === null || low === null || high === null) return counted;
  return `${counted}: ${inPoints(difference)} points [${inPoints(low)}, ${inPoints(high)}], p ${pText(p)}`;
}
