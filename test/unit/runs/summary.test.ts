import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/evaluate/metrics.ts';
import type { Evolution, IterationResult } from '../../../src/loop.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { toJson, writeWhole } from '../../../src/runs/files.ts';
import { openJournal } from '../../../src/runs/journal.ts';
import { summaryOf, unfinishedSummary } from '../../../src/runs/summary.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const root = scratchDirectory('summary');
const HEAD = { version: '1.2.3', seed: 7, configDigest: 'abc' };

/** Metrics of `solved` of two tasks. */
function metrics(solved: number) {
  return summarise([0, 1].map((i) => makeTrajectory(i, { reward: i < solved ? 1 : 0 })));
}

function iteration(index: number): IterationResult {
  const [explored, kept, loss] = [10 * index, 4, 0.5];
  const judged = { promoted: index === 1, verdict: index === 1 ? 'promote' : 'reject', reason: 'So.' } as const;
  const figures = { exploration: metrics(2), dev: metrics(1), looks: 1, comparison: undefined };
  return { index, explored, kept, loss, ...figures, ...judged };
}

async function journalOf(name: string, seconds: Record<string, number>) {
  const directory = runDirectory(join(root, name));
  const journal = await openJournal(directory.journal);
  for (const [key, time] of Object.entries(seconds)) await journal.record(key, null, time);
  return { directory, journal };
}

const SECONDS = {
  'iterations/1/explore': 4,
  'iterations/1/weigh': 0.0123,
  'iterations/1/train': 2.00049,
  'iterations/1/evaluate': 1,
  control: 1,
};
const CHECKPOINT = { id: 'fedcba', path: 'checkpoints/fedcba' };
const HALF = { success: 0.5, low: expect.closeTo(0.0945, 3), high: expect.closeTo(0.9055, 3), n: 2, reward: 0.5 };
const FIRST = {
  index: 1,
  explored: 10,
  kept: 4,
  loss: 0.5,
  dev: { counting: HALF },
  promoted: true,
  verdict: 'promote',
  seconds: { explore: 4, weigh: 0.012, train: 2, evaluate: 1 },
};

describe('the summary', () => {
  it('of a finished run has the shape that scripts read, and nothing else', async () => {
    const { journal } = await journalOf('finished', SECONDS);
    const evolution: Evolution = {
      baseline: { checkpoint: CHECKPOINT, dev: metrics(0) },
      iterations: [iteration(1)],
      final: { baseline: metrics(0), control: metrics(1), promoted: metrics(2) },
      promoted: { checkpoint: CHECKPOINT, iteration: 1 },
      lineage: [],
    };
    const summary = summaryOf(HEAD, 'eval', evolution, journal);
    expect(summary).toStrictEqual({
      status: 'completed',
      ...HEAD,
      seconds: 8.013,
      final: {
        split: 'eval',
        baseline: { counting: expect.objectContaining({ success: 0, low: 0, n: 2, reward: 0 }) as object },
        control: { counting: HALF },
        promoted: { counting: expect.objectContaining({ success: 1, high: 1, n: 2, reward: 1 }) as object },
      },
      promoted: { checkpoint: 'fedcba', iteration: 1 },
      iterations: [FIRST],
    });
    const { control: _, ...final } = evolution.final;
    expect(summaryOf(HEAD, 'dev', { ...evolution, final }, journal).final).not.toHaveProperty('control');
    await journal.close();
  });

  it('of an interrupted run has the iterations that were finished', async () => {
    const { directory, journal } = await journalOf('interrupted', { ...SECONDS, 'iterations/2/explore': 3 });
    await writeWhole(directory.iteration(1).metrics, toJson(iteration(1)));
    await writeWhole(directory.iteration(2).trajectories, '');
    const summary = await unfinishedSummary('interrupted', HEAD, { directory, journal });
    expect(summary).toStrictEqual({ status: 'interrupted', ...HEAD, seconds: 11.013, iterations: [FIRST] });
    await journal.close();
  });
});
