/** Means of what may be unknown. */

/** The mean; null when there is nothing, or something in it is null. */
export function meanOf(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum / values.length;
}
