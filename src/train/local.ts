/**
 * The in-process trainer: fine-tunes every parameter of a checkpoint on weighted examples, on worker threads of this
 * process. Encodes conversations and writes the candidate; the training itself is src/lm/training.
 */
import { setImmediate } from 'node:timers/promises';
import { throwIfInterrupted } from '../errors.ts';
import { readModel, refuseExisting, writeModel } from '../lm/checkpoint/checkpoint.ts';
import { loadChat } from '../lm/tokenizer/chat.ts';
import type { TrainingSequence } from '../lm/training/batches.ts';
import { TRAINING_DEFAULTS, type TrainingSettings } from '../lm/training/settings.ts';
import { trainModel } from '../lm/training/train.ts';
import { LOCAL_CAPABILITIES } from './capabilities.ts';
import type { Trainer, TrainRequest, TrainResult } from './contract.ts';

/** Examples that are encoded at a stretch. */
const BETWEEN = 64;

export { type BaseModel, createBaseModel } from '../lm/checkpoint/checkpoint.ts';

/** Settings that are left out have the values of `TRAINING_DEFAULTS`. */
export function createLocalTrainer(settings: Partial<TrainingSettings> = {}): Trainer {
  return {
    capabilities: LOCAL_CAPABILITIES,
    train: (request) => train(request, { ...TRAINING_DEFAULTS, ...settings }),
    close: () => Promise.resolve(),
  };
}

/** Errors: those of `trainModel`, and E_STORE_CHECKPOINT for a base that cannot be read or an `out` that exists. */
async function train(request: TrainRequest, settings: TrainingSettings): Promise<TrainResult> {
  const { base, examples, out, steps, seed, signal, on } = request;
  await refuseExisting(out);
  const { architecture, parameters } = await readModel(base.path);
  const chat = await loadChat(base.path);
  const sequences: TrainingSequence[] = [];
  for (const [i, { itemId, source, messages }] of examples.entries()) {
    // Thousands of examples take seconds: timers, progress and the interruption get their turn in between.
    if (i % BETWEEN === 0) await setImmediate();
    throwIfInterrupted(signal);
    sequences.push({ ...chat.encodeExample(messages), name: `${itemId} (${source})` });
  }
  const trained = await trainModel({ architecture, parameters, sequences, settings, steps, seed, signal, on });
  await writeModel(out, { architecture, parameters: trained.parameters, from: base.path });
  const { loss, tokens, lossTokens } = trained;
  return { path: out, loss, steps, tokens, lossTokens };
}
