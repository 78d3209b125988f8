/**
 * The environment contract: a world with tasks, which opens sessions. Built-in environments run in process; remote
 * ones speak HTTP. Everything random about a task's initial state comes from its `itemId` alone; `seed` only drives
 * what is random within an episode (DESIGN: task, session, fingerprint).
 */

/** `train` to explore, `dev` to tune and promote on, `eval` held out and opened once. */
export type Split = 'train' | 'dev' | 'eval';
export const SPLITS: readonly Split[] = ['train', 'dev', 'eval'];

/** One message of a conversation between the policy (assistant) and the environment (user). */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** One problem of an environment. `itemId` is `<environment>_<index>` as in AgentTraj, e.g. `textcraft_17`. */
export interface Task {
  readonly itemId: string;
  readonly index: number;
  readonly split: Split;
  /** What results are broken down by, e.g. `depth 2` or `level 4`. */
  readonly group?: string;
}

/** Raw reward range of an environment; the reward of a trajectory is clamp(raw / max, 0, 1). */
export interface RewardRange {
  readonly min: number;
  readonly max: number;
  /** Whether a raw reward means that the task is solved. */
  success(raw: number): boolean;
}

export interface ResetResult {
  /** What the policy sees first. */
  observation: string;
  /** Hex digest of the full initial state: equal fingerprints mean equal tasks. */
  fingerprint: string;
}

export interface StepResult {
  observation: string;
  /** Raw reward of this step, within the environment's range. The last step's reward is the trajectory's. */
  reward: number;
  done: boolean;
}

/** One live instance of an environment. Not shared between rollouts. */
export interface Session {
  reset(task: Task, seed: number): Promise<ResetResult>;
  /** `action` is the text of the action alone (an action format has parsed it). Illegal actions are answered, never thrown. */
  step(action: string): Promise<StepResult>;
  close(): Promise<void>;
  /** The expert's next move in the current state, by legal actions only. Absent where an environment has no expert. */
  expert?(): ExpertMove;
  /** Legal actions in the current state, for the random policy. */
  actions?(): readonly string[];
}

export interface ExpertMove {
  thought: string;
  action: string;
}

/** How model text carries an action (AgentGym: ReAct, function calling, code as action). */
export type ActionFormatName = 'react';

export interface Environment {
  readonly name: string;
  /** Rounds (assistant turns) after which a rollout is truncated. */
  readonly maxRounds: number;
  readonly reward: RewardRange;
  /** Tasks of a split, in a stable order; splits share no task, by id and by fingerprint. */
  tasks(split: Split): readonly Task[];
  /** Number of tasks of a split without making them. */
  taskCount(split: Split): number;
  /** What the policy is told before the first observation, in our own words. One or two messages (user, assistant). */
  instructions(format: ActionFormatName): readonly Message[];
  /**
   * Example texts that together contain every word the environment, its instructions and its expert can ever say, in
   * every split. The in-process model's word-level tokenizer is made from them, so that held-out words are never unknown.
   */
  lexicon(): Iterable<string>;
  open(signal?: AbortSignal): Promise<Session>;
}
