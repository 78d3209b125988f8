/**
 * Weights by stochastic replication: each row n times, with E[n] proportional to its weight, so that the sum of the copies'
 * losses is the weighted loss on average. For services that take no fractional weights.
 */
import { random, seedOf } from '../../seeds.ts';

/**
 * How many copies of each row there are; of the heaviest `copies` on average. The seed and a row's place decide, so that
 * the same request is the same file.
 */
export function replicate(weights: readonly number[], { copies, seed }: { copies: number; seed: number }): number[] {
  const heaviest = Math.max(...weights);
  return weights.map((weight, i) => {
    const wanted = (copies * weight) / heaviest;
    const sure = Math.floor(wanted);
    return sure + (random(seedOf('replicate', seed, i)).next() < wanted - sure ? 1 : 0);
  });
}

/** (Σw)²/Σw²: how many rows of equal weight the weights are worth. Scaled first: squares of small weights would vanish. */
export function effectiveSampleSize(weights: readonly number[]): number {
  const most = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0);
  let [sum, squares] = [0, 0];
  for (const weight of weights) {
    sum += weight / most;
    squares += (weight / most) ** 2;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
