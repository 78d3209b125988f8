/**
 * The pool: every task gets its samples, many rollouts at once. What is already known is not played again, so an
 * interrupted exploration goes on where it stopped. A rollout's seed depends on the run's seed, its task and its sample
 * alone, never on order or timing. Does not store (onTrajectory does) and does not weigh.
 */
import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import type { ActionFormatName, Environment, Task } from '../environments/contract.ts';
import { InterruptedError } from '../errors.ts';
import type { Policy } from '../policies/contract.ts';
import { seedOf } from '../seeds.ts';
import { counts, type Trajectory } from '../trajectories/trajectory.ts';
import { type Budget, LimitReached, type Spending } from './budget.ts';
import { createFailureLimit } from './failure-limit.ts';
import { createProgress, type ExploreProgress } from './progress.ts';
import { rollout, type Sampling, trajectoryId } from './rollout.ts';

export interface ExploreRequest extends Sampling {
  environments: readonly { environment: Environment; tasks: readonly Task[] }[];
  policy: Policy;
  /** K: rollouts of each task. */
  samples: number;
  /** `first-success`: sample k + 1 of a task is played only when samples 0 to k have failed. */
  stop: 'never' | 'first-success';
  seed: number;
  /** How turns carry actions; default: `react`. */
  format?: ActionFormatName | undefined;
  /** Cap on the rounds of a rollout (horizon schedule), below the environment's own. */
  maxRounds?: number | undefined;
  /** Rollouts at once; default: as many as the policy serves. */
  concurrency?: number | undefined;
  /** Stored trajectories; those of plumbing errors are played again, all others count. */
  known?: readonly Trajectory[] | undefined;
  /** Largest share of rollouts that may end in an error of environment or policy. */
  failureShare: number;
  /** What the rollouts may use up: once that is reached, none starts, and those under way are finished. */
  budget?: ExploreBudget | undefined;
  signal?: AbortSignal | undefined;
  /** Called once for each new trajectory as it finishes; awaited, and what it throws stops the exploration. */
  onTrajectory?: ((trajectory: Trajectory, progress: ExploreProgress) => void | Promise<void>) | undefined;
  clock?: (() => number) | undefined;
}

export interface ExploreBudget extends Pick<Budget, 'add' | 'reached'> {
  /** Hears what was spent on a rollout that was given up, of which nothing is stored; `add` has heard it too. */
  onGivenUp?: ((spending: Spending) => void) | undefined;
}

interface Entry {
  environment: Environment;
  task: Task;
}

interface Job extends Entry {
  sample: number;
}

/** Trajectories by id, known and new. */
type Found = ReadonlyMap<string, Trajectory>;

/**
 * Explores, and resolves to the trajectories of these tasks and samples, known ones included, by environment, task and
 * sample. Throws InterruptedError when `signal` fires (rollouts in flight are given up, finished ones have been
 * reported), E_RUN_FAILURES above the failure share, and LimitReached where the budget left rollouts to play.
 */
export async function explore(request: ExploreRequest): Promise<Trajectory[]> {
  const { policy, samples, signal } = request;
  const plan = request.environments.flatMap(({ environment, tasks }) => tasks.map((task) => ({ environment, task })));
  const found = new Map(request.known?.map((trajectory) => [trajectory.id, trajectory]));
  const limit = createFailureLimit(request.failureShare, plan.length * samples);
  const progress = createProgress(plan.length * samples, samples);
  const halt = new AbortController();
  const halted = signal === undefined ? halt.signal : AbortSignal.any([signal, halt.signal]);
  // Every rollout in flight listens; Node takes more than ten listeners for a leak, and warns.
  setMaxListeners(0, halted);
  const queue = new PQueue({ concurrency: Math.max(1, request.concurrency ?? policy.concurrency) });
  let failure: unknown;
  let stopped = false;

  const run = async (job: Job): Promise<void> => {
    if (halted.aborted) return;
    if (request.budget?.reached() !== undefined) {
      stopped = true;
      return queue.clear();
    }
    try {
      const trajectory = await rollout(rolloutRequest(request, job, halted));
      found.set(trajectory.id, trajectory);
      request.budget?.add(trajectory);
      await request.onTrajectory?.(trajectory, progress.add(trajectory, request.stop));
      limit.add(trajectory);
      if (request.stop === 'first-success') enqueue(nextSample(request, { ...job, sample: job.sample + 1 }, found));
    } catch (error) {
      failure ??= error;
      queue.clear();
      halt.abort();
    }
  };
  const enqueue = (job: Job | undefined): void => {
    if (job !== undefined) void queue.add(() => run(job));
  };

  if (signal?.aborted) throw new InterruptedError();
  for (const known of collect(request, plan, found)) if (counts(known)) progress.add(known, request.stop);
  for (const job of firstJobs(request, plan, found)) enqueue(job);
  await queue.onIdle();
  // A failure of our own (too many errors, a full disk) explains the interruptions that it caused.
  if (signal?.aborted) throw new InterruptedError();
  if (failure !== undefined) throw failure;
  // By now those that were under way have come on top.
  const reached = stopped ? request.budget?.reached() : undefined;
  if (reached !== undefined) throw new LimitReached(reached);
  limit.check();
  return collect(request, plan, found);
}

/** The jobs to start with, breadth first: sample 0 of every task before sample 1 of any. */
function* firstJobs(request: ExploreRequest, plan: readonly Entry[], found: Found): Generator<Job | undefined> {
  if (request.stop === 'first-success') {
    for (const entry of plan) yield nextSample(request, { ...entry, sample: 0 }, found);
    return;
  }
  for (let sample = 0; sample < request.samples; sample++) {
    for (const entry of plan) if (isOpen(found.get(idOf(entry, sample)))) yield { ...entry, sample };
  }
}

/** The first sample from `job.sample` on that is still to be played; none for a task that is solved. */
function nextSample(request: ExploreRequest, job: Job, found: Found): Job | undefined {
  let next: Job | undefined;
  for (let sample = 0; sample < request.samples; sample++) {
    const known = found.get(idOf(job, sample));
    if (known?.outcome === 'success') return undefined;
    if (sample >= job.sample && isOpen(known)) next ??= { ...job, sample };
  }
  return next;
}

function idOf({ environment, task }: Entry, sample: number): string {
  return trajectoryId(environment.name, task.itemId, sample);
}

/** A rollout is open when nothing is known of it, or only that the plumbing failed. */
function isOpen(known: Trajectory | undefined): boolean {
  return known === undefined || !counts(known);
}

function rolloutRequest(request: ExploreRequest, job: Job, signal: AbortSignal): Parameters<typeof rollout>[0] {
  const { environment, task, sample } = job;
  return {
    environment,
    task,
    sample,
    policy: request.policy,
    seed: seedOf(request.seed, task.itemId, sample),
    temperature: request.temperature,
    topP: request.topP,
    topK: request.topK,
    maxTokens: request.maxTokens,
    maxRounds: Math.min(environment.maxRounds, request.maxRounds ?? environment.maxRounds),
    format: request.format ?? 'react',
    signal,
    clock: request.clock,
    onGivenUp: (spending) => {
      request.budget?.add(spending);
      request.budget?.onGivenUp?.(spending);
    },
  };
}

/** What is found of the plan, in its order; `first-success` leaves out what was sampled after a task's first success. */
function collect(request: ExploreRequest, plan: readonly Entry[], found: Found): Trajectory[] {
  const collected: Trajectory[] = [];
  for (const entry of plan) {
    for (let sample = 0; sample < request.samples; sample++) {
      const trajectory = found.get(idOf(entry, sample));
      if (trajectory === undefined) continue;
      collected.push(trajectory);
      if (request.stop === 'first-success' && trajectory.outcome === 'success') break;
    }
  }
  return collected;
}
