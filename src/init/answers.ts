/** What `init` asks: which environments, where the model runs, how big. */

/** `local`: in process; `trl`: behind an endpoint, fine-tuned with PyTorch; `hosted`: at a service. */
export const BACKENDS = ['local', 'trl', 'hosted'] as const;
export type Backend = (typeof BACKENDS)[number];

export const SIZES = ['quick', 'proper'] as const;
export type Size = (typeof SIZES)[number];

export interface Answers {
  /** Built-in environments, by name. */
  environments: readonly string[];
  backend: Backend;
  size: Size;
  /** What training starts from; default: the backend's. Not of `local`. */
  model?: string | undefined;
  /** Where it is served; default: the backend's. Not of `local`. */
  url?: string | undefined;
}

/** What is taken where nothing is said. */
export const DEFAULTS = { environments: ['textcraft', 'babyai'], backend: 'local', size: 'quick' } as const;

/** Model and address of the backends that have them. */
export const SERVED = {
  trl: { model: 'Qwen/Qwen2.5-1.5B-Instruct', url: 'http://127.0.0.1:8000/v1' },
  hosted: { model: 'accounts/fireworks/models/qwen2p5-7b-instruct', url: 'https://api.fireworks.ai/inference/v1' },
} as const;
