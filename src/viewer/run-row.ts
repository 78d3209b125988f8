/** What a run comes to in one row: from its small files alone, whatever of them is there. */
import type { IterationResult } from '../loop.ts';
import type { LineageEntry } from '../promote/lineage.ts';
import type { ReadRun } from '../runs/read-run.ts';
import { isObject } from '../runs/readable.ts';
import type { Scores as EnvironmentScores } from '../runs/summary.ts';
import type { RunRow, Score, Tokens } from './api.ts';
import { scoresOf } from './scores.ts';

/** `place` is what the viewer calls the run. */
export function runRow(run: ReadRun, place: { id: string; path: string }): RunRow {
  const { config, summary, iterations } = run;
  const results = iterations.flatMap(({ result }) => (result === undefined ? [] : [result]));
  return {
    ...place,
    name: typeof config['name'] === 'string' ? config['name'] : place.path,
    state: run.state,
    model: modelOf(config['policy']),
    environments: environmentsOf(config),
    seed: numberIn(config['seed']),
    started: run.started ?? null,
    seconds: run.state !== 'running' && summary !== undefined ? summary.seconds : run.seconds,
    ...spentOf(run, results),
    done: { iterations: results.length, of: numberIn(config['iterations']) },
    ...standingOf(run),
    progress: run.progress ?? null,
    faults: run.faults,
  };
}

export function environmentsOf(config: Record<string, unknown>): string[] {
  const entries = Array.isArray(config['environments']) ? config['environments'] : [];
  return entries.flatMap((entry: unknown) =>
    isObject(entry) && typeof entry['name'] === 'string' ? [entry['name']] : [],
  );
}

/** The agent in a few words. */
function modelOf(policy: unknown): string | null {
  if (!isObject(policy)) return null;
  const { model, base, checkpoint } = policy;
  if (typeof base === 'string') return base;
  if (typeof checkpoint === 'string') return checkpoint.split(/[\\/]/u).at(-1) ?? checkpoint;
  if (typeof model === 'string') return model;
  if (!isObject(model)) return null;
  const { architecture, layers, hidden } = model;
  return `fresh ${String(architecture)}, ${String(layers)} × ${String(hidden)}`;
}

/** The baseline and what is promoted, on the split that is reported once both are there, until then on dev. */
function standingOf({ summary, lineage }: ReadRun): Pick<RunRow, 'split' | 'baseline' | 'promoted'> {
  const { final, promoted } = summary ?? {};
  if (final !== undefined && promoted !== undefined) {
    const standing = { iteration: promoted.iteration, checkpoint: promoted.checkpoint };
    return {
      split: final.split,
      baseline: totalOf(final.baseline),
      promoted: { ...totalOf(final.promoted), ...standing },
    };
  }
  const first = lineage.find(({ role }) => role === 'clone');
  const last = lineage.findLast((entry) => entry.promoted);
  if (first?.figures === undefined) return { split: null, baseline: null, promoted: null };
  const { id: checkpoint = first.id, iteration = 0 } = last ?? {};
  const dev = devOf(lineage, checkpoint, iteration) ?? first.figures.dev;
  return {
    split: 'dev',
    baseline: { ...first.figures.dev, reward: null },
    promoted: { ...dev, reward: null, iteration, checkpoint },
  };
}

function totalOf(scores: EnvironmentScores): Score {
  return scoresOf(scores).total;
}

/** Of a checkpoint that was rolled back to, what it came to when it was new. */
function devOf(lineage: readonly LineageEntry[], id: string, iteration: number): Omit<Score, 'reward'> | undefined {
  return lineage.find((entry) => entry.id === id && entry.iteration === iteration && entry.figures !== undefined)
    ?.figures?.dev;
}

/** The summary's, and of a run without one what its finished iterations took. */
function spentOf({ summary, state }: ReadRun, results: readonly IterationResult[]): Pick<RunRow, 'tokens' | 'cost'> {
  const usage = state === 'running' ? undefined : summary?.usage;
  if (usage !== undefined) {
    const { prompt, cached, completion, cost = null } = usage;
    return { tokens: { prompt, cached, completion }, cost };
  }
  const played = results.flatMap(({ exploration, dev }) => [exploration?.total, dev.total]);
  const tokens: Tokens = { prompt: 0, cached: 0, completion: 0 };
  let cost: number | null = null;
  for (const one of played) {
    for (const key of ['prompt', 'cached', 'completion'] as const) tokens[key] += one?.tokens?.[key] ?? 0;
    if (one?.cost !== undefined) cost = (cost ?? 0) + one.cost;
  }
  return { tokens: played.length === 0 ? null : tokens, cost };
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
