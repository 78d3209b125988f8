/**
 * The sign test looked at several times: how many of the tasks that differ a candidate must have won at each look, so
 * that one that is no better wins at any of them at most `alpha` of the time. Alpha is spent as the tasks come in, by the
 * function of K. K. G. Lan and D. L. DeMets (1983) that stands for Pocock's boundary; the boundary is exact, since among
 * tasks that differ each is won with probability ½, whatever share of them differs. Knows no trajectories.
 */
import { probability, upperTail } from './binomial.ts';

/** Alpha that may have been spent when `fraction` of all tasks that may be played have been, from 0 to 1. */
export function spent(alpha: number, fraction: number): number {
  return alpha * Math.log(1 + (Math.E - 1) * Math.min(1, Math.max(0, fraction)));
}

/** What was seen at a look, the looks before it included. */
export interface Look {
  /** Share of all tasks that may be played. */
  fraction: number;
  /** Tasks that differ. */
  discordant: number;
}

export interface Boundary {
  /** Fewest tasks won that cross it at the last of the looks; one more than there are where none does. */
  wins: number;
  /** P(at least that many of so many fair coins): what a p-value is held against. */
  level: number;
}

/**
 * The boundary at the last of the looks. Given the numbers that differ, the ways to the boundary are counted: what has
 * crossed before is gone, and of what is left as much may cross as the alpha spent until here allows.
 */
export function boundary(looks: readonly Look[], alpha: number): Boundary {
  let [before, crossed, wins] = [0, 0, 1];
  /** P(not crossed, so many won), by number. */
  let left: number[] = [1];
  for (const { fraction, discordant } of looks) {
    left = afterCoins(left, discordant - before);
    before = discordant;
    const most = spent(alpha, fraction);
    wins = left.length;
    while (wins > 0 && crossed + (left[wins - 1] as number) <= most) {
      wins -= 1;
      crossed += left[wins] as number;
    }
    left = left.slice(0, wins);
  }
  return { wins, level: upperTail(before, wins, 0.5) };
}

/** The distribution of the number won after so many fair coins more. */
function afterCoins(left: readonly number[], coins: number): number[] {
  const after = Array.from({ length: left.length + coins }, () => 0);
  for (let more = 0; more <= coins; more++) {
    const share = probability(coins, more, 0.5);
    for (let won = 0; won < left.length; won++)
      after[won + more] = (after[won + more] as number) + (left[won] as number) * share;
  }
  return after;
}
