/**
 * summary.json: what a run came to, in the shape that scripts read. Equal for equal seeds in everything but times, usage
 * and machine.
 */
import type { Metrics } from '../evaluate/metrics.ts';
import type { Missing } from '../evaluate/missing.ts';
import type { Reached, Spent } from '../explore/budget.ts';
import type { Evolution, IterationResult } from '../loop.ts';
import type { Verdict } from '../promote/significant.ts';
import type { RunDirectory } from './directory.ts';
import { readJson, rewritten } from './files.ts';
import type { Journal } from './journal.ts';
import type { Machine } from './machine.ts';

/** One environment's result; success and reward in [0, 1], null where no rollout counts. */
export interface Score {
  success: number | null;
  low: number | null;
  high: number | null;
  n: number;
  reward: number | null;
  /** What errors could at most have changed; absent where nothing is missing. */
  missing?: Missing;
}
export type Scores = Record<string, Score>;

export interface Summary {
  status: 'completed' | 'interrupted' | 'limited' | 'failed';
  version: string;
  seed: number;
  configDigest: string;
  /** Where its last attempt ran; absent from older runs. */
  machine?: Machine;
  /** Tokens of all rollouts, those of errors and of earlier attempts among them, and what they cost. */
  usage?: Spent;
  /** With status `limited`: the limit that is reached (wallClock in seconds). */
  limit?: Reached;
  seconds: number;
  final?: { split: string; baseline: Scores; control?: Scores; promoted: Scores };
  promoted?: { checkpoint: string; iteration: number };
  iterations: IterationSummary[];
}

export interface IterationSummary {
  index: number;
  explored: number;
  kept: number;
  loss: number | null;
  dev: Scores;
  promoted: boolean;
  verdict: Verdict;
  seconds: { explore: number; weigh: number; train: number; evaluate: number };
}

export type SummaryHead = Pick<Summary, 'version' | 'seed' | 'configDigest' | 'machine' | 'usage' | 'limit'>;

/** The summary of a finished loop. */
export function summaryOf(head: SummaryHead, split: string, evolution: Evolution, journal: Journal): Summary {
  const { final, promoted, iterations } = evolution;
  return {
    status: 'completed',
    ...head,
    seconds: round(journal.seconds()),
    final: {
      split,
      baseline: scoresOf(final.baseline),
      ...(final.control === undefined ? {} : { control: scoresOf(final.control) }),
      promoted: scoresOf(final.promoted),
    },
    promoted: { checkpoint: promoted.checkpoint.id, iteration: promoted.iteration },
    iterations: iterations.map((result) => iterationOf(result, journal)),
  };
}

/** The summary of a loop that did not come to its end, with the iterations that did. */
export async function unfinishedSummary(
  status: Exclude<Summary['status'], 'completed'>,
  head: SummaryHead,
  { directory, journal }: { directory: RunDirectory; journal: Journal },
): Promise<Summary> {
  const iterations: IterationSummary[] = [];
  for (let index = 1; ; index++) {
    const result = await readJson<IterationResult>(directory.iteration(index).metrics, rewritten(directory));
    if (result === undefined) break;
    iterations.push(iterationOf(result, journal));
  }
  return { status, ...head, seconds: round(journal.seconds()), iterations };
}

function iterationOf(result: IterationResult, journal: Journal): IterationSummary {
  const { index, explored, kept, loss, dev, promoted, verdict } = result;
  const seconds = (stage: string): number => round(journal.find(`iterations/${index}/${stage}`)?.seconds ?? 0);
  return {
    index,
    explored,
    kept,
    loss,
    dev: scoresOf(dev),
    promoted,
    verdict,
    seconds: {
      explore: seconds('explore'),
      weigh: seconds('weigh'),
      train: seconds('train'),
      evaluate: seconds('evaluate'),
    },
  };
}

export function scoresOf(metrics: Metrics): Scores {
  return Object.fromEntries(
    Object.entries(metrics.environments).map(([name, { success, low, high, n, reward, missing }]) => [
      name,
      { success, low, high, n, reward, ...(missing === undefined ? {} : { missing }) },
    ]),
  );
}

/** To milliseconds. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
