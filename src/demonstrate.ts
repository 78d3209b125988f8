/**
 * D_s: the demonstrations that cloning learns from and that every iteration is mixed with. Played by the environments'
 * experts on training tasks, or read from a file.
 */
import { expertTasks } from './config/stages/demonstrations.ts';
import type { Config } from './config/schema.ts';
import type { Environment } from './environments/contract.ts';
import { explore } from './explore/pool.ts';
import { createExpertPolicy } from './policies/scripted.ts';
import { random, seedOf } from './seeds.ts';
import { readTrajectories } from './trajectories/read.ts';
import { openStore } from './trajectories/store.ts';
import type { Trajectory } from './trajectories/trajectory.ts';

export interface DemonstrateRequest {
  config: Config;
  environments: readonly Environment[];
  /** Where the expert's trajectories are kept. */
  file: string;
  signal: AbortSignal | undefined;
}

/** Trajectories of the demonstrated tasks, which are the first of the run's shuffled training tasks. */
export async function demonstrate({ config, environments, file, signal }: DemonstrateRequest): Promise<Trajectory[]> {
  const { demonstrations, seed } = config;
  if ('file' in demonstrations && demonstrations.file !== undefined) return readTrajectories(demonstrations.file);
  const store = await openStore(file);
  const policy = createExpertPolicy();
  try {
    return await explore({
      environments: environments.map((environment) => ({
        environment,
        tasks: random(seedOf(seed, 'tasks', environment.name))
          .shuffle(environment.tasks('train'))
          .slice(0, expertTasks(demonstrations, environment.name)),
      })),
      policy,
      samples: 1,
      stop: 'never',
      seed,
      temperature: 0,
      maxTokens: 1,
      failureShare: 0,
      known: store.rows(),
      signal,
      onTrajectory: (trajectory) => store.append(trajectory),
    });
  } finally {
    await policy.close();
    await store.close();
  }
}
