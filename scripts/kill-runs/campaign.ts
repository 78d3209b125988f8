/**
 * Kills of small runs, a whole campaign of them: one run that nobody disturbs, then runs that are killed at drawn moments
 * until there were enough kills, each finished and compared with the first. One process at a time.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { random, seedOf } from '../../src/seeds.ts';
import { differencesOf } from '../../test/support/same-run.ts';
import { Attempt, finishedIn } from './attempt.ts';
import { type Kill, runChain } from './chain.ts';
import { drawMoments, type Moment, type Stage, stagesOf } from './moments.ts';

/** A moment that was missed so often is drawn nearer to the beginning of its stage. */
const MISSES = 2;

export interface CampaignRequest {
  config: string;
  /** Gets a directory for each run; those that came to the same are removed. */
  root: string;
  count: number;
  seed: number;
  /** Kills of one run. */
  perRun: number;
  on?: (text: string) => void;
}

export interface Campaign {
  stages: readonly Stage[];
  kills: readonly Kill[];
  runs: number;
  /** By run directory, what differs from the run that nobody disturbed. */
  differences: ReadonlyMap<string, readonly string[]>;
}

/** @throws Error where the undisturbed run does not come to its end. */
export async function campaign(request: CampaignRequest): Promise<Campaign> {
  const { config, root, count, seed, perRun, on = () => {} } = request;
  mkdirSync(root, { recursive: true });
  const reference = join(root, 'whole');
  const stages = await undisturbed(reference, config);
  on(`The undisturbed run took ${(stages.reduce((sum, { lasted }) => sum + lasted, 0) / 1000).toFixed(1)} s.`);
  const chance = random(seedOf(seed, 'cuts'));
  let pending = drawMoments(stages, count, seedOf(seed, 'moments'));
  const kills: Kill[] = [];
  const differences = new Map<string, string[]>();
  let runs = 0;
  while (pending.length > 0) {
    const directory = join(root, `run-${++runs}`);
    const moments = pending.slice(0, perRun).toSorted((a, b) => a.place - b.place);
    const onKill = (kill: Kill): void => void kills.push(kill);
    const { missed, faults } = await runChain({ directory, config, reference, stages, moments, chance, onKill });
    pending = [...pending.slice(perRun), ...missed.map(sooner)];
    const different = faults.length > 0 ? faults : await differencesOf(reference, directory);
    on(`${kills.length} of ${count} kills, run ${runs}: ${different.length === 0 ? 'the same' : 'NOT THE SAME'}`);
    if (different.length > 0) differences.set(directory, different);
    else for (const path of [directory, `${directory}.resets`]) rmSync(path, { recursive: true });
  }
  return { stages, kills, runs, differences };
}

async function undisturbed(directory: string, config: string): Promise<Stage[]> {
  const attempt = new Attempt({ directory, config, resets: `${directory}.resets` });
  const status = await attempt.end();
  if (status !== 0) throw new Error(`The undisturbed run ended with ${status}: ${attempt.said}`);
  return stagesOf(finishedIn(directory), attempt.started, Date.now());
}

/** A stage that took less time than in the undisturbed run ends before its late moments. */
function sooner(moment: Moment): Moment {
  const missed = moment.missed + 1;
  return { ...moment, missed, share: missed > MISSES ? moment.share / 2 : moment.share };
}
