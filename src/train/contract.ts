/**
 * The trainer contract: base checkpoint + weighted examples → candidate checkpoint.
 */
import type { Message } from '../environments/contract.ts';

/** An immutable, content-addressed model state in a directory of Hugging Face layout. */
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

/** Conversation with one loss weight per message. */
export interface WeightedExample {
  itemId: string;
  environment: string;
  /** Where it came from: a demonstration, or a trajectory of an iteration (its id). */
  source: string;
  messages: readonly WeightedMessage[];
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
  /** Weighted mean negative log-likelihood per loss token, nats. */
  loss: number;
  tokensPerSecond: number;
}

export interface TrainRequest {
  base: CheckpointRef;
  examples: readonly WeightedExample[];
  /** Directory the candidate is written to; it must not exist, and is complete once `train` resolves. */
  out: string;
  /** Number of optimiser steps. */
  steps: number;
  seed: number;
  signal?: AbortSignal | undefined;
  on?: ((progress: TrainProgress) => void) | undefined;
}

export interface TrainResult {
  /** Directory of the candidate (the request's `out`). */
  path: string;
  /** Mean loss over the last tenth of the steps. */
  loss: number;
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
