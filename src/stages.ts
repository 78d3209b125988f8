/**
 * The loop's stages, bound to a run directory: each does its work, emits progress, and records its result in the
 * journal. A stage that the journal already knows returns what was recorded, and an exploration or evaluation that was
 * cut off plays only the rollouts that are missing; so resuming a run is running its loop again.
 */
import { digestOfConfig } from './config/resolved.ts';
import { demonstrate } from './demonstrate.ts';
import type { Environment, Task } from './environments/contract.ts';
import type { Agent, Stages } from './loop.ts';
import type { Lineage } from './promote/lineage.ts';
import { createBase } from './runs/checkpoints.ts';
import { toJson, toJsonLines, writeWhole } from './runs/files.ts';
import { rollbacksOf } from './runs/rollbacks.ts';
import { digest, seedOf } from './seeds.ts';
import { compareAt } from './stages/comparison.ts';
import { devTasks } from './stages/dev-tasks.ts';
import { evaluate, play } from './stages/rollouts.ts';
import { train, warmStart } from './stages/training.ts';
import { once, staged, timed, type Workshop } from './stages/workshop.ts';
import type { CheckpointRef } from './train/contract.ts';
import { weigh } from './weigh/weigh.ts';

export function stagesOf(workshop: Workshop): Stages {
  const { config, directory, environments, signal, on } = workshop;
  const onNotice = (message: string): void => on({ type: 'warning', message });

  const judging = (one: Environment): readonly Task[] => devTasks(config, one);

  return {
    base: async () => {
      const { id } = await once(workshop, 'base', async () => ({
        id: (await createBase(config, environments, directory)).id,
      }));
      return warmStart(workshop, { id, path: directory.checkpoint(id) });
    },

    demonstrate: async () => {
      const label = { stage: 'demonstrate', title: 'demonstrations' } as const;
      return staged(workshop, label, async () => {
        const result = await timed(workshop, 'demonstrations', async () => {
          const request = { config, environments, file: directory.demonstrations, signal };
          const { trajectories, read } = await demonstrate({ ...request, onNotice });
          return { result: trajectories, note: { rollouts: trajectories.length, ...read } };
        });
        return { result, line: `${result.length} trajectories` };
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
        const result = await timed(workshop, `iterations/${m}/weigh`, async () => {
          const weighed = weigh({ iteration: m, ...data, settings: config.weigh });
          const { examples, pairs } = directory.iteration(m);
          await writeWhole(examples, toJsonLines(weighed.examples));
          if (config.weigh.pairs !== undefined) await writeWhole(pairs, toJsonLines(weighed.pairs));
          const lessons = digest(toJsonLines(weighed.examples), toJsonLines(weighed.pairs));
          return { result: { ...weighed, digest: lessons }, note: weighed.report };
        });
        return { result, line: lineOfWeighing(result.report) };
      });
    },

    train: (request) => train(workshop, request),

    evaluate: async (m, agent) => {
      const title = m === 0 ? 'baseline on dev' : `iteration ${m}: evaluate on dev`;
      const where = { file: directory.iteration(m).dev, key: `iterations/${m}/evaluate`, split: 'dev' } as const;
      return evaluate(workshop, { stage: 'evaluate', title }, { ...where, tasks: judging, checkpoint: agent });
    },

    compare: (look, contest) => compareAt(workshop, look, contest),

    rolledBack: (m) => rollbacksOf(workshop.journal).findLast(({ after }) => after === m)?.to,

    assess: async (agent: Agent, checkpoint: CheckpointRef) => {
      const split = config.evaluate.final;
      const title = `${agent} on ${split}`;
      const where = { file: directory.final(agent), key: `final/${agent}`, split } as const;
      const tasks = split === 'dev' ? { tasks: judging } : {};
      const metrics = await evaluate(workshop, { stage: 'final', title }, { ...where, ...tasks, checkpoint });
      on({ type: 'assessed', title, metrics });
      return metrics;
    },

    finished: async (result, lineage: Lineage) => {
      await writeWhole(directory.iteration(result.index).metrics, toJson(result));
      const digested = digestOfConfig(config);
      await writeWhole(directory.lineage, toJson(lineage.map((entry) => ({ ...entry, config: digested }))));
      on({ type: 'iteration-finished', result });
    },
  };
}

function lineOfWeighing({ in: came, examples, effectiveSampleSize }: ReturnType<typeof weigh>['report']): string {
  const total = came.explored + came.earlier + came.demonstrations;
  return `${examples} of ${total} trajectories kept, worth ${effectiveSampleSize.toFixed(0)} of equal weight`;
}
