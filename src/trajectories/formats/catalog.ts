/**
 * What can be asked of an export: formats by name, with what they take and leave out; parts of a run; shapes of pairs.
 * Data only.
 */

export type FormatName = 'agenttraj' | 'chat-jsonl' | 'sharegpt' | 'openai' | 'dpo' | 'parquet';

export interface FormatTraits {
  readonly extension: 'jsonl' | 'parquet';
  /**
   * `record`: says what happened, and so may hold rollouts that ended in errors and conversations without an answer to
   * learn from. `lesson`: is trained on as it is, and never holds them.
   */
  readonly holds: 'record' | 'lesson';
  /** What the rows do not carry; a sentence for cards and docs. */
  readonly omits: string;
}

export const FORMATS: Readonly<Record<FormatName, FormatTraits>> = {
  agenttraj: {
    extension: 'jsonl',
    holds: 'record',
    omits: 'Loss weights other than 0 and 1: `loss` is true where a weight is not 0.',
  },
  'chat-jsonl': {
    extension: 'jsonl',
    holds: 'lesson',
    omits: 'What a model reasoned, and the calls that it made, beside the text of its answers.',
  },
  sharegpt: {
    extension: 'jsonl',
    holds: 'lesson',
    omits:
      'Loss weights (an answer that is not to be learned from has `loss: false`, which not every trainer looks at), rewards, provenance, and what the environment said after the last answer.',
  },
  openai: {
    extension: 'jsonl',
    holds: 'lesson',
    omits:
      'Everything but roles and texts; weights other than 0 and 1 (a fraction becomes 1); and what the environment said after the last answer.',
  },
  dpo: {
    extension: 'jsonl',
    holds: 'lesson',
    omits: 'Whatever comes after the answers in which success and failure part (with `--pairs trajectory`, nothing).',
  },
  parquet: { extension: 'parquet', holds: 'record', omits: 'Nothing of a trajectory or weighted example.' },
};

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** What of a run is exported. `trajectories` is what was explored, `dev` and `final` what was evaluated. */
export type Part = 'trajectories' | 'examples' | 'demonstrations' | 'dev' | 'final';
export const PARTS: readonly Part[] = ['trajectories', 'examples', 'demonstrations', 'dev', 'final'];

/**
 * Preference pairs. `turn`: the two answers where they part, and nothing after. `trajectory`: all that followed, up to
 * the last answer; TRL then counts what the environment said among the completion.
 */
export type PairShape = 'turn' | 'trajectory';
export const PAIR_SHAPES: readonly PairShape[] = ['turn', 'trajectory'];
