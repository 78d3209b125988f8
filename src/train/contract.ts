/**
 * The trainer contract: base checkpoint + weighted examples → candidate checkpoint.
 */
import type { Message } from '../environments/contract.ts';

/**
 * An immutable, content-addressed model state: a directory in Hugging Face layout, a LoRA adapter's, or one that only
 * says where the model is (checkpoint-kind.ts tells them apart).
 */
export interface CheckpointRef {
  /** Hex digest of the directory's files. */
  readonly id: string;
  readonly path: string;
}

export interface WeightedMessage extends Message {
  /** Loss weight of this message's tokens; 0 is context only. May be negative only where the trainer says it can. */
  weight: number;
  /** Token ids as sampled, when the message was generated: training sees exactly these. */
  tokenIds?: readonly number[];
}

/**
 * So many, one after the other, as often as they are gone through with `for await`: a list, or what a file holds, read
 * as it goes and not kept.
 */
export type Series<T> = (Iterable<T> | AsyncIterable<T>) & { readonly length: number };

/** Conversation with one loss weight per message. */
export interface WeightedExample {
  itemId: string;
  environment: string;
  /** Where it came from: a demonstration, or a trajectory of an iteration (its id). */
  source: string;
  messages: readonly WeightedMessage[];
}

/** Two trajectories of one task, of which the first is to be likelier (preference training). */
export interface PreferencePair {
  itemId: string;
  environment: string;
  /** Conversations whose weighted messages are compared; those before the first difference are context to both. */
  chosen: readonly WeightedMessage[];
  rejected: readonly WeightedMessage[];
}

/**
 * What a trainer whose work goes on elsewhere remembers: a job is named and recorded before it is submitted, so that a
 * resumed run finds it instead of starting a second one. Kept in the run's journal; values are plain data.
 */
export interface JobLedger {
  find(step: string): unknown;
  record(step: string, value: unknown): Promise<void>;
}

export interface TrainerCapabilities {
  /** How fractional weights are taken (DESIGN section 4). */
  weights: 'exact' | 'replicated' | 'none';
  negativeWeights: boolean;
  preference: boolean;
}

export interface TrainProgress {
  step: number;
  steps: number;
  /** Weighted mean negative log-likelihood per loss token, nats; null where the backend does not tell. */
  loss: number | null;
  tokensPerSecond: number;
  /** Tokens so far, those before an interruption among them; absent where the backend does not tell. */
  tokens?: number;
}

/** Where a training keeps what it needs to go on after an interruption, so that it comes to the same candidate. */
export interface TrainState {
  /** Replaced as a whole, removed by whoever keeps the candidate. One that another training left is not used. */
  file: string;
  /** Optimiser steps between two states; default: by the time that they take. */
  every?: number | undefined;
  /** Plain data that is written beside it; asked for at the step that the state is of. */
  note?: (() => unknown) | undefined;
  /** Hears where training goes on, before its first progress, and what `note` gave then. */
  onResumed?: ((step: number, note: unknown) => void) | undefined;
}

export interface TrainRequest {
  base: CheckpointRef;
  examples: Series<WeightedExample>;
  /** For trainers with `preference`: what they learn from beside, or instead of, the examples. */
  pairs?: Series<PreferencePair> | undefined;
  /** Names the work, e.g. `webshop-20261121T1045Z-iterations-2-train`: the same when a run is resumed, no other run's. */
  name?: string | undefined;
  /** Where trainers that submit jobs keep what they submitted. */
  jobs?: JobLedger | undefined;
  /**
   * Conversations whose greedy answers, with log-probabilities, the trainer leaves in `<out>/probes.json` (probes.ts), where it
   * can: what serves the candidate later is held against them.
   */
  probes?: readonly (readonly Message[])[] | undefined;
  /** Directory the candidate is written to; it must not exist, and is complete once `train` resolves. */
  out: string;
  /** Number of optimiser steps. */
  steps: number;
  seed: number;
  /** For trainers that work in this process; those whose jobs outlive it keep their own. */
  state?: TrainState | undefined;
  signal?: AbortSignal | undefined;
  on?: ((progress: TrainProgress) => void) | undefined;
}

export interface TrainResult {
  /** Directory of the candidate (the request's `out`). */
  path: string;
  /** Mean loss over the last tenth of the steps, or the last that a service told; null where it tells none. */
  loss: number | null;
  steps: number;
  /** Tokens processed, loss tokens among them. */
  tokens: number;
  lossTokens: number;
}

export interface Trainer {
  readonly capabilities: TrainerCapabilities;
  train(request: TrainRequest): Promise<TrainResult>;
  close(): Promise<void>;
}
