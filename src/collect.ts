/**
 * `collect`: a policy plays tasks, and every trajectory is stored as it finishes. A file that holds some of them already
 * gets the rest. `evaluate` is that with metrics; `createPolicy` is how commands name policies.
 */
import { resolve } from 'node:path';
import type { EndpointConfig, LimitsConfig } from './config/schema.ts';
import {
  ACTION_FORMATS,
  type ActionFormatName,
  type Environment,
  type Split,
  type Task,
} from './environments/contract.ts';
import { type Shard, shardOf } from './environments/shard.ts';
import { AgentgymError } from './errors.ts';
import { type Evaluation, evaluateWith } from './evaluate/suite.ts';
import { createBudget, NOTHING, type Spent } from './explore/budget.ts';
import { explore, type ExploreRequest } from './explore/pool.ts';
import type { ExploreProgress } from './explore/progress.ts';
import { trajectoryId } from './explore/rollout.ts';
import type { Policy } from './policies/contract.ts';
import { createEndpointPolicy } from './policies/endpoint.ts';
import { createLocalPolicy, type LocalPolicyOptions } from './policies/local.ts';
import { createExpertPolicy, createRandomPolicy, type ExpertOptions } from './policies/scripted.ts';
import { digestOf } from './runs/digest.ts';
import { lock } from './runs/lock.ts';
import { spentIn } from './runs/spent.ts';
import { seedOf } from './seeds.ts';
import { openStore } from './trajectories/store.ts';
import type { Trajectory } from './trajectories/trajectory.ts';

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
  const path = resolve(name.checkpoint);
  return createLocalPolicy({ ...settings, checkpoint: { id: await digestOf(path), path } });
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
  onTrajectory?: ((trajectory: Trajectory, progress: ExploreProgress) => void) | undefined;
}

/**
 * Plays `samples` rollouts of each task, but those that the file holds; resolves to all of them.
 * Throws E_STORE_MISMATCH where the file holds what this request would not play, E_STORE_LOCKED where another process
 * writes to it, and as `explore` does: LimitReached where a limit left rollouts to play.
 */
export async function collect(request: CollectRequest): Promise<Trajectory[]> {
  const { file } = request;
  if (file === undefined) return play(request, { known: [], spent: NOTHING, keep: () => {} });
  const held = await lock(`${file}.lock`);
  try {
    const store = await openStore(file);
    try {
      refuseOthers(store.rows(), request);
      const spent = await spentIn([file]);
      return await play(request, { known: store.rows(), spent, keep: (trajectory) => store.append(trajectory) });
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

/** What the file holds, and takes. */
interface Kept {
  known: readonly Trajectory[];
  /** On rows that were replaced, too. */
  spent: Spent;
  keep: (trajectory: Trajectory) => void | Promise<void>;
}

function play(request: CollectRequest, { known, spent, keep }: Kept): Promise<Trajectory[]> {
  const { split: _split, limit: _limit, shard: _shard, file: _file, limits, onWarning, ...rest } = request;
  const { failureShare = 1, onTrajectory, ...sampling } = rest;
  const budget = createBudget({ limits: limits ?? {}, spent, onWarning });
  budget.warn();
  return explore({
    ...sampling,
    stop: 'never',
    environments: request.environments.map((environment) => ({ environment, tasks: tasksOf(environment, request) })),
    failureShare,
    budget,
    known,
    onTrajectory: async (trajectory, progress) => {
      await keep(trajectory);
      onTrajectory?.(trajectory, progress);
    },
  });
}

function tasksOf(environment: Environment, { split, limit, shard }: CollectRequest): readonly Task[] {
  const tasks = environment.tasks(split).slice(0, limit);
  return shard === undefined ? tasks : shardOf(tasks, environment.name, shard);
}

/** What was played with other arguments would pass for these. More tasks, samples and environments only add to a file. */
function refuseOthers(rows: readonly Trajectory[], request: CollectRequest): void {
  if (rows.length === 0) return;
  const planned = new Set<string>();
  for (const environment of request.environments) {
    for (const { itemId } of tasksOf(environment, request)) {
      for (let sample = 0; sample < request.samples; sample++)
        planned.add(trajectoryId(environment.name, itemId, sample));
    }
  }
  const openings = new Map(request.environments.map((environment) => [environment.name, openingsOf(environment)]));
  for (const row of rows) {
    const others = differences(row, request, { planned, openings: openings.get(row.environment) ?? [] });
    if (others.length === 0) continue;
    throw new AgentgymError('E_STORE_MISMATCH', `${request.file} holds ${row.id}, which is ${others.join(', and ')}.`, {
      hint: 'Give the arguments that the file was made with, or another --out.',
    });
  }
}

interface Opening {
  format: ActionFormatName;
  text: string;
}

/** What conversations in each format begin with, longest first; none where an environment is played in ReAct alone. */
function openingsOf(environment: Environment): readonly Opening[] {
  if (environment.actionSpace === undefined) return [];
  const openings = ACTION_FORMATS.map((format) => ({
    format,
    text: environment.instructions(format)[0]?.content ?? '',
  }));
  return openings.toSorted((a, b) => b.text.length - a.text.length);
}

/** The format that a row was played in, where it is not the one asked for. One text may begin with another. */
function formatPlayed({ messages }: Trajectory, asked: ActionFormatName, openings: readonly Opening[]) {
  const first = messages[0]?.content ?? '';
  const said = openings.filter(({ text }) => first.startsWith(text));
  const longest = said.filter(({ text }) => text.length === said[0]?.text.length);
  return longest.some(({ format }) => format === asked) ? undefined : longest[0]?.format;
}

interface Expected {
  planned: ReadonlySet<string>;
  openings: readonly Opening[];
}

function differences(row: Trajectory, request: CollectRequest, { planned, openings }: Expected): string[] {
  const { policy, temperature, seed, format = 'react' } = request;
  const found: string[] = [];
  const played = formatPlayed(row, format, openings);
  if (played !== undefined) found.push(`in the format ${played}, not ${format}`);
  if (row.policy !== policy.name) found.push(`of the policy ${row.policy}, not ${policy.name}`);
  if (row.temperature !== temperature) found.push(`at temperature ${row.temperature}, not ${temperature}`);
  if (row.seed !== seedOf(seed, row.itemId, row.sample)) found.push(`not of the seed ${seed}`);
  if (!planned.has(row.id)) found.push('not among the environments, tasks and samples asked for');
  return found;
}
