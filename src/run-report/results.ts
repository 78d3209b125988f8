/** Figures of a run in words, for both forms of a report: what was held out, and dev by iteration. */
import { missingPairsWords, missingWords } from '../evaluate/missing.ts';
import { change, duration, inPoints, missingText, pText, rateWithInterval } from '../report/format.ts';
import type { CurvePoint, IterationView, Rate, RunPage, Scores } from '../viewer/api.ts';
import type { Contents } from './contents.ts';

/** A rate; empty where it was not played. */
export interface Cell {
  figure: string;
  /** What is missing of it, and what that could change; empty where nothing is. */
  missing: string;
}

export interface ResultRow {
  environment: string;
  /** By column. */
  cells: Cell[];
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
      if (rate === undefined) return { figure: '', missing: '' };
      const points = i === 0 ? '' : change(start, rate.success);
      const missing = rate.missing === undefined ? '' : missingWords(rate.missing);
      return { figure: points === '' ? rateWithInterval(rate) : `${rateWithInterval(rate)} ${points}`, missing };
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
  return [...all, ...mean].map(({ name, contrast: { success, tasks, shared }, total }) => {
    const { difference, low, high } = success;
    const interval = low === null || high === null ? '' : ` [${inPoints(low)}, ${inPoints(high)}]`;
    const missing = tasks?.bounds === undefined ? '' : `; ${missingPairsWords(shared - tasks.pairs, tasks.bounds)}`;
    const cells = [
      difference === null ? 'n/a' : `${inPoints(difference)}${interval}${missing}`,
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
    ['Node', page.machine?.node ?? null],
    ['onnxruntime-node', page.machine?.onnxruntime ?? null],
    ['machine', page.machine === null ? null : machineText(page.machine)],
    ['config', configDigest ?? null],
  ];
}

export function tokensText({ prompt, cached, completion }: NonNullable<RunPage['tokens']>): string {
  const [read, kept, written] = [prompt, cached, completion].map((count) => count.toLocaleString('en'));
  return `${read} read (${kept} cached), ${written} written`;
}

/** What an iteration explored, was trained on, left out and came to on dev. */
export function learnedFacts(view: IterationView, { curve }: Pick<RunPage, 'curve'>): [string, string | null][] {
  const { index, explored, exploration, kept, dropped } = view;
  const dev = curve.find(({ iteration }) => iteration === index)?.total;
  return [
    ['explored', explored === null ? null : `${explored.toLocaleString('en')} trajectories${outcomesText(view)}`],
    ['success exploring', rateText(exploration?.total)],
    ['trained on', kept === null ? null : `${kept.toLocaleString('en')} examples${worthText(view)}`],
    ['left out', dropped.map(({ count, why }) => `${count.toLocaleString('en')}: ${why}`).join('; ')],
    ['success on dev', rateText(dev)],
  ];
}

function rateText(rate: Rate | undefined): string | null {
  return rate === undefined ? null : `${rateWithInterval(rate)}${missingText(rate.missing)}`;
}

function outcomesText({ outcomes }: IterationView): string {
  const known = Object.entries(outcomes ?? {}).filter(([, count]) => count > 0);
  return known.length === 0
    ? ''
    : `: ${known.map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ')}`;
}

function worthText({ effectiveSampleSize: size }: IterationView): string {
  return size === null ? '' : `, worth ${size.toFixed(0)} of equal weight`;
}

function machineText({ platform, arch, cpu, cores }: NonNullable<RunPage['machine']>): string {
  return `${platform} ${arch}, ${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

export const REPEAT = 'npx agentgym evolve --config config.resolved.yaml';

/** What it takes to come to the same again: before the command, and after it. */
export function repeatWords({ version, machine, seed }: RunPage): { before: string; after: string } {
  const versions = [
    `agentgym ${version ?? 'of the same version'}`,
    ...(machine === null ? [] : [`Node ${machine.node} and onnxruntime-node ${machine.onnxruntime}`]),
  ].join(', ');
  const seeded = seed === null ? '' : ` (the seed, ${seed}, is among them)`;
  const here = machine === null ? '' : ` (${machineText(machine)})`;
  return {
    before: `With ${versions}, the settings below in a file of their own${seeded}:`,
    after: `The same seed gives the same result on the same machine${here} with parts that run in process. Another processor may round sums otherwise, and then the run goes its own way.`,
  };
}
