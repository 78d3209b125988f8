/**
 * The loop's stages, bound to a run directory: each does its work, emits progress, and records its result in the
 * journal. A stage that the journal already knows returns what was recorded, and an exploration or evaluation that was
 * cut off plays only the rollouts that are missing; so resuming a run is running its loop again.
 */
import { digestOfConfig } from './config/resolved.ts';
import { demonstrate } from './demonstrate.ts';
import type { Environment, Task } from './environments/contract.ts';
import { metricsOf } from './evaluate/metrics.ts';
import type { Agent, Stages } from './loop.ts';
import type { Lineage } from './promote/lineage.ts';
import { createBase } from './runs/checkpoints.ts';
import { toJson, writeWhole } from './runs/files.ts';
import { rollbacksOf } from './runs/rollbacks.ts';
import { seedOf } from './seeds.ts';
import { compareAt } from './stages/comparison.ts';
import { dataCards } from './stages/data-cards.ts';
import { devTasks } from './stages/dev-tasks.ts';
import { hearing } from './stages/hearing.ts';
import { assessment, DEMONSTRATIONS, evaluation, exploration, weighing } from './stages/labels.ts';
import { watchLeaks } from './stages/leaks.ts';
import { keepLessons } from './stages/lessons.ts';
import { evaluate, play } from './stages/rollouts.ts';
import { train, warmStart } from './stages/training.ts';
import { once, staged, timed, type Workshop } from './stages/workshop.ts';
import type { CheckpointRef } from './train/contract.ts';
import { factsOf } from './trajectories/collection.ts';
import { weigh, type WeighReport } from './weigh/weigh.ts';

export function stagesOf(workshop: Workshop): Stages {
  const { config, directory, environments, signal, on } = workshop;
  const onNotice = (message: string): void => on({ type: 'warning', message });

  const leaks = watchLeaks(workshop);
  const cards = dataCards(workshop);
  const judging = (one: Environment): readonly Task[] => devTasks(config, one);

  return {
    base: async () => {
      const { id } = await once(workshop, 'base', async () => {
        const { path: _, ...kept } = await createBase(config, environments, directory);
        return kept;
      });
      return warmStart(workshop, { id, path: directory.checkpoint(id) });
    },

    demonstrate: async () => {
      return staged(workshop, DEMONSTRATIONS, async () => {
        const result = await timed(workshop, 'demonstrations', async () => {
          const request = { config, environments, file: directory.demonstrations, signal };
          const { trajectories, rollouts, read } = await demonstrate({ ...request, onNotice });
          return { result: { trajectories, rollouts, files: read?.kept }, note: { rollouts, ...read } };
        });
        cards.files = result.files;
        return { result: result.trajectories, line: `${result.rollouts} trajectories` };
      });
    },

    explore: async (m, policy) => {
      const { samples, temperature, topP, topK, maxTokens, stop, concurrency, horizon } = config.explore;
      const trajectories = await play(workshop, exploration(m), {
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
      return { trajectories, metrics: await metricsOf(factsOf(trajectories), { signal }) };
    },

    weigh: async (m, data) => {
      const lessons = await staged(workshop, weighing(m), async () => {
        const result = await timed(workshop, `iterations/${m}/weigh`, async () => {
          const heard = await hearing(data, { iteration: m, leaks, cards });
          const weighed = await weigh({ iteration: m, ...heard, settings: config.weigh, signal });
          leaks.conclude();
          const { report } = weighed;
          cards.weighed(m, report);
          return { result: { report, ...(await keepLessons(weighed, directory.iteration(m))) }, note: report };
        });
        return { result, line: lineOfWeighing(result.report) };
      });
      on({ type: 'weighed', iteration: m, report: lessons.report });
      return lessons;
    },

    train: (request) => train(workshop, request),

    evaluate: async (m, agent) => {
      const where = { file: directory.iteration(m).dev, key: `iterations/${m}/evaluate`, split: 'dev' } as const;
      const metrics = await evaluate(workshop, evaluation(m), { ...where, tasks: judging, checkpoint: agent });
      await leaks.judge(where.file);
      if (m === 0) await cards.cloned(metrics);
      on({ type: 'evaluated', iteration: m, checkpoint: agent.id, metrics });
      return metrics;
    },

    compare: async (look, contest) => {
      const compared = await compareAt(workshop, look, contest);
      // A further look has tasks that none before it had.
      if (look > 1) await leaks.judge(directory.iteration(contest.candidate.iteration).dev);
      cards.compared(contest.candidate.iteration, contest.incumbent.iteration);
      return compared;
    },

    rolledBack: (m) => rollbacksOf(workshop.journal).findLast(({ after }) => after === m)?.to,

    assess: async (agent: Agent, checkpoint: CheckpointRef) => {
      const split = config.evaluate.final;
      const label = assessment(agent, split);
      const where = { file: directory.final(agent), key: `final/${agent}`, split } as const;
      const tasks = split === 'dev' ? { tasks: judging } : {};
      const metrics = await evaluate(workshop, label, { ...where, ...tasks, checkpoint });
      await leaks.judge(where.file);
      on({ type: 'assessed', agent, title: label.title, metrics });
      return metrics;
    },

    finished: async (result, lineage: Lineage) => {
      await writeWhole(directory.iteration(result.index).metrics, toJson(result));
      const digested = digestOfConfig(config);
      await writeWhole(directory.lineage, toJson(lineage.map((entry) => ({ ...entry, config: digested }))));
      await cards.finished(result);
      on({ type: 'iteration-finished', result });
    },
  };
}

function lineOfWeighing({ in: came, examples, effectiveSampleSize }: WeighReport): string {
  const total = came.explored + came.earlier + came.demonstrations;
  return `${examples} of ${total} trajectories kept, worth ${effectiveSampleSize.toFixed(0)} of equal weight`;
}
