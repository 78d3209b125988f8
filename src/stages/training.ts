/** The stages that train: a fresh model's warm start, cloning, the M-step of an iteration, and the control. */
import { rm } from 'node:fs/promises';
import { cloneSettings, type TrainConfig } from '../config/stages/train.ts';
import type { TrainStage } from '../loop.ts';
import { keepCheckpoint, lexiconOf } from '../runs/checkpoints.ts';
import { seedOf } from '../seeds.ts';
import type { CheckpointRef, TrainRequest } from '../train/contract.ts';
import { createLocalTrainer } from '../train/local.ts';
import { lookups } from '../train/lookups.ts';
import { type Label, once, secondsOf, staged, type Workshop } from './workshop.ts';

/** Tokens of a lookup conversation, about. */
const LOOKUP_TOKENS = 130;

/** The training of a role; no steps leave the checkpoint as it is. */
export async function train(
  workshop: Workshop,
  { role, iteration, from, examples, steps }: TrainStage,
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
      steps,
      seed: seedOf(config.seed, 'train', role === 'control' ? 'clone' : role, iteration),
    },
  });
}

/** A fresh model's first training, if the config asks for it: reading, before any task (train/lookups.ts). */
export async function warmStart(workshop: Workshop, fresh: CheckpointRef): Promise<CheckpointRef> {
  const { config, environments } = workshop;
  if (!('model' in config.policy) || config.policy.model.warmStart.steps === 0) return fresh;
  const { steps, batchTokens } = config.policy.model.warmStart;
  const settings = { ...config.train, batchTokens };
  // About as many conversations as fit: none is seen much more than once.
  const count = Math.ceil((steps * batchTokens) / LOOKUP_TOKENS);
  const seed = seedOf(config.seed, 'warm start');
  const { checkpoint } = await fineTune(workshop, {
    label: { stage: 'base', title: 'base: learn to read' },
    key: 'warm-start',
    settings,
    request: { base: fresh, examples: lookups(lexiconOf(environments, config.format), { count, seed }), steps, seed },
  });
  return checkpoint;
}

interface FineTuning {
  label: Label;
  key: string;
  settings: TrainConfig;
  request: Pick<TrainRequest, 'base' | 'examples' | 'steps' | 'seed'>;
}

/** One training, kept as a checkpoint of the run. */
async function fineTune(
  workshop: Workshop,
  { label, key, settings, request }: FineTuning,
): Promise<{ checkpoint: CheckpointRef; loss: number }> {
  const { directory, journal, signal, on } = workshop;
  return staged(workshop, label, async () => {
    const known = journal.find(key) !== undefined;
    const trained = await once(workshop, key, async () => {
      const out = `${directory.workshop}/${key.replaceAll('/', '-')}`;
      await rm(out, { recursive: true, force: true });
      const { kind: _kind, from: _from, steps: _steps, ...own } = settings;
      const trainer = createLocalTrainer(own);
      try {
        const { path, loss } = await trainer.train({
          ...request,
          out,
          signal,
          on: ({ step, steps: total, loss: running }) => {
            on({ type: 'progress', ...label, done: step, total, loss: running });
          },
        });
        return { id: (await keepCheckpoint(directory, path)).id, loss };
      } finally {
        await trainer.close();
      }
    });
    const checkpoint = { id: trained.id, path: directory.checkpoint(trained.id) };
    const line = `${request.steps} steps on ${request.examples.length} examples, loss ${trained.loss.toFixed(3)}`;
    return { result: { checkpoint, loss: trained.loss }, line, seconds: secondsOf(journal, key), reused: known };
  });
}
