/** What one measurement of either side says. */

/** Tokens a second of time and of the process's CPU time; on a machine that does nothing else, they are nearly equal. */
export interface Rate {
  wall: number;
  cpu: number;
}

export interface Trained extends Rate {
  /** Of each optimiser step, before its update, in nats per token. */
  losses: number[];
}

export interface Generated extends Rate {
  /** The new tokens of each answer. */
  answers: number[][];
}

export function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const high = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] ?? high) + high) / 2;
}
