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
  /** Said where the digest is only of goal and first observation, so that equal ones may yet be two tasks. */
  fingerprintOf?: 'opening';
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
  /**
   * What a server says of the current state beside observation, reward and done, under the names of AgentGym's protocol
   * (`task_description`, `filtered_vocab`, …; docs/serve.md has them). JSON values. Policies never see them.
   */
  details?(): Readonly<Record<string, unknown>>;
  /**
   * The current state drawn, for people: SVG markup (svg.ts makes it), in which every text is escaped; undefined where
   * there is nothing to draw. Policies never see it. Absent where the environment draws no pictures.
   */
  picture?(): string | undefined;
}

export interface ExpertMove {
  thought: string;
  action: string;
}

/** How model text carries an action (AgentGym: ReAct, function calling, code as action). */
export type ActionFormatName = 'react' | 'function_calling' | 'code_as_action';
export const ACTION_FORMATS: readonly ActionFormatName[] = ['react', 'function_calling', 'code_as_action'];

/** What a turn says: the action alone is the environment's, the thought stays in the conversation. */
export interface Turn {
  thought: string;
  action: string;
}

export interface ActionParameter {
  /** An identifier: keyword of a call, key of a JSON object. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly description: string;
  /** The only values there are, where they are few. */
  readonly values?: readonly (string | number)[];
}

/** One action as function calling and code as action know it. */
export interface ActionDefinition {
  /** An identifier: the function's name. */
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ActionParameter[];
  /** The environment's own text, with each parameter in braces: `craft {product} using {ingredients}`. Read both ways. */
  readonly template: string;
}

/**
 * The actions an environment has: calls with typed parameters, or free text (SQL, an answer), which is one action with
 * one string parameter.
 */
export type ActionSpace =
  | { readonly kind: 'calls'; readonly actions: readonly ActionDefinition[] }
  | { readonly kind: 'text'; readonly action: ActionDefinition };

export interface Environment {
  readonly name: string;
  /** Whose tasks these are, and of which version: item ids mean the same within one source alone. */
  readonly source?: string;
  /** Rounds (assistant turns) after which a rollout is truncated. */
  readonly maxRounds: number;
  readonly reward: RewardRange;
  /** Tasks of a split, in a stable order; splits share no task, by id and by fingerprint. */
  tasks(split: Split): readonly Task[];
  /** Number of tasks of a split without making them. */
  taskCount(split: Split): number;
  /** Its actions, for formats other than ReAct; without it the environment is played in ReAct alone. */
  readonly actionSpace?: ActionSpace;
  /**
   * Reads a ReAct turn the way this environment's models were taught to write it; default: `parseReact`. `error` is shown
   * to the policy as its next observation.
   */
  readonly readTurn?: (text: string) => Turn | { error: string };
  /** What the policy is told before the first observation, in our own words. One or two messages (user, assistant). */
  instructions(format: ActionFormatName): readonly Message[];
  /**
   * Example texts that together contain every word the environment, its instructions and its expert can ever say, in
   * every split. The in-process model's word-level tokenizer is made from them, so that held-out words are never unknown.
   */
  lexicon(): Iterable<string>;
  /** True where nobody can list its words (a server's): it needs a model that comes with a vocabulary. */
  readonly unlisted?: boolean;
  open(signal?: AbortSignal): Promise<Session>;
  /** Makes sure, within seconds, that sessions can be opened; throws AgentgymError that says what to do where they cannot. */
  check?(signal?: AbortSignal): Promise<void>;
  /** Frees what outlives a session (connections, sessions kept for reuse), in bounded time. Safe to call twice. */
  close?(): Promise<void>;
}
