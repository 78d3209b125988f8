/**
 * `collect`: a policy plays tasks, and every trajectory is stored as it finishes. A file that holds some of them already
 * gets the rest. `evaluate` is that with metrics; `createPolicy` is how commands name policies.
 */
import { resolve } from 'node:path';
import type { EndpointConfig, LimitsConfig } from './config/schema.ts';
import { formatsTold, type Opening, openingsOf } from './environments/action-formats/told.ts';
import type { Environment, Split, Task } from './environments/contract.ts';
import { type Shard, shardOf } from './environments/shard.ts';
import { AgentgymError } from './errors.ts';
import { type Evaluation, evaluateWith } from './evaluate/suite.ts';
import { createBudget, NOTHING, type Spent } from './explore/budget.ts';
import { explore, type ExploreRequest, playAll, type PoolRequest } from './explore/pool.ts';
import type { ExploreProgress } from './explore/progress.ts';
import type { Policy } from './policies/contract.ts';
import { createEndpointPolicy } from './policies/endpoint.ts';
import { createLocalPolicy, type LocalPolicyOptions } from './policies/local.ts';
import { createExpertPolicy, createRandomPolicy, type ExpertOptions } from './policies/scripted.ts';
import { checkpointAt } from './runs/intact.ts';
import { lock } from './runs/lock.ts';
import { spentIn } from './runs/spent.ts';
import { seedOf } from './seeds.ts';
import { type Trajectories, trajectoriesOf } from './trajectories/collection.ts';
import { openStore } from './trajectories/store.ts';
import { type Trajectory, trajectoryId } from './trajectories/trajectory.ts';

/** A policy by name: scripted, the model in a directory of Hugging Face layout, or one behind an endpoint. */
export type PolicyName = 'expert' | 'random' | { checkpoint: string } | { endpoint: EndpointConfig };

/**
 * Makes the policy; throws E_STORE_CHECKPOINT where the directory cannot be used, E_POLICY_ACCESS where the key of an
 * endpoint is not set. `epsilon` is the expert's, the other settings are a checkpoint's.
 */
export async function createPolicy(
  name: PolicyName,
  { epsilon, ...settings }: Omit<LocalPolicyOptions, 'checkpoint'> & ExpertOptions = {},
): Promise<Policy> {
  if (name === 'expert') return createExpertPolicy({ epsilon });
  if (name === 'random') return createRandomPolicy();
  if ('endpoint' in name) return createEndpointPolicy(name.endpoint);
  return createLocalPolicy({ ...settings, checkpoint: await checkpointAt(resolve(name.checkpoint)) });
}

type Sampling = 'temperature' | 'topP' | 'topK' | 'maxTokens';

export interface CollectRequest
  extends Pick<
    ExploreRequest,
    'policy' | 'samples' | 'seed' | 'format' | 'concurrency' | 'signal' | 'clock' | Sampling
  > {
  environments: readonly Environment[];
  split: Split;
  /** The first so many tasks of each environment (any first part is a fair sample); default: all. */
  limit?: number | undefined;
  /** Which of the tasks, where several machines share them; default: all. */
  shard?: Shard | undefined;
  /** JSON lines, appended to; undefined: trajectories are returned only. */
  file?: string | undefined;
  /** Largest share of rollouts that may end in an error of environment or policy; default: 1. */
  failureShare?: number | undefined;
  /** What the rollouts may use up, those that the file holds among them. */
  limits?: Pick<LimitsConfig, 'tokens' | 'cost'> | undefined;
  /** Hears that most of a limit is used up. */
  onWarning?: ((message: string) => void) | undefined;
  /** `spent` is what the file's rollouts came to so far, those that it held before among them. */
  onTrajectory?: ((trajectory: Trajectory, progress: ExploreProgress, spent: Spent) => void) | undefined;
}

/** What a file holds of a request. */
export interface Collected {
  trajectories: Trajectories;
  rollouts: number;
}

/**
 * Plays `samples` rollouts of each task, but those that the file holds; resolves to all of them, by environment, task and
 * sample. They are held in memory; `collectInto` leaves them in the file. Throws as that.
 */
export async function collect(request: CollectRequest): Promise<Trajectory[]> {
  const { file } = request;
  if (file === undefined) return explore(poolRequest(request, NOTHING));
  const { trajectories, ids } = await fill({ ...request, file });
  const rows = new Map<string, Trajectory>();
  for await (const row of trajectoriesOf(trajectories)) rows.set(row.id, row);
  return ids.map((id) => rows.get(id) as Trajectory);
}

/**
 * Plays what the file does not hold yet.
 * Throws E_STORE_MISMATCH where the file holds what this request would not play, E_STORE_LOCKED where another process
 * writes to it, and as `explore` does: LimitReached where a limit left rollouts to play.
 */
export async function collectInto(request: CollectRequest & { file: string }): Promise<Collected> {
  const { trajectories, ids } = await fill(request);
  return { trajectories, rollouts: ids.length };
}

async function fill(
  request: CollectRequest & { file: string },
): Promise<{ trajectories: Trajectories; ids: readonly string[] }> {
  const { file } = request;
  const held = await lock(`${file}.lock`);
  try {
    const store = await openStore(file);
    try {
      await refuseOthers(store.trajectories(), request);
      const pool = poolRequest(request, await spentIn([file]), (trajectory) => store.append(trajectory));
      const ids = await playAll({ ...pool, known: store.outcomeOf });
      return { trajectories: store.trajectories(ids), ids };
    } finally {
      await store.close();
    }
  } finally {
    await held.release();
  }
}

export type EvaluateRequest = CollectRequest;

/** Collects, and says what it comes to. Throws as `collect` does. */
export function evaluate(request: EvaluateRequest): Promise<Evaluation> {
  return evaluateWith(collect, request);
}

/** What is played; `spent` was before, also on rows that were replaced. */
function poolRequest(
  request: CollectRequest,
  spent: Spent,
  keep: (trajectory: Trajectory) => void | Promise<void> = () => {},
): Omit<PoolRequest, 'known'> {
  const { split: _split, limit: _limit, shard: _shard, file: _file, limits, onWarning, ...rest } = request;
  const { failureShare = 1, onTrajectory, ...sampling } = rest;
  const budget = createBudget({ limits: limits ?? {}, spent, onWarning });
  budget.warn();
  return {
    ...sampling,
    stop: 'never',
    environments: request.environments.map((environment) => ({ environment, tasks: tasksOf(environment, request) })),
    failureShare,
    budget,
    onTrajectory: async (trajectory, progress) => {
      await keep(trajectory);
      onTrajectory?.(trajectory, progress, budget.spent());
    },
  };
}

function tasksOf(environment: Environment, { split, limit, shard }: CollectRequest): readonly Task[] {
  const tasks = environment.tasks(split).slice(0, limit);
  return shard === undefined ? tasks : shardOf(tasks, environment.name, shard);
}

/** What was played with other arguments would pass for these. More tasks, samples and environments only add to a file. */
async function refuseOthers(rows: Trajectories, request: CollectRequest): Promise<void> {
  const planned = new Set<string>();
  for (const environment of request.environments) {
    for (const { itemId } of tasksOf(environment, request)) {
      for (let sample = 0; sample < request.samples; sample++)
        planned.add(trajectoryId(environment.name, itemId, sample));
    }
  }
  const openings = new Map(request.environments.map((environment) => [environment.name, openingsOf(environment)]));
  for await (const row of trajectoriesOf(rows)) {
    const others = differences(row, request, { planned, openings: openings.get(row.environment) ?? [] });
    if (others.length === 0) continue;
    throw new AgentgymError('E_STORE_MISMATCH', `${request.file} holds ${row.id}, which is ${others.join(', and ')}.`, {
      hint: 'Give the arguments that the file was made with, or another --out.',
    });
  }
}

interface Expected {
  planned: ReadonlySet<string>;
  openings: readonly Opening[];
}

function differences(row: Trajectory, request: CollectRequest, { planned, openings }: Expected): string[] {
  const { policy, temperature, seed, format = 'react' } = request;
  const found: string[] = [];
  const told = formatsTold(row.messages, openings);
  if (told.length > 0 && !told.includes(format)) found.push(`in the format ${told[0]}, not ${format}`);
  if (row.policy !== policy.name) found.push(`of the policy ${row.policy}, not ${policy.name}`);
  if (row.temperature !== temperature) found.push(`at temperature ${row.temperature}, not ${temperature}`);
  if (row.seed !== seedOf(seed, row.itemId, row.sample)) found.push(`not of the seed ${seed}`);
  if (!planned.has(row.id)) found.push('not among the environments, tasks and samples asked for');
  return found;
}
