/** The stages that train: a fresh model's warm start, cloning, the M-step of an iteration, and the control. */
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isFresh } from '../config/schema.ts';
import { cloneSettings, type TrainConfig } from '../config/stages/train.ts';
import type { TrainStage } from '../loop.ts';
import { lexiconOf } from '../environments/vocabulary.ts';
import { interruptible } from '../interruptible.ts';
import { keepCheckpoint } from '../runs/checkpoints.ts';
import { onDisk } from '../runs/disk-errors.ts';
import type { FileDigests } from '../runs/digest.ts';
import { requireIntact } from '../runs/intact.ts';
import type { Journal } from '../runs/journal.ts';
import { LossCurve } from '../runs/losses.ts';
import { digest, seedOf } from '../seeds.ts';
import type { CheckpointRef, JobLedger, TrainRequest } from '../train/contract.ts';
import { createTrainer } from '../train/create.ts';
import { lookups } from '../train/lookups.ts';
import type { Label } from '../report/events.ts';
import { LEARN_TO_READ, training } from './labels.ts';
import { probesOf } from './probes.ts';
import { once, secondsOf, staged, type Workshop } from './workshop.ts';

/** Tokens of a lookup conversation, about. */
const LOOKUP_TOKENS = 130;

/** The training of a role; no steps leave the checkpoint as it is. */
export async function train(
  workshop: Workshop,
  { role, iteration, from, examples, pairs, steps }: TrainStage,
): Promise<{ checkpoint: CheckpointRef; loss: number | null }> {
  const { config } = workshop;
  if (steps === 0) return { checkpoint: from, loss: null };
  return fineTune(workshop, {
    label: training({ role, iteration }),
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
    label: LEARN_TO_READ,
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
  work: FineTuning,
): Promise<{ checkpoint: CheckpointRef; loss: number | null }> {
  const { directory, journal } = workshop;
  const { label, key, request } = work;
  return staged(workshop, label, async () => {
    const known = journal.find(key) !== undefined;
    const trained = await once(workshop, key, () => trainOnce(workshop, work));
    // The checkpoint is kept; of a job's directory, what it told stays.
    const { state } = directory.training(key);
    const job = join(directory.jobs, nameOf(directory.root, key));
    const left = ['out', 'examples.jsonl', 'pairs.jsonl'].map((name) => join(job, name));
    for (const path of [...left, state, `${state}.partial`]) await rm(path, { recursive: true, force: true });
    const checkpoint = { id: trained.id, path: directory.checkpoint(trained.id) };
    const loss = trained.loss === null ? '' : `, loss ${trained.loss.toFixed(3)}`;
    const line = `${request.steps} steps on ${request.examples.length} examples${loss}`;
    return { result: { checkpoint, loss: trained.loss }, line, seconds: secondsOf(journal, key), reused: known };
  });
}

/** What the journal remembers of a training. */
interface Trained {
  id: string;
  loss: number | null;
  files: FileDigests;
}

/** Goes on where an attempt that was cut off left its state, or its job. */
async function trainOnce(workshop: Workshop, { label, key, settings, request }: FineTuning): Promise<Trained> {
  const { directory, journal, signal, on, saveEvery } = workshop;
  const onNotice = (message: string): void => on({ type: 'warning', message });
  await interruptible(requireIntact(request.base, { onNotice }), signal);
  const out = `${directory.workshop}/${key.replaceAll('/', '-')}`;
  await rm(out, { recursive: true, force: true });
  const { losses, state } = directory.training(key);
  const curve = new LossCurve(losses, onNotice);
  const trainer = createTrainer(settings, { jobs: directory.jobs, env: process.env, onNotice });
  try {
    // Only what trains elsewhere is served elsewhere, and held against its answers.
    const probes = settings.kind === 'local' ? undefined : await probesOf(workshop);
    const { path, loss } = await onDisk(out, () =>
      trainer.train({
        ...request,
        name: nameOf(directory.root, key),
        jobs: ledgerOf(journal, key),
        probes,
        out,
        state: {
          file: state,
          every: saveEvery,
          note: () => curve.note(),
          onResumed: (step, note) => curve.resumed(step, note),
        },
        signal,
        on: (progress) => {
          const { step, steps: total, loss: running } = progress;
          curve.heard(progress);
          on({ type: 'progress', ...label, done: step, total, ...(running === null ? {} : { loss: running }) });
        },
      }),
    );
    const { id, files } = await keepCheckpoint(directory, path);
    return { id, loss, files };
  } finally {
    await curve.end();
    await trainer.close();
  }
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
