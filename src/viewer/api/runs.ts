/** Runs as rows, and where a running one is. Types only. */

/**
 * `interrupted` also of a run that was killed. `unknown`: nothing is said of it; no attempt was begun, or it is a run of
 * another machine that has been silent.
 */
export type RunState = 'running' | 'interrupted' | 'limited' | 'failed' | 'completed' | 'unknown';

export interface RunsAnswer {
  /** The folder, or the run directory, that the viewer was opened on. */
  folder: string;
  /** Whether it was opened on one run directory, which is then the only row. */
  single: boolean;
  /** Newest first. */
  runs: RunRow[];
}

export interface RunsChanged {
  /** Ids of runs that changed, appeared or went. */
  runs: string[];
}

/** A success rate and its 95 % interval; null where no rollout counts. */
export interface Rate {
  success: number | null;
  low: number | null;
  high: number | null;
  /** Rollouts that count. */
  n: number;
  /** What rollouts that ended in errors could at most have changed; absent where none did. */
  missing?: { share: number; low: number; high: number };
}

export interface Score extends Rate {
  reward: number | null;
}

/** One evaluation: by environment, and the unweighted mean of them. */
export interface Scores {
  total: Score;
  environments: Record<string, Score>;
}

export interface Tokens {
  prompt: number;
  /** Among the prompt's. */
  cached: number;
  completion: number;
}

export interface RunRow {
  /** Names the run in URLs; made of its path, and stable. */
  id: string;
  /** Below the folder; the directory's name where the viewer was opened on it. */
  path: string;
  name: string;
  state: RunState;
  /** What agent was evolved, in a few words: `model of 0.8 M parameters`, `Qwen/Qwen3-0.6B`. */
  model: string | null;
  environments: string[];
  seed: number | null;
  started: string | null;
  /** Work so far, that of earlier attempts included. */
  seconds: number | null;
  tokens: Tokens | null;
  /** In the currency of the config's prices; null where it has none. */
  cost: number | null;
  /** Iterations that are finished, and how many the config asks for. */
  done: { iterations: number; of: number | null };
  /** Split of `baseline` and `promoted`: the reported one when the run is completed, else `dev`. Null: nothing yet. */
  split: string | null;
  baseline: Score | null;
  promoted: (Score & { iteration: number; checkpoint: string }) | null;
  /** Present while it runs and says where it is. */
  progress: Progress | null;
  /** What is missing or damaged, one sentence each. */
  faults: string[];
}

/** Where a running stage is. */
export interface Progress {
  stage: string;
  title: string;
  done: number;
  total: number;
  success?: number;
  loss?: number;
  /** Done a second. */
  rate: number | null;
  /** Of the stage. */
  started: string;
  at: string;
}
