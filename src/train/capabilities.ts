/**
 * What every fine-tuning backend can take, as a declaration: known from the config alone, before anything is started.
 * The trainers themselves carry the same values.
 */
import type { TrainConfig } from '../config/stages/train.ts';
import type { TrainerCapabilities } from './contract.ts';
import { PROFILES } from './hosted/profiles.ts';
import type { HostedSettings } from './hosted/settings.ts';

/** The in-process trainer: fractional weights multiply each token's loss. */
export const LOCAL_CAPABILITIES: TrainerCapabilities = { weights: 'exact', negativeWeights: false, preference: false };

/** PyTorch, under whatever launcher: the same loss, and pairs. */
export const TRL_CAPABILITIES: TrainerCapabilities = { weights: 'exact', negativeWeights: false, preference: true };

/** A service that takes a weight on each row takes any; for the others rows are copied by chance. */
export function hostedCapabilities({
  weights,
  method,
}: Pick<HostedSettings, 'weights' | 'method'>): TrainerCapabilities {
  const exact = weights === 'row';
  return { weights: exact ? 'exact' : 'replicated', negativeWeights: exact, preference: method === 'dpo' };
}

/** The capabilities of the trainer that a config names. */
export function capabilitiesOf(config: TrainConfig): TrainerCapabilities {
  if (config.kind === 'local') return LOCAL_CAPABILITIES;
  if (config.kind === 'trl') return TRL_CAPABILITIES;
  return hostedCapabilities({ method: config.method, weights: config.weights ?? PROFILES[config.profile].weights });
}
