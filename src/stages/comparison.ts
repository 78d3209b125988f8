/**
 * The stage that compares: candidate and incumbent on the same `dev` tasks with the same seeds, look by look. Each
 * checkpoint's rollouts are in the file of its own iteration, so that what it has played once is not played again,
 * whomever it is compared with.
 */
import { comparePairs, type PlayedTask } from '../evaluate/paired.ts';
import type { Compared, Standing } from '../loop.ts';
import { seedOf } from '../seeds.ts';
import { factsOf, trajectoriesIn } from '../trajectories/collection.ts';
import { counts } from '../trajectories/trajectory.ts';
import { devTasks, fractionOf } from './dev-tasks.ts';
import { furtherLook } from './labels.ts';
import { evaluate } from './rollouts.ts';
import { once, type Workshop } from './workshop.ts';

/** A look, counted from 1; the first has nothing to play, since both have been evaluated. */
export async function compareAt(
  workshop: Workshop,
  look: number,
  contest: Record<'candidate' | 'incumbent', Standing>,
): Promise<Compared> {
  const { config, environments, journal, on } = workshop;
  const { iteration } = contest.candidate;
  const key = `iterations/${iteration}/looks/${look}`;
  if (look > 1 && journal.find(key) === undefined) {
    for (const agent of ['candidate', 'incumbent'] as const)
      await playFresh(workshop, { iteration, look, agent, standing: contest[agent] });
  }
  const compared = await once(workshop, key, async () => {
    const played = {
      candidate: await playedOf(workshop, contest.candidate, look),
      incumbent: await playedOf(workshop, contest.incumbent, look),
    };
    const names = environments.map(({ name }) => name);
    const comparison = comparePairs(played, names, seedOf(config.seed, 'compare', iteration, look));
    return { ...comparison, fraction: fractionOf(config, environments, look) };
  });
  on({ type: 'compared', iteration, look, comparison: compared });
  return compared;
}

interface Fresh {
  iteration: number;
  look: number;
  agent: 'candidate' | 'incumbent';
  standing: Standing;
}

/** Plays the tasks that this look has and no earlier one had. */
async function playFresh(workshop: Workshop, { iteration, look, agent, standing }: Fresh): Promise<void> {
  const { config, environments, directory } = workshop;
  const fresh = new Map(
    environments.map((one) => [one.name, devTasks(config, one, look).slice(devTasks(config, one, look - 1).length)]),
  );
  const wanted = [...fresh.values()].reduce((sum, tasks) => sum + tasks.length, 0) * config.evaluate.samples;
  const ids = new Set([...fresh].flatMap(([name, tasks]) => tasks.map(({ itemId }) => `${name} ${itemId}`)));
  const known = (await rowsOf(workshop, standing)).filter(
    (row) => counts(row) && ids.has(`${row.environment} ${row.itemId}`),
  );
  // Its policy need not be opened, which may mean to load weights into servers.
  if (known.length === wanted) return;
  await evaluate(workshop, furtherLook(iteration, look, agent), {
    checkpoint: standing.checkpoint,
    file: directory.iteration(standing.iteration).dev,
    key: `iterations/${iteration}/looks/${look}/${agent}`,
    split: 'dev',
    tasks: ({ name }) => fresh.get(name) ?? [],
  });
}

/** What an agent has played of the tasks of a look. */
async function playedOf(workshop: Workshop, standing: Standing, look: number): Promise<PlayedTask[]> {
  const { config, environments } = workshop;
  const ids = new Set(
    environments.flatMap((one) => devTasks(config, one, look).map(({ itemId }) => `${one.name} ${itemId}`)),
  );
  return (await rowsOf(workshop, standing)).filter(({ environment, itemId }) => ids.has(`${environment} ${itemId}`));
}

/** Without the conversations. */
async function rowsOf({ directory }: Workshop, { iteration }: Standing): Promise<PlayedTask[]> {
  const rows: PlayedTask[] = [];
  for await (const row of factsOf(trajectoriesIn(directory.iteration(iteration).dev))) {
    const { environment, itemId, sample, outcome, reward } = row;
    rows.push({ environment, itemId, sample, outcome, reward });
  }
  return rows;
}
