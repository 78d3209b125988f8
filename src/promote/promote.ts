/**
 * The gate: the candidate becomes incumbent only if it does better on the split it is judged by. Looks at metrics alone.
 */

/** The part of an evaluation's metrics that decides; success is in [0, 1], null where no rollout counts. */
export interface Judged {
  environments: Record<string, unknown>;
  total: { success: number | null };
}

export interface Verdict {
  promoted: boolean;
  /** A sentence. */
  reason: string;
}

/** Means of rates differ in their last bits where they are equal. */
const ROUNDING = 1e-9;

/**
 * Compares the success of the two, unweighted mean over the environments; a tie keeps the incumbent, and so does a
 * candidate without a rate. Both must have been judged in the same environments.
 */
export function promote({ candidate, incumbent }: { candidate: Judged; incumbent: Judged }): Verdict {
  const names = (judged: Judged): string => Object.keys(judged.environments).toSorted().join(', ');
  if (names(candidate) !== names(incumbent)) {
    throw new Error(
      `Candidate (${names(candidate)}) and incumbent (${names(incumbent)}) were judged in different environments.`,
    );
  }
  const [rate, bar] = [candidate.total.success, incumbent.total.success];
  if (rate === null) return { promoted: false, reason: 'The candidate has no success rate: no rollout counts.' };
  if (bar === null)
    return { promoted: true, reason: 'The incumbent has no success rate: none of its rollouts counts.' };
  const compared = `candidate ${percent(rate)}, incumbent ${percent(bar)}`;
  if (rate - bar > ROUNDING) return { promoted: true, reason: `The candidate does better: ${compared}.` };
  if (bar - rate > ROUNDING) return { promoted: false, reason: `The candidate does worse: ${compared}.` };
  return { promoted: false, reason: `A tie keeps the incumbent: both ${percent(rate)}.` };
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)} %`;
}
