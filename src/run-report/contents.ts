/**
 * What a report of a run says, gathered from its directory: the run's page, baseline against promoted task by task, data
 * cards, and some trajectories worth reading. Plain data; html.ts and markdown.ts word it. Plays nothing and changes no
 * file. What cannot be read is left out, and said.
 */
import { basename } from 'node:path';
import { compare, type CompareReport } from '../compare.ts';
import { runDirectory } from '../runs/directory.ts';
import { readRun, type RunState } from '../runs/read-run.ts';
import type { RunPage } from '../viewer/api.ts';
import { runPage } from '../viewer/run-page.ts';
import { ServedRun } from '../viewer/served-run.ts';
import { storedOf } from '../viewer/stored.ts';
import { type CardWords, cardWords } from './data-card.ts';
import { type Episode, episodesOf } from './episodes.ts';
import { collectFaults } from './faults.ts';

export interface Contents {
  page: RunPage;
  /** The digest of the config, as summary.json has it. */
  configDigest: string | undefined;
  /** Held out; absent while either has not been assessed. */
  gain: CompareReport | undefined;
  /** By iteration, of those that have one. */
  cards: ReadonlyMap<number, CardWords>;
  episodes: Episode[];
  /** What could not be read, one sentence each. */
  faults: string[];
}

/** `state`: what the process that is ending the run knows better than its lock, which it still holds. */
export async function contentsOf(root: string, state?: RunState): Promise<Contents> {
  const read = await readRun(root);
  const { progress: _, ...ended } = read;
  const run = state === undefined ? read : { ...ended, state };
  const place = { id: '', path: basename(root) };
  // The code of custom environments is not run for a report: their turns are read in the format's plain form.
  const directory = runDirectory(root);
  const served = new ServedRun({ ...place, directory }, { custom: false });
  const collected = collectFaults(root);
  const { attempt, onDamaged } = collected;
  try {
    const page = await runPage(place, { run, stored: storedOf(directory, onDamaged), pictures: {} });
    // Only where both were assessed to the end is there something to compare.
    const final = run.summary?.final !== undefined;
    const gain = final ? await attempt('Baseline against promoted', () => compare(root, undefined)) : undefined;
    const cards = new Map<number, CardWords>();
    for (const { index, dataCard } of page.iterations) {
      const words = await attempt(`The data card of iteration ${index}`, () => cardWords(dataCard));
      if (words !== undefined) cards.set(index, words);
    }
    const episodes = await attempt('The trajectories', () => episodesOf(run, served, collected));
    const { configDigest } = run.summary ?? {};
    return {
      page,
      configDigest,
      gain,
      cards,
      episodes: episodes ?? [],
      faults: [...page.faults, ...collected.faults()],
    };
  } finally {
    await served.close();
  }
}
