/**
 * The loop's stages, bound to a run directory: each does its work, emits progress, and records its result in the
 * journal. A stage that the journal already knows returns what was recorded, and an exploration or evaluation that was
 * cut off plays only the rollouts that are missing; so resuming a run is running its loop again.
 */
import { rm } from 'node:fs/promises';
import { cloneSettings } from './config/stages/train.ts';
import type { Config } from './config/schema.ts';
import type { Environment, Split } from './environments/contract.ts';
import { throwIfInterrupted } from './errors.ts';
import { type Metrics, summarise } from './evaluate/metrics.ts';
import { explore, type ExploreRequest } from './explore/pool.ts';
import type { Agent, Data, Stages, TrainStage } from './loop.ts';
import { createLocalPolicy } from './policies/local.ts';
import type { Lineage } from './promote/lineage.ts';
import { createBase, keepCheckpoint } from './runs/checkpoints.ts';
import type { RunDirectory } from './runs/directory.ts';
import { toJson, writeWhole } from './runs/files.ts';
import type { Journal } from './runs/journal.ts';
import type { Listener, StageName } from './report/events.ts';
import { random, seedOf } from './seeds.ts';
import { demonstrate } from './demonstrate.ts';
import type { CheckpointRef } from './train/contract.ts';
import { createLocalTrainer } from './train/local.ts';
import { openStore } from './trajectories/store.ts';
import type { Trajectory } from './trajectories/trajectory.ts';
import { weigh } from './weigh/weigh.ts';

export interface Workshop {
  config: Config;
  directory: RunDirectory;
  journal: Journal;
  environments: readonly Environment[];
  signal: AbortSignal | undefined;
  on: Listener;
}

/** What a stage tells about itself: in the terminal, and on its line when it is done. */
interface Label {
  stage: StageName;
  title: string;
}

export function stagesOf(workshop: Workshop): Stages {
  const { config, directory, environments, signal, on } = workshop;
  const weighed = (m: number, data: Data): ReturnType<typeof weigh> =>
    weigh({ iteration: m, ...data, settings: config.weigh });

  return {
    base: async () => {
      const { id } = await once(workshop, 'base', async () => ({
        id: (await createBase(config, environments, directory)).id,
      }));
      return { id, path: directory.checkpoint(id) };
    },

    demonstrate: async () => {
      const label = { stage: 'demonstrate', title: 'demonstrations' } as const;
      return staged(workshop, label, async () => {
        const trajectories = await demonstrate({ config, environments, file: directory.demonstrations, signal });
        return { result: trajectories, line: `${trajectories.length} trajectories` };
      });
    },

    explore: async (m, policy) => {
      const label = { stage: 'explore', title: `iteration ${m}: explore` } as const;
      const { samples, temperature, topP, topK, maxTokens, stop, concurrency, horizon } = config.explore;
      const trajectories = await play(workshop, label, {
        checkpoint: policy,
        file: directory.iteration(m).trajectories,
        key: `iterations/${m}/explore`,
        split: 'train',
        settings: {
          samples,
          stop,
          seed: seedOf(config.seed, 'explore', m),
          temperature,
          topP,
          topK,
          maxTokens,
          concurrency,
          maxRounds: horizon?.[Math.min(m, horizon.length) - 1],
        },
      });
      return trajectories;
    },

    weigh: async (m, data) => {
      const label = { stage: 'weigh', title: m === 0 ? 'weigh demonstrations' : `iteration ${m}: weigh` } as const;
      return staged(workshop, label, async () => {
        const result = weighed(m, data);
        const rows = result.examples.map((example) => JSON.stringify(example)).join('\n');
        await writeWhole(directory.iteration(m).examples, rows === '' ? '' : `${rows}\n`);
        return { result, line: lineOfWeighing(result.report) };
      });
    },

    train: (request) => train(workshop, request),

    evaluate: async (m, agent) => {
      const title = m === 0 ? 'baseline on dev' : `iteration ${m}: evaluate on dev`;
      const where = { file: directory.iteration(m).dev, key: `iterations/${m}/evaluate`, split: 'dev' } as const;
      return evaluate(workshop, { stage: 'evaluate', title }, { ...where, checkpoint: agent });
    },

    assess: async (agent: Agent, checkpoint: CheckpointRef) => {
      const split = config.evaluate.final;
      const title = `${agent} on ${split}`;
      const where = { file: directory.final(agent), key: `final/${agent}`, split } as const;
      const metrics = await evaluate(workshop, { stage: 'final', title }, { ...where, checkpoint });
      on({ type: 'assessed', title, metrics });
      return metrics;
    },

    finished: async (result, lineage: Lineage) => {
      await writeWhole(directory.iteration(result.index).metrics, toJson(result));
      await writeWhole(directory.lineage, toJson(lineage));
      on({ type: 'iteration-finished', result });
    },
  };
}

/** Runs `work` unless the journal has its result; the result must be plain data. */
async function once<T>({ journal, signal }: Workshop, key: string, work: () => Promise<T>): Promise<T> {
  const known = journal.find(key);
  if (known !== undefined) return known.result as T;
  throwIfInterrupted(signal);
  const start = performance.now();
  const result = await work();
  await journal.record(key, result, (performance.now() - start) / 1000);
  return result;
}

/** A stage that is cheap enough to be done again on resuming; emits its start and its end. */
async function staged<T>(
  { on, signal }: Workshop,
  label: Label,
  work: () => Promise<{ result: T; line: string; seconds?: number; reused?: boolean }>,
): Promise<T> {
  throwIfInterrupted(signal);
  on({ type: 'stage-started', ...label });
  const start = performance.now();
  const { result, line, seconds = (performance.now() - start) / 1000, reused = false } = await work();
  on({ type: 'stage-finished', ...label, result: line, seconds, reused });
  return result;
}

interface Played {
  checkpoint: CheckpointRef;
  file: string;
  key: string;
  split: Split;
  settings: Omit<ExploreRequest, 'environments' | 'policy' | 'failureShare' | 'known' | 'signal' | 'onTrajectory'>;
}

/** Rollouts of a checkpoint over a split, stored as they finish; what is stored is not played again. */
async function play(workshop: Workshop, label: Label, played: Played): Promise<Trajectory[]> {
  const { config, environments, journal, signal, on } = workshop;
  const { seed } = config;
  return staged(workshop, label, async () => {
    const store = await openStore(played.file);
    const reused = journal.find(played.key) !== undefined;
    const start = performance.now();
    const success = runningRate(store.rows());
    const { threads, slots } = config.policy;
    let policy: Awaited<ReturnType<typeof createLocalPolicy>> | undefined;
    try {
      const suites = environments.map((environment) => ({
        environment,
        tasks:
          played.split === 'train'
            ? random(seedOf(seed, 'tasks', environment.name)).shuffle(environment.tasks('train'))
            : environment.tasks(played.split),
      }));
      if (reused)
        return { result: inOrder(store.rows()), line: success.text(), seconds: secondsOf(journal, played.key), reused };
      policy = await createLocalPolicy({ checkpoint: played.checkpoint, threads, slots });
      const trajectories = await explore({
        ...played.settings,
        environments: suites,
        policy,
        failureShare: config.limits.failureShare,
        known: store.rows(),
        signal,
        onTrajectory: async (trajectory, progress) => {
          await store.append(trajectory);
          success.add(trajectory);
          on({ type: 'progress', ...label, ...progress, success: success.value() });
        },
      });
      await store.flush();
      await journal.record(played.key, { rollouts: trajectories.length }, (performance.now() - start) / 1000);
      return { result: inOrder(trajectories), line: success.text() };
    } finally {
      await policy?.close();
      await store.close();
    }
  });
}

async function evaluate(workshop: Workshop, label: Label, played: Omit<Played, 'settings'>): Promise<Metrics> {
  const { config, environments } = workshop;
  const { samples, temperature, maxTokens } = config.evaluate;
  const settings = { samples, temperature, maxTokens, stop: 'never', seed: seedOf(config.seed, 'evaluate') } as const;
  const trajectories = await play(workshop, label, { ...played, settings });
  return summarise(
    trajectories,
    environments.map(({ name }) => name),
  );
}

async function train(
  workshop: Workshop,
  request: TrainStage,
): Promise<{ checkpoint: CheckpointRef; loss: number | null }> {
  const { config, directory, journal, signal, on } = workshop;
  const { role, iteration, from, examples, steps } = request;
  if (steps === 0) return { checkpoint: from, loss: null };
  const title = { clone: 'clone', candidate: `iteration ${iteration}: train`, control: 'control: clone for longer' }[
    role
  ];
  const stage = ({ clone: 'clone', candidate: 'train', control: 'control' } as const)[role];
  const key = role === 'candidate' ? `iterations/${iteration}/train` : role;
  return staged(workshop, { stage, title }, async () => {
    const known = journal.find(key) !== undefined;
    const trained = await once(workshop, key, async () => {
      const out = `${directory.workshop}/${role}-${iteration}`;
      await rm(out, { recursive: true, force: true });
      const {
        kind: _kind,
        from: _from,
        steps: _steps,
        ...settings
      } = role === 'candidate' ? config.train : cloneSettings(config);
      const trainer = createLocalTrainer(settings);
      try {
        const seed = seedOf(config.seed, 'train', role === 'control' ? 'clone' : role, iteration);
        const { path, loss } = await trainer.train({
          base: from,
          examples,
          out,
          steps,
          seed,
          signal,
          on: ({ step, steps: total, loss: running }) => {
            on({ type: 'progress', stage, title, done: step, total, loss: running });
          },
        });
        return { id: (await keepCheckpoint(directory, path)).id, loss };
      } finally {
        await trainer.close();
      }
    });
    const checkpoint = { id: trained.id, path: directory.checkpoint(trained.id) };
    const line = `${steps} steps on ${examples.length} examples, loss ${trained.loss.toFixed(3)}`;
    return { result: { checkpoint, loss: trained.loss }, line, seconds: secondsOf(journal, key), reused: known };
  });
}

function secondsOf(journal: Journal, key: string): number {
  return journal.find(key)?.seconds ?? 0;
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
  const failed = (): string => (errors === 0 ? '' : `, ${errors} errors`);
  return { add, value, text: () => `${rollouts} rollouts, ${(100 * value()).toFixed(1)} % success${failed()}` };
}

function lineOfWeighing({ in: came, examples, effectiveSampleSize }: ReturnType<typeof weigh>['report']): string {
  const total = came.explored + came.earlier + came.demonstrations;
  return `${examples} of ${total} trajectories kept, worth ${effectiveSampleSize.toFixed(0)} of equal weight`;
}
