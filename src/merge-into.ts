/**
 * Exploration done elsewhere, put into a run: rollouts of its incumbent, with the seeds that its own would have, become
 * rows of an iteration's file. The run, when it is resumed, plays what is missing, as after any interruption.
 */
import type { Config } from './config/schema.ts';
import { AgentgymError } from './errors.ts';
import { configOfRun } from './evolve.ts';
import { merge, type MergeReport } from './merge.ts';
import { type RunDirectory, runDirectory } from './runs/directory.ts';
import { type Journal, openJournal } from './runs/journal.ts';
import { incumbentOf } from './runs/incumbent.ts';
import { lock } from './runs/lock.ts';
import { seedOf } from './seeds.ts';
import type { Trajectory } from './trajectories/trajectory.ts';

export interface IntoRequest {
  /** The run directory; nothing else may be at work in it. */
  run: string;
  iteration: number;
  /** None: nothing is done but to say how to collect them. */
  files: readonly string[];
  signal?: AbortSignal | undefined;
}

/** How the rollouts of an iteration are played: what `collect-trajectories` has to be told. */
export interface Assignment {
  iteration: number;
  environments: readonly string[];
  /** Directory of the checkpoint that explores. */
  checkpoint: string;
  policy: string;
  samples: number;
  temperature: number;
  seed: number;
}

/**
 * Merges the files into the exploration of an iteration that is under way or next.
 * @throws AgentgymError E_STORE_MISMATCH where the run has no such iteration, where it has not begun or is explored
 * already, or where a row is not what the run itself would play; and as `merge` does.
 */
export async function mergeInto(request: IntoRequest): Promise<{ assignment: Assignment; report?: MergeReport }> {
  const { files, signal } = request;
  const directory = runDirectory(request.run);
  const config = await configOfRun(request.run);
  const held = await lock(directory.lock);
  try {
    const journal = await openJournal(directory.journal);
    try {
      const assignment = await assignmentOf(request, { config, directory, journal });
      if (files.length === 0) return { assignment };
      const out = directory.iteration(request.iteration).trajectories;
      return { assignment, report: await merge({ files, out, check: checkOf(assignment), signal }) };
    } finally {
      await journal.close();
    }
  } finally {
    await held.release();
  }
}

interface Run {
  config: Config;
  directory: RunDirectory;
  journal: Journal;
}

async function assignmentOf({ iteration, run }: IntoRequest, { config, directory, journal }: Run): Promise<Assignment> {
  const refuse = (what: string, hint: string): AgentgymError =>
    new AgentgymError('E_STORE_MISMATCH', `Iteration ${iteration} of ${run} ${what}.`, { hint });
  const goOn = `Go on with the run: agentgym evolve --resume ${run}.`;
  if (iteration > config.iterations)
    throw refuse(
      'is none that it will have',
      `It has ${config.iterations}: the config says \`iterations: ${config.iterations}\`.`,
    );
  if (journal.find(`iterations/${iteration}/explore`) !== undefined) throw refuse('is explored already', goOn);
  if (iteration < 1 || journal.find(`iterations/${iteration - 1}/evaluate`) === undefined)
    throw refuse('has not begun: who explores it is not decided', `${goOn} Interrupt it when it explores.`);
  const { samples, temperature, horizon } = config.explore;
  if (horizon !== undefined)
    throw refuse('has a horizon', 'collect-trajectories plays all rounds; leave out explore.horizon.');
  const policy = await incumbentOf(directory, journal);
  return {
    iteration,
    environments: config.environments.map(({ name }) => name),
    checkpoint: directory.checkpoint(policy),
    policy,
    samples,
    temperature,
    seed: seedOf(config.seed, 'explore', iteration),
  };
}

/** What is stored under a run's name passes for its own: each row must be one that it would have played. */
function checkOf({ environments, policy, samples, temperature, seed, iteration }: Assignment) {
  return (row: Trajectory, at: string): void => {
    const faults = [
      ...(row.policy === policy ? [] : [`of the policy ${row.policy}, not ${policy}`]),
      ...(row.temperature === temperature ? [] : [`at temperature ${row.temperature}, not ${temperature}`]),
      ...(row.seed === seedOf(seed, row.itemId, row.sample) ? [] : [`not of the seed ${seed}`]),
      ...(row.split === 'train' ? [] : [`of the split ${row.split}`]),
      ...(environments.includes(row.environment) ? [] : [`of ${row.environment}, which the run does not play`]),
      ...(row.sample < samples ? [] : [`sample ${row.sample} of ${samples}, counted from 0`]),
    ];
    if (faults.length === 0) return;
    throw new AgentgymError('E_STORE_MISMATCH', `${at} is ${faults.join(', and ')}.`, {
      hint: `agentgym merge --into DIR --iteration ${iteration}, without files, says how to collect them.`,
    });
  };
}
