/** A run as its page shows it: the row, and curve, iterations, stages, lineage, log. A damaged part is said and left out. */
import { messageOf } from '../errors.ts';
import { gainOf } from '../report/gain.ts';
import { AGENTS } from '../runs/directory.ts';
import type { ReadRun } from '../runs/read-run.ts';
import type {
  Agent,
  CurvePoint,
  FileRow,
  IterationView,
  LineageRow,
  RunPage,
  Scores,
  StageRow,
  Tokens,
} from './api.ts';
import { iterationView } from './iteration-view.ts';
import { logOf } from './log-tail.ts';
import { environmentsOf, runRow } from './run-row.ts';
import { scoresOf, scoresOfMetrics } from './scores.ts';
import type { Stored } from './stored.ts';

export interface RunPlace {
  id: string;
  path: string;
}

export async function runPage(
  place: RunPlace,
  { run, stored, pictures }: { run: ReadRun; stored: Stored; pictures: Record<string, boolean> },
): Promise<RunPage> {
  const faults = [...run.faults];
  const attempt = async <T>(what: string, without: T, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      faults.push(`${what} cannot be shown: ${messageOf(error)}.`);
      return without;
    }
  };
  const row = await attempt('A part of the run', undefined, () => runRow(run, place));
  const iterations: IterationView[] = [];
  for (const iteration of run.iterations) {
    const view = await attempt(`Iteration ${iteration.index}`, undefined, () => iterationView(iteration, run, stored));
    if (view !== undefined) iterations.push(view);
  }
  const page = {
    ...(row ?? runRow({ ...run, lineage: [], iterations: [] }, place)),
    version: run.summary?.version ?? null,
    machine: run.summary?.machine ?? null,
    config: run.configText ?? null,
    curve: await attempt('The curve', [], () => curveOf(run, stored)),
    final: await attempt('The final report', null, () => finalOf(run, stored)),
    iterations,
    stages: await attempt('The stages', [], () => stagesOf(run, iterations)),
    verdict: await attempt('The verdict', null, () => verdictOf(run)),
    lineage: await attempt('The lineage', [], () => run.lineage.map(lineageRow)),
    ...(await logOf(run.directory)),
    files: (await stored.files()).map(shownFile),
    pictures,
  };
  return { ...page, faults };
}

/** The cloned agent's point is made of what it played on dev; the candidates' are in metrics.json. */
async function curveOf(run: ReadRun, stored: Stored): Promise<CurvePoint[]> {
  const checkpointOf = (m: number): string | null =>
    run.lineage.find(({ iteration, role }) => iteration === m && role === (m === 0 ? 'clone' : 'candidate'))?.id ??
    null;
  const cloned = await stored.metricsOf('dev-0', environmentsIn(run));
  const first: CurvePoint[] =
    cloned === undefined
      ? []
      : [
          {
            iteration: 0,
            checkpoint: checkpointOf(0),
            promoted: true,
            verdict: null,
            reason: 'The cloned agent explores first.',
            ...scoresOfMetrics(cloned),
          },
        ];
  const points = run.iterations.flatMap(({ index, result }) => {
    if (result === undefined) return [];
    const { promoted, verdict, reason } = result;
    return [
      { iteration: index, checkpoint: checkpointOf(index), promoted, verdict, reason, ...scoresOfMetrics(result.dev) },
    ];
  });
  return [...first, ...points];
}

/** From the summary; while it is not there, from what the agents have played so far. */
async function finalOf(run: ReadRun, stored: Stored): Promise<RunPage['final']> {
  const { final, promoted } = run.summary ?? {};
  const { evaluate } = run.config as { evaluate?: { final?: unknown } };
  const agents: NonNullable<RunPage['final']>['agents'] = [];
  for (const agent of AGENTS) {
    const scores = final?.[agent] === undefined ? await storedScores(agent, run, stored) : scoresOf(final[agent]);
    if (scores === undefined) continue;
    const clone = run.lineage.find(({ role }) => role === 'clone')?.id ?? null;
    const of = {
      baseline: { checkpoint: clone, iteration: 0 },
      control: { checkpoint: null, iteration: null },
      promoted: { checkpoint: promoted?.checkpoint ?? null, iteration: promoted?.iteration ?? null },
    }[agent];
    agents.push({ agent, ...of, ...scores });
  }
  const split = final?.split ?? (typeof evaluate?.final === 'string' ? evaluate.final : 'eval');
  return agents.length === 0 ? null : { split, agents };
}

async function storedScores(agent: Agent, run: ReadRun, stored: Stored): Promise<Scores | undefined> {
  const metrics = await stored.metricsOf(`final-${agent}`, environmentsIn(run));
  return metrics === undefined ? undefined : scoresOfMetrics(metrics);
}

/** Undefined where the config does not tell: then those that were played. */
function environmentsIn(run: ReadRun): string[] | undefined {
  const names = environmentsOf(run.config);
  return names.length === 0 ? undefined : names;
}

const TITLES: Record<string, string> = {
  base: 'base model',
  'warm-start': 'learn to read',
  demonstrations: 'demonstrations',
  clone: 'clone',
  control: 'train the control',
  explore: 'explore',
  weigh: 'weigh',
  train: 'train',
  evaluate: 'evaluate on dev',
  'final/baseline': 'baseline, held out',
  'final/control': 'control, held out',
  'final/promoted': 'promoted, held out',
};

function stagesOf({ journal }: ReadRun, iterations: readonly IterationView[]): StageRow[] {
  return journal.flatMap(({ key, seconds, at }) => {
    const [, m, stage = key] = /^iterations\/(\d+)\/(\w+)$/u.exec(key) ?? [];
    const title = TITLES[stage];
    if (title === undefined) return [];
    const iteration = m === undefined ? null : Number(m);
    const tokens =
      iteration === null
        ? null
        : tokensOf(
            iterations.find(({ index }) => index === iteration),
            stage,
          );
    return [{ key, title, iteration, seconds, at, ...(tokens === null ? {} : { tokens }) }];
  });
}

function tokensOf(view: IterationView | undefined, stage: string): Tokens | null {
  if (stage === 'explore' || stage === 'evaluate') return view?.tokens[stage] ?? null;
  return null;
}

/** What was promoted, and what it is worth. */
function verdictOf({ summary, lineage, state }: ReadRun): string | null {
  const gain = summary === undefined ? '' : gainOf(summary);
  if (gain !== '') {
    const { promoted } = summary ?? {};
    const what =
      promoted === undefined || promoted.iteration === 0
        ? 'No candidate was promoted.'
        : `Iteration ${promoted.iteration} was promoted.`;
    return `${what} ${gain}`;
  }
  const last = lineage.at(-1);
  if (last === undefined || last.role === 'base') return null;
  const going = state === 'running' ? 'So far' : 'When it ended';
  const incumbent = lineage.findLast(({ promoted }) => promoted)?.iteration ?? 0;
  return incumbent === 0
    ? `${going}, no candidate was promoted.`
    : `${going}, iteration ${incumbent} was the incumbent.`;
}

/** Without where it is on the disk. */
function shownFile({ id, path, kind, iteration, agent, bytes }: FileRow): FileRow {
  return { id, path, kind, iteration, ...(agent === undefined ? {} : { agent }), bytes };
}

function lineageRow(entry: ReadRun['lineage'][number]): LineageRow {
  const { id, role, parent, iteration, data, steps, promoted, verdict, reason, figures } = entry;
  const { demonstrations, explored } = data;
  const dev = figures?.dev ?? null;
  return { id, role, parent, iteration, demonstrations, explored, steps, promoted, verdict, reason, dev };
}
