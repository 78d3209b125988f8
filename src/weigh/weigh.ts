/**
 * The weighing: trajectories → weighted examples, by filter, weights, dedupe and mix. The loss weight of an example is
 * on the policy's own turns and nowhere else; the token ids of sampled turns go along. All trajectories are gone through
 * once, and what is kept of them decides (table.ts); conversations are read again as examples and pairs are gone through.
 * Writes no file.
 */
import { setImmediate } from 'node:timers/promises';
import type { WeighConfig } from '../config/schema.ts';
import { throwIfInterrupted } from '../errors.ts';
import type { PreferencePair, WeightedExample } from '../train/contract.ts';
import type { Candidate } from './candidate.ts';
import { dedupe, limitPerTask } from './dedupe.ts';
import { unusable } from './filter.ts';
import { type Chosen, createChosen, examplesOf, type Lines, pairsInOrder } from './lessons.ts';
import { type Mixable, type Source, sourcesOf } from './mix.ts';
import { pairsOf } from './pairs.ts';
import { createTable, type Table } from './table.ts';
import { mayWeigh, type WeightSettings, weightsOf } from './weights.ts';

export interface WeighSettings extends WeightSettings {
  merge: WeighConfig['merge'];
  /** Most trajectories of a task, demonstrations not counted. */
  perTask?: number;
  dedupe: boolean;
  /** Most preference pairs of a task; default: none. */
  pairs?: number;
}

export interface WeighRequest extends Mixable {
  settings: WeighSettings;
  signal?: AbortSignal | undefined;
}

export interface WeighReport {
  /** Trajectories that `merge` lets in, by origin. */
  in: { explored: number; earlier: number; demonstrations: number };
  /** Trajectories left out, by reason. */
  dropped: { error: number; untrainable: number; weightless: number; duplicate: number; perTask: number };
  /** Examples by environment; `weight` is their mean. */
  kept: Record<string, { explored: number; demonstrations: number; weight: number }>;
  examples: number;
  /** Preference pairs; absent where none were asked for. */
  pairs?: number;
  /** Null when there are no examples. */
  meanWeight: number | null;
  /** (Σw)²/Σw²: how many examples of equal weight the weights are worth; 0 when there are none. */
  effectiveSampleSize: number;
}

export interface Weighed {
  /** Read from where the trajectories are, each time they are gone through. */
  examples: Lines<WeightedExample>;
  /** Solved against failed, of the same task; empty where they are not asked for. */
  pairs: Lines<PreferencePair>;
  report: WeighReport;
}

/** Weighs; the order of the examples depends on what the trajectories are, not on the order they come in. */
export async function weigh(request: WeighRequest): Promise<Weighed> {
  const { settings, iteration, signal } = request;
  const sources = sourcesOf(request, settings.merge);
  const table = createTable(
    ({ reward }) => settings.pairs !== undefined || (settings.dedupe && mayWeigh(reward, settings)),
  );
  const came = { explored: 0, earlier: 0, demonstrations: 0 };
  const dropped = { error: 0, untrainable: 0, weightless: 0, duplicate: 0, perTask: 0 };
  for (const source of sources) {
    const origin = source.iteration === 0 ? 'demonstrations' : source.iteration === iteration ? 'explored' : 'earlier';
    for await (const { row, offset, length } of source.trajectories.placed()) {
      throwIfInterrupted(signal);
      came[origin] += 1;
      const reason = unusable(row);
      if (reason === undefined) table.add(row, { offset, length, iteration: source.iteration });
      else dropped[reason] += 1;
    }
  }
  const chosen = await choose(table, sources, { settings, dropped, signal });
  return {
    examples: examplesOf(chosen.examples, table, sources),
    pairs: pairsInOrder(chosen.pairs, table, sources),
    report: {
      in: came,
      dropped,
      ...summary(chosen.examples, table),
      ...(settings.pairs === undefined ? {} : { pairs: chosen.pairs.length }),
    },
  };
}

/** Tasks that are decided on at a stretch: timers and interruptions get their turn in between. */
const BETWEEN = 512;

/** Decides task by task: no rule looks further. */
async function choose(
  table: Table,
  sources: readonly Source[],
  { settings, dropped, signal }: Pick<WeighRequest, 'settings' | 'signal'> & Pick<WeighReport, 'dropped'>,
): Promise<{ examples: Chosen; pairs: Chosen }> {
  const iterations = sources.map((source) => source.iteration);
  const [examples, pairs] = [createChosen(iterations), createChosen(iterations)];
  let tasks = 0;
  for (const played of table.tasks()) {
    if (tasks++ % BETWEEN === 0) await setImmediate();
    throwIfInterrupted(signal);
    weighAll(played, settings);
    const weighty = played.filter(({ weight }) => weight > 0);
    const unique = settings.dedupe ? dedupe(weighty, ({ weight }) => weight) : weighty;
    const kept = settings.perTask === undefined ? unique : limitPerTask(unique, settings.perTask);
    dropped.weightless += played.length - weighty.length;
    dropped.duplicate += weighty.length - unique.length;
    dropped.perTask += unique.length - kept.length;
    for (const { row, iteration, weight } of kept) examples.add(iteration, row, weight);
    for (const pair of settings.pairs === undefined ? [] : pairsOf(played, settings.pairs))
      pairs.add(played[0]?.iteration ?? 0, pair.chosen.row, pair.rejected.row);
  }
  return { examples, pairs };
}

/** Demonstrations weigh their reward, explored trajectories what those of their iteration give them. */
function weighAll(played: readonly Candidate[], settings: WeighSettings): void {
  for (let i = 0; i < played.length; ) {
    const { iteration } = played[i] as Candidate;
    const end = played.findIndex((one, at) => at > i && one.iteration !== iteration);
    const group = played.slice(i, end === -1 ? played.length : end);
    const weights = iteration === 0 ? group.map(({ reward }) => reward) : weightsOf(group, settings);
    for (const [j, one] of group.entries()) one.weight = weights[j] ?? 0;
    i += group.length;
  }
}

function summary(
  kept: Chosen,
  table: Table,
): Pick<WeighReport, 'kept' | 'examples' | 'meanWeight' | 'effectiveSampleSize'> {
  const sums = new Map<string, { explored: number; demonstrations: number; weight: number }>();
  let [total, most] = [0, 0];
  for (const { row, value: weight } of kept.inOrder()) {
    const { environment } = table.taskOf(row);
    let own = sums.get(environment);
    if (own === undefined) sums.set(environment, (own = { explored: 0, demonstrations: 0, weight: 0 }));
    own[table.iterationOf(row) === 0 ? 'demonstrations' : 'explored'] += 1;
    own.weight += weight;
    total += weight;
    most = Math.max(most, weight);
  }
  const byName = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    kept: Object.fromEntries(
      byName.map(([name, { explored, demonstrations, weight }]) => [
        name,
        { explored, demonstrations, weight: weight / (explored + demonstrations) },
      ]),
    ),
    examples: kept.length,
    meanWeight: kept.length === 0 ? null : total / kept.length,
    effectiveSampleSize: effectiveSampleSize(kept, most),
  };
}

/** (Σw)²/Σw² of positive weights, scaled first: the squares of very small weights would vanish. */
function effectiveSampleSize(kept: Chosen, most: number): number {
  let sum = 0;
  let squares = 0;
  for (const { value: weight } of kept.inOrder()) {
    sum += weight / most;
    squares += (weight / most) ** 2;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
