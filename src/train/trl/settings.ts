/** The settings of the trl trainer; the script beside this file reads them from the job's request under the same names. */

export interface LoraSettings {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  /** Names of the modules that get an adapter, or `all-linear`. */
  readonly targets: 'all-linear' | readonly string[];
}

export interface TrlSettings {
  readonly method: 'sft' | 'dpo';
  /** Of preference training: how far the model may move from where it starts. */
  readonly beta: number;
  /** Share of the examples' loss beside that of the pairs; 0 leaves the examples out. */
  readonly sftWeight: number;
  readonly lora?: LoraSettings | undefined;
  readonly precision: 'bf16' | 'fp32';
  readonly gradientCheckpointing: boolean;
  /** As `transformers` names it: sdpa, flash_attention_2, eager. */
  readonly attention?: string | undefined;
  /** `sgd` (no moments, no decay) is for comparisons. */
  readonly optimiser: 'adamw' | 'sgd';
  readonly learningRate: number;
  readonly schedule: 'cosine' | 'linear' | 'constant';
  readonly warmup: number;
  readonly weightDecay: number;
  readonly clip: number;
  readonly betas: readonly [number, number];
  /** Tokens of an optimiser step (padding counted), about. */
  readonly batchTokens: number;
  /** Micro-batches of an optimiser step, shared out among the processes. */
  readonly shards: number;
  /** Longest example, tokens; absent: the model's context. */
  readonly maxLength?: number | undefined;
  readonly tooLong: 'error' | 'drop';
  /** Steps between checkpoints of its own. */
  readonly saveEvery: number;
}

export const TRL_DEFAULTS: TrlSettings = {
  method: 'sft',
  beta: 0.1,
  sftWeight: 1,
  precision: 'bf16',
  gradientCheckpointing: true,
  optimiser: 'adamw',
  learningRate: 1e-5,
  schedule: 'cosine',
  warmup: 20,
  weightDecay: 0,
  clip: 1,
  betas: [0.9, 0.999],
  batchTokens: 65_536,
  shards: 8,
  tooLong: 'error',
  saveEvery: 50,
};
