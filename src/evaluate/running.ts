/**
 * The success rate of a stage while it is being played, as metrics.ts says it of the whole stage: the mean over
 * environments, with its 95 % interval. Counts as it goes, so that each of 100,000 rollouts is looked at once.
 */
import { counts, type Trajectory } from '../trajectories/trajectory.ts';
import { intervalOfMean, wilson, worthOfSums } from './interval.ts';
import { meanOf } from './mean.ts';
import type { Rate } from './metrics.ts';
import { type Missing, missingOfMean } from './missing.ts';
import type { Attempts } from './pass.ts';

type Played = Pick<Trajectory, 'environment' | 'itemId' | 'sample' | 'outcome'>;

export interface RunningRate {
  /** A rollout that is played again after an error counts once. */
  add(one: Played): void;
  /** Over the environments that anything was played of. */
  rate(): Rate;
  /** The same as events have it: nothing where no rollout counts. */
  shown(): { success?: number; low?: number; high?: number };
  /** Rollouts whose last attempt ended in an error. */
  errors(): number;
  /** What those errors could at most have changed; undefined where there are none. */
  missing(): Missing | undefined;
}

export function runningRate(known: Iterable<Played> = []): RunningRate {
  const tallies = new Map<string, Tally>();
  const add = (one: Played): void => {
    const tally = tallies.get(one.environment) ?? new Tally();
    tallies.set(one.environment, tally);
    tally.add(one);
  };
  const rate = (): Rate => {
    const rates = [...tallies.values()].map((tally) => tally.rate()).filter(({ n }) => n > 0);
    const n = rates.reduce((sum, one) => sum + one.n, 0);
    const success = meanOf(rates.map((one) => one.success));
    if (success === null) return { success, low: null, high: null, n };
    return { success, ...intervalOfMean(rates as { success: number; low: number; high: number }[]), n };
  };
  const shown = (): ReturnType<RunningRate['shown']> => {
    const { success, low, high } = rate();
    return success === null || low === null || high === null ? {} : { success, low, high };
  };
  const errors = (): number => [...tallies.values()].reduce((sum, { failed }) => sum + failed.size, 0);
  const missing = (): Missing | undefined => missingOfMean([...tallies.values()].map((tally) => tally.part())).missing;
  for (const one of known) add(one);
  return { add, rate, shown, errors, missing };
}

/** The rollouts of an environment. */
class Tally {
  /** Rollouts whose last attempt ended in an error. */
  readonly failed = new Set<string>();
  private readonly tasks = new Map<string, Attempts>();
  private rollouts = 0;
  private solved = 0;
  /** Sums over tasks of solved², solved · rollouts and rollouts². */
  private squares = 0;
  private products = 0;
  private sizes = 0;

  add({ itemId, sample, outcome }: Played): void {
    const id = `${itemId} ${sample}`;
    if (!counts({ outcome })) {
      this.failed.add(id);
      return;
    }
    this.failed.delete(id);
    const before = this.tasks.get(itemId) ?? { rollouts: 0, solved: 0 };
    const won = outcome === 'success' ? 1 : 0;
    const after = { rollouts: before.rollouts + 1, solved: before.solved + won };
    this.tasks.set(itemId, after);
    this.squares += after.solved ** 2 - before.solved ** 2;
    this.products += after.solved * after.rollouts - before.solved * before.rollouts;
    this.sizes += after.rollouts ** 2 - before.rollouts ** 2;
    this.rollouts += 1;
    this.solved += won;
  }

  rate(): Rate {
    const { rollouts, solved } = this;
    if (rollouts === 0) return { success: null, low: null, high: null, n: 0 };
    const success = solved / rollouts;
    // What rounding leaves of nothing must not be negative.
    const spread = (rate: number): number =>
      Math.max(0, this.squares - 2 * rate * this.products + rate ** 2 * this.sizes);
    const worth = worthOfSums({ tasks: this.tasks.size, rollouts, solved, spread });
    return { success, ...wilson(success, worth), n: rollouts };
  }

  part(): { success: number | null; n: number; errors: number; missing?: Missing } {
    const { success, n } = this.rate();
    const errors = this.failed.size;
    const all = n + errors;
    const missing = { share: errors / all, low: this.solved / all, high: (this.solved + errors) / all };
    return { success, n, errors, ...(errors === 0 ? {} : { missing }) };
  }
}
