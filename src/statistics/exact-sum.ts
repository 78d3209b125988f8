/**
 * Sums of floating-point numbers without rounding in between (J. R. Shewchuk, 1997), so that the sum is the same in
 * whatever order they come: rollouts finish in any.
 */

export interface ExactSum {
  /** Finite numbers only. */
  add(value: number): void;
  /** The number next to the true sum. */
  value(): number;
}

export function exactSum(): ExactSum {
  /** Numbers whose digits do not overlap, smallest first; their sum is the true one. */
  let parts: number[] = [];
  const add = (value: number): void => {
    if (value === 0) return;
    const kept: number[] = [];
    let high = value;
    for (const part of parts) {
      const [large, small] = Math.abs(high) < Math.abs(part) ? [part, high] : [high, part];
      high = large + small;
      const low = small - (high - large);
      if (low !== 0) kept.push(low);
    }
    kept.push(high);
    parts = kept;
  };
  const value = (): number => {
    let index = parts.length - 1;
    let high = parts[index] ?? 0;
    let low = 0;
    while (index > 0 && low === 0) {
      const part = parts[--index] ?? 0;
      const sum = high + part;
      low = part - (sum - high);
      high = sum;
    }
    // Half way between two numbers, what is left decides.
    const rest = parts[index - 1] ?? 0;
    if ((low < 0 && rest < 0) || (low > 0 && rest > 0)) {
      const rounded = high + 2 * low;
      if (rounded - high === 2 * low) return rounded;
    }
    return high;
  };
  return { add, value };
}
