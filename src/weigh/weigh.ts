/**
 * The weighing: trajectories → weighted examples, by filter, weights, dedupe and mix. The loss weight of an example is
 * on the policy's own turns and nowhere else; the token ids of sampled turns go along. Pure: reads and writes no file.
 */
import type { WeighConfig } from '../config/schema.ts';
import type { PreferencePair, WeightedExample } from '../train/contract.ts';
import { type Candidate, inOrder, taskKey } from './candidate.ts';
import { dedupe, limitPerTask } from './dedupe.ts';
import { unusable } from './filter.ts';
import { type Mixable, sourcesOf } from './mix.ts';
import { pairsOf } from './pairs.ts';
import { type WeightSettings, weightsOf } from './weights.ts';

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
  examples: WeightedExample[];
  /** Solved against failed, of the same task; empty where they are not asked for. */
  pairs: PreferencePair[];
  report: WeighReport;
}

/** Weighs; the order of the examples depends on what the trajectories are, not on the order they come in. */
export function weigh(request: WeighRequest): Weighed {
  const { settings, iteration } = request;
  const sources = sourcesOf(request, settings.merge);
  const count = (wanted: (of: number) => boolean): number =>
    sources.reduce((sum, source) => sum + (wanted(source.iteration) ? source.trajectories.length : 0), 0);
  const dropped = { error: 0, untrainable: 0, weightless: 0, duplicate: 0, perTask: 0 };

  const candidates: Candidate[] = [];
  for (const source of sources) {
    const usable = source.trajectories.filter((trajectory): trajectory is Candidate['trajectory'] => {
      const reason = unusable(trajectory);
      if (reason !== undefined) dropped[reason] += 1;
      return reason === undefined;
    });
    candidates.push(...weighSource(usable, source.iteration, settings));
  }
  const weighty = candidates.filter(({ weight }) => weight > 0).toSorted(inOrder);
  dropped.weightless = candidates.length - weighty.length;
  const unique = settings.dedupe ? dedupe(weighty) : weighty;
  dropped.duplicate = weighty.length - unique.length;
  const kept = settings.perTask === undefined ? unique : limitPerTask(unique, settings.perTask);
  dropped.perTask = unique.length - kept.length;

  const pairs = settings.pairs === undefined ? [] : pairsOf(candidates, settings.pairs);
  return {
    examples: kept.map(toExample),
    pairs,
    report: {
      in: {
        explored: count((of) => of > 0 && of === iteration),
        earlier: count((of) => of > 0 && of !== iteration),
        demonstrations: count((of) => of === 0),
      },
      dropped,
      ...summary(kept),
      ...(settings.pairs === undefined ? {} : { pairs: pairs.length }),
    },
  };
}

/** Demonstrations weigh their reward, explored trajectories what their task's group gives them. */
function weighSource(
  usable: readonly Candidate['trajectory'][],
  iteration: number,
  settings: WeighSettings,
): Candidate[] {
  if (iteration === 0) return usable.map((trajectory) => ({ trajectory, iteration, weight: trajectory.reward }));
  const groups = new Map<string, Candidate['trajectory'][]>();
  for (const trajectory of usable)
    groups.set(taskKey(trajectory), [...(groups.get(taskKey(trajectory)) ?? []), trajectory]);
  return [...groups.values()].flatMap((group) => {
    const weights = weightsOf(group, settings);
    return group.map((trajectory, i) => ({ trajectory, iteration, weight: weights[i] ?? 0 }));
  });
}

function toExample({ trajectory, iteration, weight }: Candidate): WeightedExample {
  return {
    itemId: trajectory.itemId,
    environment: trajectory.environment,
    source: iteration === 0 ? `demonstration ${trajectory.id}` : `iteration ${iteration} ${trajectory.id}`,
    messages: trajectory.messages.map(({ role, content, loss, tokenIds }) => ({
      role,
      content,
      weight: role === 'assistant' && loss ? weight : 0,
      ...(tokenIds === undefined ? {} : { tokenIds }),
    })),
  };
}

function summary(
  kept: readonly Candidate[],
): Pick<WeighReport, 'kept' | 'examples' | 'meanWeight' | 'effectiveSampleSize'> {
  const byEnvironment: WeighReport['kept'] = {};
  for (const environment of [...new Set(kept.map(({ trajectory }) => trajectory.environment))].toSorted()) {
    const own = kept.filter(({ trajectory }) => trajectory.environment === environment);
    const demonstrations = own.filter(({ iteration }) => iteration === 0).length;
    const weight = own.reduce((total, candidate) => total + candidate.weight, 0) / own.length;
    byEnvironment[environment] = { explored: own.length - demonstrations, demonstrations, weight };
  }
  return {
    kept: byEnvironment,
    examples: kept.length,
    meanWeight: kept.length === 0 ? null : kept.reduce((total, { weight }) => total + weight, 0) / kept.length,
    effectiveSampleSize: effectiveSampleSize(kept.map(({ weight }) => weight)),
  };
}

/** (Σw)²/Σw² of positive weights, scaled first: the squares of very small weights would vanish. */
function effectiveSampleSize(weights: readonly number[]): number {
  const most = weights.reduce((max, weight) => Math.max(max, weight), 0);
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight / most;
    squares += (weight / most) ** 2;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
