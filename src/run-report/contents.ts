/**
 * What a report of a run says, gathered from its directory: the run's page, baseline against promoted task by task, and
 * some trajectories worth reading. Plain data; html.ts and markdown.ts word it. Plays nothing and changes no file.
 */
import { basename } from 'node:path';
import { compare, type CompareReport } from '../compare.ts';
import { runDirectory } from '../runs/directory.ts';
import { readRun, type RunState } from '../runs/read-run.ts';
import type { RunPage } from '../viewer/api.ts';
import { runPage } from '../viewer/run-page.ts';
import { ServedRun } from '../viewer/served-run.ts';
import { storedOf } from '../viewer/stored.ts';
import { type Episode, episodesOf } from './episodes.ts';

export interface Contents {
  page: RunPage;
  /** The digest of the config, as summary.json has it. */
  configDigest: string | undefined;
  /** Held out; absent while either has not been assessed. */
  gain: CompareReport | undefined;
  episodes: Episode[];
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
  try {
    const page = await runPage(place, { run, stored: storedOf(directory), pictures: {} });
    // Only where both were assessed to the end is there something to compare.
    const gain = run.summary?.final === undefined ? undefined : await compare(root, undefined).catch(() => undefined);
    return { page, configDigest: run.summary?.configDigest, gain, episodes: await episodesOf(run, served) };
  } finally {
    await served.close();
  }
}
