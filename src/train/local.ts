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

interface Told {
  /** Hears whether training goes on from a state, and why not. */
  onNotice?: ((notice: string) => void) | undefined;
}

/** Settings that are left out have the values of `TRAINING_DEFAULTS`. */
export function createLocalTrainer(settings: Partial<TrainingSettings> = {}, told: Told = {}): Trainer {
  return {
    capabilities: LOCAL_CAPABILITIES,
    train: (request) => train(request, { ...TRAINING_DEFAULTS, ...settings }, told),
    close: () => Promise.resolve(),
  };
}

/** Errors: those of `trainModel`, and E_STORE_CHECKPOINT for a base that cannot be read or an `out` that exists. */
async function train(request: TrainRequest, settings: TrainingSettings, { onNotice }: Told): Promise<TrainResult> {
  const { base, examples, out, steps, seed, state, signal, on } = request;
  await refuseExisting(out);
  const { architecture, parameters } = await readModel(base.path);
  const chat = await loadChat(base.path);
  const sequences: TrainingSequence[] = [];
  for await (const { itemId, source, messages } of examples) {
    // Thousands of examples take seconds: timers, progress and the interruption get their turn in between.
    if (sequences.length % BETWEEN === 0) await setImmediate();
    throwIfInterrupted(signal);
    sequences.push({ ...chat.encodeExample(messages), name: `${itemId} (${source})` });
  }
  const run = { settings, steps, seed, state, signal, on, onNotice };
  const trained = await trainModel({ architecture, parameters, sequences, ...run });
  await writeModel(out, { architecture, parameters: trained.parameters, from: base.path });
  const { loss, tokens, lossTokens } = trained;
  return { path: out, loss, steps, tokens, lossTokens };
}
