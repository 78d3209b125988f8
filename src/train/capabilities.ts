/**
 * What every fine-tuning backend can take, as a declaration: known from the config alone, before anything is started.
 * The trainers themselves carry the same values.
 */
import type { TrainConfig } from '../config/stages/train.ts';
import type { TrainerCapabilities } from './contract.ts';

/** The in-process trainer: fractional weights multiply each token's loss. */
export const LOCAL_CAPABILITIES: TrainerCapabilities = { weights: 'exact', negativeWeights: false, preference: false };

/** PyTorch, under whatever launcher: the same loss, and pairs. */
export const TRL_CAPABILITIES: TrainerCapabilities = { weights: 'exact', negativeWeights: false, preference: true };

/** The capabilities of the trainer that a config names. */
export function capabilitiesOf(config: TrainConfig): TrainerCapabilities {
  return config.kind === 'local' ? LOCAL_CAPABILITIES : TRL_CAPABILITIES;
}
