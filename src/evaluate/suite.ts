/**
 * The evaluation suite: every sample of every task of a split, and the metrics of what came out. Plays rollouts with the
 * pool of explore/, never stopping at a first success. Decides nothing and stores nothing.
 */
import type { Environment, Split } from '../environments/contract.ts';
import { explore, type ExploreRequest } from '../explore/pool.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import { type Metrics, summarise } from './metrics.ts';

export interface EvaluateRequest extends Omit<ExploreRequest, 'environments' | 'stop'> {
  environments: readonly Environment[];
  split: Split;
  /** The first so many tasks of each environment (any first part is a fair sample); default: all. */
  limit?: number | undefined;
}

export interface Evaluation {
  /** By environment, task and sample, `known` ones included. */
  trajectories: Trajectory[];
  metrics: Metrics;
}

/** Evaluates; throws as `explore` does. */
export async function evaluate(request: EvaluateRequest): Promise<Evaluation> {
  const { environments, split, limit, ...rest } = request;
  const suite = environments.map((environment) => ({ environment, tasks: environment.tasks(split).slice(0, limit) }));
  const trajectories = await explore({ ...rest, environments: suite, stop: 'never' });
  const names = environments.map(({ name }) => name);
  return { trajectories, metrics: summarise(trajectories, names) };
}
