/** The stages that play: exploration and evaluation of a checkpoint, whose rollouts are stored as they finish. */
import type { Environment, Split, Task } from '../environments/contract.ts';
import { InterruptedError } from '../errors.ts';
import { type Metrics, summarise } from '../evaluate/metrics.ts';
import { explore, type ExploreRequest } from '../explore/pool.ts';
import { random, seedOf } from '../seeds.ts';
import type { CheckpointRef } from '../train/contract.ts';
import { missingText } from '../report/format.ts';
import { openStore } from '../trajectories/store.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import type { OpenedPolicy } from './policies.ts';
import { type Label, secondsOf, staged, type Workshop } from './workshop.ts';

export interface Played {
  checkpoint: CheckpointRef;
  file: string;
  key: string;
  split: Split;
  /** Which of the split's; default: all. */
  tasks?: (environment: Environment) => readonly Task[];
  settings: Omit<
    ExploreRequest,
    'environments' | 'policy' | 'failureShare' | 'known' | 'budget' | 'signal' | 'onTrajectory'
  >;
}

/** Rollouts of a checkpoint over a split, stored as they finish; what is stored is not played again. */
export async function play(workshop: Workshop, label: Label, played: Played): Promise<Trajectory[]> {
  const { config, environments, journal, budget, signal, on } = workshop;
  const { seed } = config;
  return staged(workshop, label, async () => {
    const store = await openStore(played.file);
    const reused = journal.find(played.key) !== undefined;
    const start = performance.now();
    let opened: OpenedPolicy | undefined;
    try {
      const suites = environments.map((environment) => ({ environment, tasks: tasksOf(played, environment, seed) }));
      // The file may hold more: tasks of further looks.
      const asked = new Set(
        suites.flatMap(({ environment, tasks }) => tasks.map((task) => idOf(environment.name, task))),
      );
      const known = store.rows().filter((row) => asked.has(idOf(row.environment, row)));
      const success = runningRate(known);
      if (reused)
        return { result: inOrder(known), line: success.text(), seconds: secondsOf(journal, played.key), reused };
      opened = await workshop.policies.open(played.checkpoint);
      const { policy, lost } = opened;
      const trajectories = await explore({
        ...played.settings,
        environments: suites,
        policy,
        format: config.format,
        failureShare: config.limits.failureShare,
        known,
        budget,
        signal: lost === undefined ? signal : AbortSignal.any(signal === undefined ? [lost] : [signal, lost]),
        onTrajectory: async (trajectory, progress) => {
          await store.append(trajectory);
          success.add(trajectory);
          on({ type: 'progress', ...label, ...progress, success: success.value() });
        },
      });
      await store.flush();
      await journal.record(played.key, { rollouts: trajectories.length }, (performance.now() - start) / 1000);
      return { result: inOrder(trajectories), line: success.text() };
    } catch (error) {
      // A server that ended explains the interruption that it caused.
      if (error instanceof InterruptedError && !signal?.aborted) opened?.lost?.throwIfAborted();
      throw error;
    } finally {
      await opened?.policy.close();
      await store.close();
    }
  });
}

/** What a checkpoint comes to on a split, with the settings of evaluation. */
export async function evaluate(workshop: Workshop, label: Label, played: Omit<Played, 'settings'>): Promise<Metrics> {
  const { config, environments } = workshop;
  const { samples, temperature, maxTokens } = config.evaluate;
  const settings = { samples, temperature, maxTokens, stop: 'never', seed: seedOf(config.seed, 'evaluate') } as const;
  const trajectories = await play(workshop, label, { ...played, settings });
  return summarise(
    trajectories,
    environments.map(({ name }) => name),
  );
}

function tasksOf({ split, tasks }: Played, environment: Environment, seed: number): readonly Task[] {
  if (tasks !== undefined) return tasks(environment);
  if (split !== 'train') return environment.tasks(split);
  return random(seedOf(seed, 'tasks', environment.name)).shuffle(environment.tasks('train'));
}

function idOf(environment: string, { itemId }: { itemId: string }): string {
  return `${environment} ${itemId}`;
}

/** By environment, task and sample, whatever order they finished in: sums over them must not depend on timing. */
function inOrder(trajectories: readonly Trajectory[]): Trajectory[] {
  return trajectories.toSorted(
    (a, b) => compare(a.environment, b.environment) || compare(a.itemId, b.itemId) || a.sample - b.sample,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function runningRate(known: readonly Trajectory[]): { add(one: Trajectory): void; value(): number; text(): string } {
  let rollouts = 0;
  let successes = 0;
  let errors = 0;
  const add = (one: Trajectory): void => {
    if (one.reward === null) errors += 1;
    else rollouts += 1;
    if (one.outcome === 'success') successes += 1;
  };
  const value = (): number => (rollouts === 0 ? 0 : successes / rollouts);
  for (const one of known) add(one);
  const failed = (): string => {
    if (errors === 0) return '';
    const all = rollouts + errors;
    const missing = { share: errors / all, low: successes / all, high: (successes + errors) / all };
    return `, ${errors} errors${missingText(missing)}`;
  };
  return { add, value, text: () => `${rollouts} rollouts, ${(100 * value()).toFixed(1)} % success${failed()}` };
}
