/**
 * The gates: what a candidate must show on the split it is judged by to become the incumbent. Looks at figures alone;
 * whoever asks for a look plays what it lacks.
 */
import { marginOf, type PromotionConfig } from '../config/stages/promotion.ts';
import { type Judgement, judge, type Look } from './significant.ts';

/**
 * The part of an evaluation's metrics that decides; success is in [0, 1], null where no rollout counts. `errors` are the
 * rollouts that are missing, and `missing` the rates, had all of these failed, and had all succeeded.
 */
export interface Judged {
  environments: Record<string, unknown>;
  total: { success: number | null; errors?: number; missing?: { low: number; high: number } };
}

export interface Decision extends Judgement {
  promoted: boolean;
}

/** Means of rates differ in their last bits where they are equal. */
const ROUNDING = 1e-9;

/** Agents by what they came to at the first look. */
export type Contest = Record<'candidate' | 'incumbent', { dev: Judged }>;

/**
 * What the configured gate says; `looks` are those that were taken, at least one. Of `decisions` in a run, as many as it
 * has iterations, each gets the same part of its alpha (C. E. Bonferroni, 1936). `compare` gives the two on the tasks of
 * a look, counted from 1; it is asked for one more only while nothing is decided.
 */
export async function decide<L extends Look>(
  promotion: PromotionConfig,
  { candidate, incumbent }: Contest,
  decisions: number,
  compare: (look: number) => Promise<L>,
): Promise<Decision & { looks: L[] }> {
  const looks = [await compare(1)];
  if (promotion.gate === 'always') return { ...promoted('The gate lets every candidate through.'), looks };
  if (promotion.gate === 'better') return { ...promote({ candidate: candidate.dev, incumbent: incumbent.dev }), looks };
  const rule = { alpha: promotion.alpha / decisions, margin: (name: string) => marginOf(promotion, name) };
  for (;;) {
    const judgement = judge(looks, rule);
    const last = (looks.at(-1)?.fraction ?? 1) >= 1;
    if (last || judgement.verdict !== 'inconclusive')
      return { ...judgement, promoted: judgement.verdict === 'promote', looks };
    looks.push(await compare(looks.length + 1));
  }
}

/**
 * The gate `better`: compares the success of the two, unweighted mean over the environments; a tie keeps the incumbent,
 * and so does a candidate without a rate. What is missing decides nothing, and is told. Both must have been judged in the
 * same environments.
 */
export function promote({ candidate, incumbent }: { candidate: Judged; incumbent: Judged }): Decision {
  const names = (judged: Judged): string => Object.keys(judged.environments).toSorted().join(', ');
  if (names(candidate) !== names(incumbent)) {
    throw new Error(
      `Candidate (${names(candidate)}) and incumbent (${names(incumbent)}) were judged in different environments.`,
    );
  }
  const [rate, bar] = [candidate.total.success, incumbent.total.success];
  if (rate === null) return rejected('The candidate has no success rate: no rollout counts.');
  if (bar === null) return promoted('The incumbent has no success rate: none of its rollouts counts.');
  const missing = missingOf(boundsOf(candidate.total, rate), boundsOf(incumbent.total, bar));
  const compared = `candidate ${percent(rate)}, incumbent ${percent(bar)}.${missing}`;
  if (rate - bar > ROUNDING) return promoted(`The candidate does better: ${compared}`);
  if (bar - rate > ROUNDING) return rejected(`The candidate does worse: ${compared}`);
  return rejected(`A tie keeps the incumbent: both ${percent(rate)}.${missing}`);
}

/** How many rollouts an agent lacks, and between which rates it lies by them. */
interface Bounds {
  errors: number;
  low: number;
  high: number;
}

function boundsOf({ errors = 0, missing }: Judged['total'], rate: number): Bounds {
  return { errors, low: missing?.low ?? rate, high: missing?.high ?? rate };
}

/** What the difference would be, had all that is missing gone against the candidate, and all for it. */
function missingOf(candidate: Bounds, incumbent: Bounds): string {
  if (candidate.errors + incumbent.errors === 0) return '';
  const [low, high] = [candidate.low - incumbent.high, candidate.high - incumbent.low].map(inPoints);
  const missing = `of the candidate ${candidate.errors}, of the incumbent ${incumbent.errors}`;
  return ` Rollouts are missing, ${missing}: by them the difference is ${low} to ${high} points.`;
}

function inPoints(difference: number): string {
  // Without the sign of a zero.
  return (Math.round(1000 * difference) / 10 || 0).toFixed(1).replace('-', '−');
}

function promoted(reason: string): Decision {
  return { verdict: 'promote', promoted: true, reason };
}

function rejected(reason: string): Decision {
  return { verdict: 'reject', promoted: false, reason };
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)} %`;
}
