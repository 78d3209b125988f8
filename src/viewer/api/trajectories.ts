/** Files of trajectories, the table of them, one replayed, and its pictures. Types only. */
import type { Agent } from './run.ts';
import type { Tokens } from './runs.ts';

export type Outcome = 'success' | 'failure' | 'truncated' | 'env_error' | 'policy_error';
export type FileKind = 'demonstrations' | 'explore' | 'dev' | 'final';

export interface FileRow {
  /** Names the file in URLs: `demonstrations`, `explore-1`, `dev-0`, `final-baseline`. */
  id: string;
  /** Below the run directory. */
  path: string;
  kind: FileKind;
  /** Null for demonstrations and final. */
  iteration: number | null;
  /** Of final. */
  agent?: Agent;
  bytes: number;
}

/** The query's parameters, all optional; an absent or empty one does not filter. */
export interface TrajectoryQuery {
  environment?: string;
  /** The task's item id, exactly. */
  task?: string;
  outcome?: Outcome;
  iteration?: number;
  kind?: FileKind;
  agent?: Agent;
  file?: string;
  /** Bounds of the reward, inclusive; rows without a reward are left out by either. */
  min?: number;
  max?: number;
  /** Anywhere in the conversation, the ids or the error, in any case; at most 200 characters. */
  text?: string;
  /** Default `order`: the order of the files. A `-` before it turns it round. */
  sort?: TrajectorySort | `-${TrajectorySort}`;
  offset?: number;
  /** Default 100, at most 1,000. */
  limit?: number;
}

export type TrajectorySort =
  | 'order'
  | 'environment'
  | 'task'
  | 'outcome'
  | 'reward'
  | 'rounds'
  | 'iteration'
  | 'seconds'
  | 'tokens';

export interface TrajectoriesAnswer {
  /** Rows that the filter lets through, of `of`. */
  total: number;
  of: number;
  rows: TrajectoryRow[];
  /** What there is to filter by, over all rows and with their counts. */
  facets: {
    environments: Record<string, number>;
    outcomes: Partial<Record<Outcome, number>>;
    iterations: Record<string, number>;
    kinds: Partial<Record<FileKind, number>>;
  };
  /**
   * Whether everything was looked at. While it is not (files still being indexed, a text still being searched), ask again:
   * `share` says how much was.
   */
  complete: boolean;
  share: number;
  /** Lines that are no trajectories. */
  damaged: number;
}

export interface TrajectoryRow {
  file: string;
  /** Unique in its file. */
  id: string;
  kind: FileKind;
  iteration: number | null;
  agent?: Agent;
  environment: string;
  task: string;
  group?: string;
  sample: number;
  outcome: Outcome;
  reward: number | null;
  rounds: number;
  parseErrors: number;
  seconds: number;
  /** Completion tokens. */
  tokens: number;
  policy: string;
}

export interface TrajectoryView extends TrajectoryRow {
  split: string;
  fingerprint: string;
  seed: number;
  temperature: number;
  rewardRaw: number | null;
  usage: Tokens;
  cost?: number;
  restarts?: number;
  error?: { code: string; message: string };
  /** The format that its turns were read in. */
  format: string;
  turns: TurnView[];
  /** Whether its pictures can be had. */
  pictures: boolean;
}

export interface TurnView {
  role: 'system' | 'user' | 'assistant';
  /**
   * `instructions`: before the task began, no doing of the policy. `observation`: what the environment said.
   * `turn`: the policy's. `correction`: what the policy was told of a turn without an action.
   */
  kind: 'instructions' | 'observation' | 'turn' | 'correction';
  /** Of a turn and of what came of it: 1, 2, …; 0 before the first. Also the index into the pictures. */
  round: number;
  content: string;
  thought?: string;
  action?: string;
  /** Why a turn held no action, in the words that the policy was told. */
  parseError?: string;
  /** Raw, of the step that a turn led to. */
  reward?: number;
  reasoning?: string;
  toolCalls?: { name: string; arguments: string }[];
  /** As sampled; together they are the content, and what ends it. Absent where the tokenizer is not in the run. */
  tokens?: { text: string; logprob: number | null }[];
  tokenCount?: number;
  /** Mean log-probability of its tokens. */
  logprob?: number;
  /** How long the policy took, or the environment for what it observed; absent from older rows. */
  seconds?: number;
}

export interface PicturesAnswer {
  /** SVG markup by round: 0 is the initial state, k the state after turn k. Null where the state has no picture. */
  pictures: (string | null)[];
  /** Why there are none, or fewer than rounds. */
  why?: string;
  /** The first round whose observation or reward is not the stored one: the environment has changed since. */
  parted?: number;
}
