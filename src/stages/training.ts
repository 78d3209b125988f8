/** The stages that train: a fresh model's warm start, cloning, the M-step of an iteration, and the control. */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isFresh } from '../config/schema.ts';
import { cloneSettings, type TrainConfig } from '../config/stages/train.ts';
import type { TrainStage } from '../loop.ts';
import { lexiconOf } from '../environments/vocabulary.ts';
import { keepCheckpoint } from '../runs/checkpoints.ts';
import type { Journal } from '../runs/journal.ts';
import { digest, seedOf } from '../seeds.ts';
import type { CheckpointRef, JobLedger, TrainRequest } from '../train/contract.ts';
import { createTrainer } from '../train/create.ts';
import { lookups } from '../train/lookups.ts';
import { probesOf } from './probes.ts';
import { type Label, once, secondsOf, staged, type Workshop } from './workshop.ts';

/** Tokens of a lookup conversation, about. */
const LOOKUP_TOKENS = 130;

/** The training of a role; no steps leave the checkpoint as it is. */
export async function train(
  workshop: Workshop,
  { role, iteration, from, examples, pairs, steps }: TrainStage,
): Promise<{ checkpoint: CheckpointRef; loss: number | null }> {
  const { config } = workshop;
  if (steps === 0) return { checkpoint: from, loss: null };
  const title = { clone: 'clone', candidate: `iteration ${iteration}: train`, control: 'control: clone for longer' }[
    role
  ];
  const stage = ({ clone: 'clone', candidate: 'train', control: 'control' } as const)[role];
  return fineTune(workshop, {
    label: { stage, title },
    key: role === 'candidate' ? `iterations/${iteration}/train` : role,
    settings: role === 'candidate' ? config.train : cloneSettings(config),
    request: {
      base: from,
      examples,
      pairs,
      steps,
      seed: seedOf(config.seed, 'train', role === 'control' ? 'clone' : role, iteration),
    },
  });
}

/** A fresh model's first training, if the config asks for it: reading, before any task (train/lookups.ts). */
export async function warmStart(workshop: Workshop, fresh: CheckpointRef): Promise<CheckpointRef> {
  const { config, environments } = workshop;
  if (!isFresh(config.policy) || config.policy.model.warmStart.steps === 0) return fresh;
  const { model } = config.policy;
  const { steps, batchTokens } = model.warmStart;
  const settings = { ...config.train, batchTokens };
  // About as many conversations as fit: none is seen much more than once.
  const count = Math.ceil((steps * batchTokens) / LOOKUP_TOKENS);
  const seed = seedOf(config.seed, 'warm start');
  const lexicon = await lexiconOf(environments, { format: config.format, further: model.lexicon });
  const { checkpoint } = await fineTune(workshop, {
    label: { stage: 'base', title: 'base: learn to read' },
    key: 'warm-start',
    settings,
    request: { base: fresh, examples: lookups(lexicon, { count, seed }), steps, seed },
  });
  return checkpoint;
}

interface FineTuning {
  label: Label;
  key: string;
  settings: TrainConfig;
  request: Pick<TrainRequest, 'base' | 'examples' | 'pairs' | 'steps' | 'seed'>;
}

/** One training, kept as a checkpoint of the run. */
async function fineTune(
  workshop: Workshop,
  { label, key, settings, request }: FineTuning,
): Promise<{ checkpoint: CheckpointRef; loss: number | null }> {
  const { directory, journal, signal, on } = workshop;
  const onNotice = (message: string): void => on({ type: 'warning', message });
  return staged(workshop, label, async () => {
    const known = journal.find(key) !== undefined;
    const trained = await once(workshop, key, async () => {
      const out = `${directory.workshop}/${key.replaceAll('/', '-')}`;
      await rm(out, { recursive: true, force: true });
      const trainer = createTrainer(settings, { jobs: directory.jobs, env: process.env, onNotice });
      try {
        const { path, loss } = await trainer.train({
          ...request,
          name: nameOf(directory.root, key),
          jobs: ledgerOf(journal, key),
          // Only what trains elsewhere is served elsewhere, and held against its answers.
          probes: settings.kind === 'local' ? undefined : await probesOf(workshop),
          out,
          signal,
          on: ({ step, steps: total, loss: running }) => {
            on({ type: 'progress', ...label, done: step, total, ...(running === null ? {} : { loss: running }) });
          },
        });
        return { id: (await keepCheckpoint(directory, path)).id, loss };
      } finally {
        await trainer.close();
      }
    });
    // The checkpoint is kept; of a job's directory, what it told stays.
    for (const name of ['out', 'examples.jsonl', 'pairs.jsonl'])
      await rm(join(directory.jobs, nameOf(directory.root, key), name), { recursive: true, force: true });
    const checkpoint = { id: trained.id, path: directory.checkpoint(trained.id) };
    const loss = trained.loss === null ? '' : `, loss ${trained.loss.toFixed(3)}`;
    const line = `${request.steps} steps on ${request.examples.length} examples${loss}`;
    return { result: { checkpoint, loss: trained.loss }, line, seconds: secondsOf(journal, key), reused: known };
  });
}

/** The same whenever the run is resumed where it is, and no other run's. */
function nameOf(root: string, key: string): string {
  const run = `${basename(root).replaceAll(/[^\w.-]/gu, '-')}-${digest(root).slice(0, 6)}`;
  return `${run}-${key.replaceAll('/', '-')}`;
}

/** What a trainer remembers of its jobs, under the stage's key. */
function ledgerOf(journal: Journal, key: string): JobLedger {
  return {
    find: (step) => journal.find(`${key}/${step}`)?.result,
    record: (step, value) => journal.record(`${key}/${step}`, value, 0),
  };
}
