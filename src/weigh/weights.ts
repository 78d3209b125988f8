/**
 * Rewards → weights, for the trajectories of one task in one iteration (its K samples). The E-step of AgentEvol
 * (arXiv 2406.04151, section 4) in five versions. Knows neither files nor examples; weights are in [0, 1].
 */
import type { WeighConfig } from '../config/schema.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';

export type Weighing = WeighConfig['by'];

/** The part of the settings that decides weights; `threshold` and `beta` each belong to one weighing. */
export interface WeightSettings {
  by: Weighing;
  /** A trajectory counts when its reward is greater; default 0.99. */
  threshold?: number;
  /** Temperature β of `exponential`; default 0.5. */
  beta?: number;
}

/** What a weight is computed from. */
export type Weighable = Pick<Trajectory, 'rounds' | 'sample'> & { reward: number };

/** Differences below this are rounding, not advantages. */
const ROUNDING = 1e-12;

/**
 * One weight per trajectory of the group, in its order; rewards in [0, 1], errors left out beforehand.
 *
 * - reward: r, the paper's.
 * - threshold: 1 if r > threshold, else 0 (the original code's).
 * - best-of-k: 1 for the best of the group if its r > 0, else 0; ties go to fewer rounds, then to the lower sample.
 * - exponential: exp((r − 1)/β), which is exp(r/β) scaled so that r = 1 weighs 1. A failure keeps exp(−1/β) > 0.
 * - advantage: max(0, r − mean r of the group). Negative weights would need a bounded loss; a group of one weighs 0.
 */
export function weightsOf(group: readonly Weighable[], settings: WeightSettings): number[] {
  const { threshold = 0.99, beta = 0.5 } = settings;
  const best = group.toSorted(betterFirst)[0];
  const mean = group.reduce((sum, { reward }) => sum + reward, 0) / group.length;
  const weigh: Record<Weighing, (trajectory: Weighable) => number> = {
    reward: ({ reward }) => reward,
    threshold: ({ reward }) => (reward > threshold ? 1 : 0),
    'best-of-k': (trajectory) => (trajectory === best && trajectory.reward > 0 ? 1 : 0),
    exponential: ({ reward }) => Math.exp((reward - 1) / beta),
    advantage: ({ reward }) => (reward - mean > ROUNDING ? reward - mean : 0),
  };
  return group.map(weigh[settings.by]);
}

/** Whether a reward can come to a weight above 0, whatever the others of its group are. */
export function mayWeigh(reward: number | null, { by, threshold = 0 }: WeightSettings): boolean {
  return (reward ?? 0) > 0 || by === 'exponential' || threshold < 0;
}

/** Higher reward first, then fewer rounds, then the lower sample. */
export function betterFirst(a: Weighable, b: Weighable): number {
  return b.reward - a.reward || a.rounds - b.rounds || a.sample - b.sample;
}
