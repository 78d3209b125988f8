/**
 * `collect`: a policy plays tasks, and every trajectory is stored as it finishes. A file that holds some of them already
 * gets the rest. `createPolicy` is how commands name policies.
 */
import { resolve } from 'node:path';
import type { Environment, Split } from './environments/contract.ts';
import { AgentgymError } from './errors.ts';
import { explore, type ExploreRequest } from './explore/pool.ts';
import type { ExploreProgress } from './explore/progress.ts';
import { digestOf } from './lm/checkpoint/checkpoint.ts';
import type { Policy } from './policies/contract.ts';
import { createLocalPolicy } from './policies/local.ts';
import { createExpertPolicy, createRandomPolicy } from './policies/scripted.ts';
import { openStore } from './trajectories/store.ts';
import type { Trajectory } from './trajectories/trajectory.ts';

/** A policy by name: scripted, or the model in a directory of Hugging Face layout. */
export type PolicyName = 'expert' | 'random' | { checkpoint: string };

/** Makes the policy; throws E_STORE_CHECKPOINT where the directory cannot be used. */
export async function createPolicy(name: PolicyName): Promise<Policy> {
  if (name === 'expert') return createExpertPolicy();
  if (name === 'random') return createRandomPolicy();
  const path = resolve(name.checkpoint);
  return createLocalPolicy({ checkpoint: { id: await digestOf(path), path } });
}

export interface CollectRequest
  extends Pick<ExploreRequest, 'policy' | 'samples' | 'seed' | 'temperature' | 'maxTokens' | 'concurrency' | 'signal'> {
  environments: readonly Environment[];
  split: Split;
  /** Most tasks of each environment. */
  limit?: number | undefined;
  /** JSON lines, appended to; undefined: trajectories are returned only. */
  file?: string | undefined;
  failureShare?: number;
  onTrajectory?: ((trajectory: Trajectory, progress: ExploreProgress) => void) | undefined;
}

/**
 * Plays `samples` rollouts of each task, but those that the file holds; resolves to all of them.
 * Throws E_STORE_MISMATCH where the file was collected with another policy, temperature or seed.
 */
export async function collect(request: CollectRequest): Promise<Trajectory[]> {
  const { environments, split, limit, file, failureShare = 1, onTrajectory, ...rest } = request;
  const store = file === undefined ? undefined : await openStore(file);
  const known = store?.rows() ?? [];
  try {
    for (const trajectory of known) refuseOthers(trajectory, request);
    return await explore({
      ...rest,
      stop: 'never',
      environments: environments.map((environment) => ({
        environment,
        tasks: environment.tasks(split).slice(0, limit),
      })),
      failureShare,
      known,
      onTrajectory: async (trajectory, progress) => {
        await store?.append(trajectory);
        onTrajectory?.(trajectory, progress);
      },
    });
  } finally {
    await store?.close();
  }
}

/** Rows of another policy or temperature in the same file would pass for this one's. */
function refuseOthers(trajectory: Trajectory, { policy, temperature, file }: CollectRequest): void {
  if (trajectory.policy === policy.name && trajectory.temperature === temperature) return;
  const there = `${trajectory.policy} at temperature ${trajectory.temperature}`;
  throw new AgentgymError('E_STORE_MISMATCH', `${file} holds trajectories of ${there}.`, {
    hint: `This command collects ${policy.name} at temperature ${temperature}; give another --out.`,
  });
}
