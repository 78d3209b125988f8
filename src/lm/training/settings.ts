/** The settings of a training stage, and defaults that suit a model of some 180,000 parameters. */
import type { AdamWSettings } from './optimiser.ts';
import type { ScheduleSettings } from './schedule.ts';

export interface TrainingSettings extends ScheduleSettings, AdamWSettings {
  /** Tokens of an optimiser step (padding counted), approximately. */
  batchTokens: number;
  /** Micro-batches of an optimiser step. Fixed, so that results do not depend on the number of threads. */
  shards: number;
  /** Worker threads; never more than shards. Default: one for each core. */
  threads?: number | undefined;
}

export const TRAINING_DEFAULTS: TrainingSettings = {
  learningRate: 5e-3,
  schedule: 'cosine',
  warmup: 20,
  weightDecay: 0.01,
  clip: 1,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  batchTokens: 4096,
  shards: 4,
};
