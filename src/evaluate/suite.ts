/**
 * The evaluation suite: a policy plays a split, and the metrics are of what came out. How rollouts are played is the
 * caller's to say (src/collect.ts); this decides nothing and stores nothing.
 */
import type { Environment } from '../environments/contract.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import { type Metrics, summarise } from './metrics.ts';

export interface Evaluation {
  /** By environment, task and sample. */
  trajectories: Trajectory[];
  metrics: Metrics;
}

/** Plays what is requested, and summarises it for every environment of the request; throws as `play` does. */
export async function evaluateWith<R extends { environments: readonly Environment[] }>(
  play: (request: R) => Promise<Trajectory[]>,
  request: R,
): Promise<Evaluation> {
  const trajectories = await play(request);
  const names = request.environments.map(({ name }) => name);
  return { trajectories, metrics: summarise(trajectories, names) };
}
