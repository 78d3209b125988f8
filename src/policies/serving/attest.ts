/**
 * Attestation: whether an endpoint that was told to serve a checkpoint answers with it. Held against each other are what
 * the endpoint answers now (twice, which tells its noise), what the checkpoint answers, and what the checkpoint answers that was
 * served before. A pure decision; who asks is ask.ts.
 */
import { distance, distances, type Measure, measureOf, type Readings } from './distance.ts';

/**
 * `proven`: nearer to the new checkpoint than to the previous one. `stale`: nearer to the previous one.
 * `indistinguishable`: neither, the two checkpoints agree on every probe. `unproven`: there is nothing to compare with.
 */
export type Verdict = 'proven' | 'indistinguishable' | 'stale' | 'unproven';

export interface Evidence {
  /** What the endpoint answers, asked twice. */
  answers: readonly [Readings, Readings];
  /** What the checkpoint answers, by its trainer, or by an endpoint that served it before. */
  expected: Readings | undefined;
  /** The same of the checkpoint that was served before. */
  previous: Readings | undefined;
  /** What this endpoint answered to the same before it was told to switch, asked twice. */
  before?: readonly [Readings, Readings] | undefined;
}

export interface Attestation {
  verdict: Verdict;
  measure: Measure;
  /** Conversations that were compared. */
  probes: number;
  /** Distances of the answers (distance.ts); null where there is nothing to compare with. */
  toExpected: number | null;
  toPrevious: number | null;
  /** Largest distance, over the conversations, of the endpoint's two answers to the same. */
  noise: number;
  tolerance: number;
}

/** How many times the noise counts as no difference. */
const TOLERANCE = 3;

export function attest({ answers, expected, previous, before }: Evidence): Attestation {
  const [first, second] = answers;
  const others = [expected, previous, ...(before ?? [])].filter((readings) => readings !== undefined);
  const measure = measureOf(first, second, ...others);
  const pairs = before === undefined ? [answers] : [answers, before];
  const noise = Math.max(0, ...pairs.flatMap(([one, other]) => distances(one, other, measure)));
  const tolerance = TOLERANCE * noise;
  const to = (readings: Readings | undefined): number | null =>
    readings === undefined || first.length === 0
      ? null
      : (distance(first, readings, measure) + distance(second, readings, measure)) / 2;
  const [toExpected, toPrevious] = [to(expected), to(previous)];
  const figures = { measure, probes: first.length, toExpected, toPrevious, noise, tolerance };
  if (toExpected === null || toPrevious === null) return { verdict: 'unproven', ...figures };
  const nearer = toPrevious - toExpected;
  if (nearer > tolerance) return { verdict: 'proven', ...figures };
  if (nearer >= -tolerance) return { verdict: 'indistinguishable', ...figures };
  // Another arithmetic than the trainer's may outweigh a small step of training; but then the answers have moved.
  const moved = to(before?.[0]);
  const still = moved === null || moved <= tolerance;
  return { verdict: still ? 'stale' : 'indistinguishable', ...figures };
}
