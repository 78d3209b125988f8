/** The stages that play: exploration and evaluation of a checkpoint, whose rollouts are stored as they finish. */
import type { Environment, Split, Task } from '../environments/contract.ts';
import { InterruptedError } from '../errors.ts';
import { type Metrics, metricsOf } from '../evaluate/metrics.ts';
import { type RunningRate, runningRate } from '../evaluate/running.ts';
import { allowancesOf } from '../explore/budget.ts';
import { foundOf, playAll, type PoolRequest } from '../explore/pool.ts';
import { random, seedOf } from '../seeds.ts';
import type { CheckpointRef } from '../train/contract.ts';
import type { Label, Used } from '../report/events.ts';
import { missingText, rateWithInterval } from '../report/format.ts';
import { factsOf, type Trajectories } from '../trajectories/collection.ts';
import { openStore } from '../trajectories/store.ts';
import type { OpenedPolicy } from './policies.ts';
import { secondsOf, staged, type Workshop } from './workshop.ts';

export interface Played {
  checkpoint: CheckpointRef;
  file: string;
  key: string;
  split: Split;
  /** Which of the split's; default: all. */
  tasks?: (environment: Environment) => readonly Task[];
  settings: Omit<
    PoolRequest,
    'environments' | 'policy' | 'failureShare' | 'known' | 'budget' | 'signal' | 'onTrajectory'
  >;
}

/** Rollouts of a checkpoint over a split, stored as they finish; what is stored is not played again. */
export async function play(workshop: Workshop, label: Label, played: Played): Promise<Trajectories> {
  const { config, environments, journal, budget, signal, on } = workshop;
  const { seed } = config;
  return staged(workshop, label, async () => {
    const store = await openStore(played.file);
    const finished = journal.find(played.key)?.result as { rollouts?: number } | undefined;
    const start = performance.now();
    let opened: OpenedPolicy | undefined;
    let [prompted, generated] = [0, 0];
    try {
      const suites = environments.map((environment) => ({ environment, tasks: tasksOf(played, environment, seed) }));
      // The file may hold more: tasks of further looks.
      const found = () => foundOf({ ...played.settings, environments: suites }, store.outcomeOf);
      const success = runningRate(found());
      const there = success.rate().n + success.errors();
      if (finished !== undefined && there >= (finished.rollouts ?? 0)) {
        const result = store.trajectories(idsOf(found()));
        return { result, line: lineOf(success), seconds: secondsOf(journal, played.key), reused: true };
      }
      // A file that lost rows since (a copy, a mended one) gets them again; those that it has stay.
      if (finished !== undefined) {
        const message = `${played.file} holds ${there} of the ${finished.rollouts} rollouts that were finished; the others are played again`;
        on({ type: 'warning', message });
      }
      opened = await workshop.policies.open(played.checkpoint);
      const { policy, lost } = opened;
      const ids = await playAll({
        ...played.settings,
        environments: suites,
        policy,
        format: config.format,
        failureShare: config.limits.failureShare,
        known: store.outcomeOf,
        budget,
        signal: lost === undefined ? signal : AbortSignal.any(signal === undefined ? [lost] : [signal, lost]),
        onTrajectory: async (trajectory, progress) => {
          await store.append(trajectory);
          success.add(trajectory);
          prompted += trajectory.usage.prompt;
          generated += trajectory.usage.completion;
          const tokens = { prompted, generated };
          on({ type: 'progress', ...label, ...progress, ...success.shown(), ...tokens, used: used(workshop) });
        },
      });
      await store.flush();
      const note = { rollouts: ids.length, ...success.shown() };
      await journal.record(played.key, note, (performance.now() - start) / 1000);
      return { result: store.trajectories(ids), line: lineOf(success) };
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
  const { config, environments, signal } = workshop;
  const { samples, temperature, maxTokens } = config.evaluate;
  const settings = { samples, temperature, maxTokens, stop: 'never', seed: seedOf(config.seed, 'evaluate') } as const;
  const trajectories = await play(workshop, label, { ...played, settings });
  return metricsOf(factsOf(trajectories), { environments: environments.map(({ name }) => name), signal });
}

function* idsOf(rollouts: Iterable<{ id: string }>): Generator<string> {
  for (const { id } of rollouts) yield id;
}

function used({ config, budget }: Workshop): Used {
  return { spent: budget.spent(), seconds: budget.seconds(), limits: allowancesOf(config.limits) };
}

function tasksOf({ split, tasks }: Played, environment: Environment, seed: number): readonly Task[] {
  if (tasks !== undefined) return tasks(environment);
  if (split !== 'train') return environment.tasks(split);
  return random(seedOf(seed, 'tasks', environment.name)).shuffle(environment.tasks('train'));
}

function lineOf(success: RunningRate): string {
  const rate = success.rate();
  const errors = success.errors();
  const failed = errors === 0 ? '' : `, ${errors} errors${missingText(success.missing())}`;
  return `${rate.n} rollouts, ${rateWithInterval(rate)} success${failed}`;
}
