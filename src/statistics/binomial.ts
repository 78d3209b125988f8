/**
 * The binomial distribution, exactly: tails by summation in logarithms, and the bounds of Clopper and Pearson. Knows no
 * trajectories; numbers of trials are those of tasks, up to some ten thousand.
 */

/** Logarithms of factorials from 0 on, as far as they have been asked for. */
const factorials: number[] = [0];

/** ln n! */
function logFactorial(n: number): number {
  for (let i = factorials.length; i <= n; i++) factorials.push((factorials[i - 1] as number) + Math.log(i));
  return factorials[n] as number;
}

/** The number of ways to choose k of n, as a logarithm; -Infinity where there is none. */
function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? Number.NEGATIVE_INFINITY : logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** P(X = k) of n trials that succeed with probability p. */
export function probability(n: number, k: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X ≥ k) of n trials that succeed with probability p. */
export function upperTail(n: number, k: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  // Of two sums that make 1, the one that begins with its largest term and falls from there.
  if (k > n * p)
    return Math.min(
      1,
      sumFrom(k, probability(n, k, p), (i) => ((n - i) * p) / ((i + 1) * (1 - p)), 1),
    );
  const below = sumFrom(k - 1, probability(n, k - 1, p), (i) => (i * (1 - p)) / ((n - i + 1) * p), -1);
  return Math.max(0, 1 - below);
}

/** Terms from the i-th on, each made of the one before, until they add nothing. */
function sumFrom(start: number, first: number, ratio: (i: number) => number, step: 1 | -1): number {
  let sum = 0;
  let term = first;
  for (let i = start; term > sum * 1e-17; i += step) {
    sum += term;
    term *= ratio(i);
  }
  return sum;
}

/**
 * The largest p that k successes in n trials do not refute at level `alpha`, one-sided: P(X ≤ k | p) = alpha
 * (C. J. Clopper and E. S. Pearson, 1934). Never below the exact one, and at most 10⁻⁹ above it.
 */
export function upperBound(n: number, k: number, alpha: number): number {
  return k >= n ? 1 : bisect((p) => 1 - upperTail(n, k + 1, p) > alpha).high;
}

/** The smallest p that k successes in n trials do not refute at level `alpha`, one-sided; never above the exact one. */
export function lowerBound(n: number, k: number, alpha: number): number {
  return k <= 0 ? 0 : bisect((p) => upperTail(n, k, p) <= alpha).low;
}

/** Where `below` turns from true to false in [0, 1]. */
function bisect(below: (p: number) => boolean): { low: number; high: number } {
  let [low, high] = [0, 1];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return { low, high };
}
