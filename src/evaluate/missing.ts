/**
 * Worst-case bounds: what the rollouts that ended in errors of the plumbing, which are in no rate, could at most have
 * changed, and the words in which every table and page says so.
 */
import { meanOf } from './mean.ts';

export interface Missing {
  /** Of all rollouts, in (0, 1]. */
  share: number;
  /** The success rate, had every missing rollout failed, and had every one succeeded. */
  low: number;
  high: number;
}

interface Part {
  success: number | null;
  n: number;
  errors: number;
  missing?: Missing;
}

/** `2.0 % missing: 59.8 to 61.8 %`, for beside a rate. */
export function missingWords({ share, low, high }: Missing): string {
  return `${percent(share)} % missing: ${percent(low)} to ${percent(high)} %`;
}

/** `3 missing: −1.0 to 5.0`, for beside a difference in points. */
export function missingPairsWords(pairs: number, { low, high }: Pick<Missing, 'low' | 'high'>): string {
  return `${pairs} missing: ${percent(low)} to ${percent(high)}`;
}

/** With a true minus sign, and without one where it is nought. */
function percent(share: number): string {
  return (Math.round(1000 * share) / 10 || 0).toFixed(1).replace('-', '−');
}

/** Of so many rollouts; nothing where none is missing. */
export function missingOf({ all, errors, solved }: Record<'all' | 'errors' | 'solved', number>): { missing?: Missing } {
  return errors === 0 ? {} : { missing: { share: errors / all, low: solved / all, high: (solved + errors) / all } };
}

/** Of the mean where only the environments' scores are known: how many are missing follows from the share and from n. */
export function missingOfScores(scores: readonly Omit<Part, 'errors'>[]): { missing?: Missing } {
  return missingOfMean(
    scores.map((one) => {
      const share = one.missing?.share ?? 0;
      return { ...one, errors: Math.round((one.n * share) / Math.max(1 - share, 1e-9)) };
    }),
  );
}

/** Of the mean of the environments' rates; the share is that of all rollouts. */
export function missingOfMean(environments: readonly Part[]): { missing?: Missing } {
  const errors = environments.reduce((sum, one) => sum + one.errors, 0);
  const all = environments.reduce((sum, one) => sum + one.n + one.errors, 0);
  const low = meanOf(environments.map(({ success, missing }) => missing?.low ?? success));
  const high = meanOf(environments.map(({ success, missing }) => missing?.high ?? success));
  return errors === 0 || low === null || high === null ? {} : { missing: { share: errors / all, low, high } };
}
