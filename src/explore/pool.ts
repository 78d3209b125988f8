/**
 * The pool: every task gets its samples, many rollouts at once. What is already known is not played again, so an
 * interrupted exploration goes on where it stopped. A rollout's seed depends on the run's seed, its task and its sample
 * alone, never on order or timing. Holds outcomes and no conversations; does not store (onTrajectory does) and does not weigh.
 */
import { setImmediate } from 'node:timers/promises';
import type { ActionFormatName, Environment, Task } from '../environments/contract.ts';
import { InterruptedError } from '../errors.ts';
import type { Policy } from '../policies/contract.ts';
import { seedOf } from '../seeds.ts';
import { counts, type Outcome, type Trajectory, trajectoryId } from '../trajectories/trajectory.ts';
import { type Budget, LimitReached, type Spending } from './budget.ts';
import { createFailureLimit } from './failure-limit.ts';
import { createProgress, type ExploreProgress } from './progress.ts';
import { rollout, type Sampling } from './rollout.ts';

export interface PoolRequest extends Sampling {
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
  /** Outcome of a stored trajectory; those of plumbing errors are played again, all others count. */
  known?: ((id: string) => Outcome | undefined) | undefined;
  /** Largest share of rollouts that may end in an error of environment or policy. */
  failureShare: number;
  /** What the rollouts may use up: once that is reached, none starts, and those under way are finished. */
  budget?: ExploreBudget | undefined;
  signal?: AbortSignal | undefined;
  /** Called once for each new trajectory as it finishes; awaited, and what it throws stops the exploration. */
  onTrajectory?: ((trajectory: Trajectory, progress: ExploreProgress) => void | Promise<void>) | undefined;
  clock?: (() => number) | undefined;
}

export interface ExploreRequest extends Omit<PoolRequest, 'known'> {
  /** Stored trajectories. */
  known?: readonly Trajectory[] | undefined;
}

export interface ExploreBudget extends Pick<Budget, 'add' | 'reached'> {
  /** Hears what was spent on a rollout that was given up, of which nothing is stored; `add` has heard it too. */
  onGivenUp?: ((spending: Spending) => void) | undefined;
}

/** Rollouts that begin at a stretch: timers and interruptions get their turn before the next ones. */
const AT_A_STRETCH = 32;

interface Entry {
  environment: Environment;
  task: Task;
}

interface Job extends Entry {
  sample: number;
}

/** Outcomes by id, known and new. */
type Found = (id: string) => Outcome | undefined;

/** Explores as `playAll`, and holds the trajectories: for as many as fit into memory. */
export async function explore({ known, onTrajectory, ...request }: ExploreRequest): Promise<Trajectory[]> {
  const held = new Map(known?.map((trajectory) => [trajectory.id, trajectory]));
  const ids = await playAll({
    ...request,
    known: (id) => held.get(id)?.outcome,
    onTrajectory: (trajectory, progress) => {
      held.set(trajectory.id, trajectory);
      return onTrajectory?.(trajectory, progress);
    },
  });
  return ids.map((id) => held.get(id) as Trajectory);
}

/**
 * Plays, and resolves to the ids of the trajectories of these tasks and samples, known ones included, by environment, task
 * and sample. Throws InterruptedError when `signal` fires (rollouts in flight are given up, finished ones have been
 * reported), E_RUN_FAILURES above the failure share, and LimitReached where the budget left rollouts to play.
 */
export async function playAll(request: PoolRequest): Promise<string[]> {
  const { policy, samples, signal, known = () => undefined } = request;
  const plan = request.environments.flatMap(({ environment, tasks }) => tasks.map((task) => ({ environment, task })));
  const played = new Map<string, Outcome>();
  const found: Found = (id) => played.get(id) ?? known(id);
  const limit = createFailureLimit(request.failureShare, plan.length * samples);
  const progress = createProgress(plan.length * samples, samples);
  const halt = new AbortController();
  const halted = signal === undefined ? halt.signal : AbortSignal.any([signal, halt.signal]);
  // A signal looks through all its listeners whenever one comes or goes: thousands of rollouts share none.
  const underWay = new Set<AbortController>();
  const haltAll = (): void => {
    for (const one of underWay) one.abort(halted.reason);
  };
  halted.addEventListener('abort', haltAll, { once: true });
  let failure: unknown;
  let stopped = false;

  const run = async (job: Job): Promise<void> => {
    if (request.budget?.reached() !== undefined) {
      stopped = true;
      return;
    }
    const own = new AbortController();
    underWay.add(own);
    try {
      const trajectory = await rollout(rolloutRequest(request, job, own.signal));
      const { id, outcome, sample } = trajectory;
      played.set(id, outcome);
      request.budget?.add(trajectory);
      await request.onTrajectory?.(trajectory, progress.add({ outcome, sample }, request.stop));
      limit.add(trajectory);
      if (request.stop !== 'first-success') return;
      const next = nextSample(request, { ...job, sample: job.sample + 1 }, found);
      if (next !== undefined) jobs.add(next);
    } catch (error) {
      failure ??= error;
      halt.abort();
    } finally {
      underWay.delete(own);
    }
  };

  if (signal?.aborted) throw new InterruptedError();
  for (const one of foundOf(request, found)) {
    if (!counts(one)) continue;
    progress.add(one, request.stop);
    limit.known();
  }
  const jobs = createQueue(firstJobs(request, plan, found));
  const work = async (): Promise<void> => {
    for (let job = jobs.next(); job !== undefined; job = jobs.next()) {
      if (stopped || halted.aborted) return;
      await run(job);
    }
  };
  const most = Math.min(Math.max(1, request.concurrency ?? policy.concurrency), plan.length * samples);
  const workers: Promise<void>[] = [];
  for (let i = 0; i < most; i++) {
    if (i > 0 && i % AT_A_STRETCH === 0) await setImmediate();
    workers.push(work());
  }
  await Promise.all(workers);
  // A failure of our own (too many errors, a full disk) explains the interruptions that it caused.
  if (signal?.aborted) throw new InterruptedError();
  if (failure !== undefined) throw failure;
  // By now those that were under way have come on top.
  const reached = stopped ? request.budget?.reached() : undefined;
  if (reached !== undefined) throw new LimitReached(reached);
  limit.check();
  return Array.from(foundOf(request, found), ({ id }) => id);
}

interface Queue {
  next(): Job | undefined;
  /** Behind all others. Whoever finished a job adds its next one before asking for more, so that none is left behind. */
  add(job: Job): void;
}

/** Jobs are made as they are begun: of a million at once, the queue would be most of the memory and the work. */
function createQueue(first: Iterator<Job, void>): Queue {
  const added: Job[] = [];
  let begun = 0;
  return {
    next: () => first.next().value ?? (begun < added.length ? added[begun++] : undefined),
    add: (job) => void added.push(job),
  };
}

/** The jobs to start with, breadth first: sample 0 of every task before sample 1 of any. */
function* firstJobs(request: PoolRequest, plan: readonly Entry[], found: Found): Generator<Job, void> {
  if (request.stop === 'first-success') {
    for (const entry of plan) {
      const job = nextSample(request, { ...entry, sample: 0 }, found);
      if (job !== undefined) yield job;
    }
    return;
  }
  for (let sample = 0; sample < request.samples; sample++) {
    for (const entry of plan) if (isOpen(found(idOf(entry, sample)))) yield { ...entry, sample };
  }
}

/** The first sample from `job.sample` on that is still to be played; none for a task that is solved. */
function nextSample(request: PoolRequest, job: Job, found: Found): Job | undefined {
  let next: Job | undefined;
  for (let sample = 0; sample < request.samples; sample++) {
    const outcome = found(idOf(job, sample));
    if (outcome === 'success') return undefined;
    if (sample >= job.sample && isOpen(outcome)) next ??= { ...job, sample };
  }
  return next;
}

function idOf({ environment, task }: Entry, sample: number): string {
  return trajectoryId(environment.name, task.itemId, sample);
}

/** A rollout is open when nothing is known of it, or only that the plumbing failed. */
function isOpen(outcome: Outcome | undefined): boolean {
  return outcome === undefined || !counts({ outcome });
}

function rolloutRequest(request: PoolRequest, job: Job, signal: AbortSignal): Parameters<typeof rollout>[0] {
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

/** What is known of a rollout that was asked for. */
export interface FoundRollout extends Pick<Trajectory, 'id' | 'environment' | 'itemId' | 'sample' | 'outcome'> {}

/** What is found of the plan, in its order; `first-success` leaves out what was sampled after a task's first success. */
export function* foundOf(
  { environments, samples, stop }: Pick<PoolRequest, 'environments' | 'samples' | 'stop'>,
  found: Found,
): Generator<FoundRollout> {
  for (const { environment, tasks } of environments) {
    for (const task of tasks) {
      for (let sample = 0; sample < samples; sample++) {
        const id = idOf({ environment, task }, sample);
        const outcome = found(id);
        if (outcome === undefined) continue;
        yield { id, environment: environment.name, itemId: task.itemId, sample, outcome };
        if (stop === 'first-success' && outcome === 'success') break;
      }
    }
  }
}
