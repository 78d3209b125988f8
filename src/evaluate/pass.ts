/**
 * pass@k and pass^k of tasks that were played several times: the probability that at least one of k rollouts of a task
 * solves it, and that all k do, as means over the tasks. Unbiased estimates from n ≥ k rollouts (M. Chen et al., 2021,
 * arXiv 2107.03374; S. Yao et al., 2024, arXiv 2406.12045). Knows no trajectories.
 */

/** Rollouts of one task that count, and how many of them solved it. */
export interface Attempts {
  rollouts: number;
  solved: number;
}

export interface Pass {
  k: number;
  /** pass@k, in [0, 1]. */
  any: number;
  /** pass^k, in [0, 1]. */
  all: number;
  /** Tasks with at least k rollouts that count; the others are in neither. */
  tasks: number;
}

/** For k = 2, 4, 8, … below `samples`, and `samples` itself. */
export function passOf(tasks: readonly Attempts[], samples: number): Pass[] {
  const list: Pass[] = [];
  for (let k = 2; k < 2 * samples; k *= 2) {
    const drawn = Math.min(k, samples);
    const enough = tasks.filter(({ rollouts }) => rollouts >= drawn);
    if (enough.length === 0) continue;
    const mean = (of: (task: Attempts) => number): number =>
      enough.reduce((sum, task) => sum + of(task), 0) / enough.length;
    list.push({
      k: drawn,
      any: mean(({ rollouts, solved }) => 1 - allOf(rollouts, rollouts - solved, drawn)),
      all: mean(({ rollouts, solved }) => allOf(rollouts, solved, drawn)),
      tasks: enough.length,
    });
  }
  return list;
}

/** The probability that k drawn of n without replacement are all among c: C(c, k) / C(n, k). */
function allOf(n: number, c: number, k: number): number {
  let product = 1;
  for (let i = 0; i < k; i++) product *= Math.max(0, c - i) / (n - i);
  return product;
}
