/**
 * The trajectory: conversation + rewards + outcome + provenance. A faulty rollout is data, not a crash: errors of the
 * plumbing are outcomes, never a reward of 0.
 */
import type { Message, Split } from '../environments/contract.ts';
import type { ToolCall, Usage } from '../policies/contract.ts';

/** `success`, `failure`, `truncated` are the policy's doing; `env_error`, `policy_error` the plumbing's. */
export type Outcome = 'success' | 'failure' | 'truncated' | 'env_error' | 'policy_error';
export const OUTCOMES: readonly Outcome[] = ['success', 'failure', 'truncated', 'env_error', 'policy_error'];

export interface TrajectoryMessage extends Message {
  /** Whether the message is the policy's own doing (trained on); instructions' canned answers are not. */
  loss: boolean;
  /** Raw reward of the step this assistant message led to. */
  reward?: number;
  /** What the model thought before it said this; no part of the conversation. */
  reasoning?: string;
  /** The calls of tools that the content was made from; absent where it is the model's own text. */
  toolCalls?: readonly ToolCall[];
  tokenIds?: readonly number[];
  logprobs?: readonly number[];
  /** How long who says it took: the policy, or the environment for what it observed. Nothing is made or compared by it. */
  seconds?: number;
}

export interface Trajectory {
  /** Unique in a file: `<itemId>#<sample>`, after `<environment>:` where the item id does not begin with its name. */
  id: string;
  environment: string;
  itemId: string;
  split: Split;
  /** What results are broken down by (the task's group). */
  group?: string;
  fingerprint: string;
  /** What the fingerprint is of, where not of the full initial state: goal and first observation. */
  fingerprintOf?: 'opening';
  /**
   * Whose task it is: `agentgym@<version>` (built in), `custom@<digest of its file>`, `server@<digest of its address>`; of a row that
   * another program wrote, the file or data set it was read from. Item ids mean the same within one source alone.
   */
  source?: string;
  /** Which of the K samples of its task, from 0. */
  sample: number;
  seed: number;
  /** `expert`, `random`, a checkpoint id, or `endpoint:<model>`. */
  policy: string;
  temperature: number;
  messages: readonly TrajectoryMessage[];
  outcome: Outcome;
  /** Raw reward of the last step; null for errors. */
  rewardRaw: number | null;
  /** clamp(raw / max, 0, 1); null for errors. */
  reward: number | null;
  /** Assistant turns taken. */
  rounds: number;
  /** Turns whose text held no action, or several; each cost a round. */
  parseErrors: number;
  /** Of all attempts, where the rollout was restarted. */
  usage: Usage;
  /** What the usage cost, where the config has prices, in their currency. */
  cost?: number;
  /** How often it began again in a new session, after a fault of the environment; absent: never. */
  restarts?: number;
  seconds: number;
  error?: { code: string; message: string };
  /** That its rewards and outcome were computed anew (src/reverify.ts), by which version, and what they were before. */
  reverified?: { version: string; before: Pick<Trajectory, 'outcome' | 'rewardRaw' | 'reward' | 'source'> };
}

/**
 * The id of a trajectory within its file: `<itemId>#<sample>`, with the environment's name before it where the item id
 * does not begin with it (a config may name two environments of one kind, whose item ids are the same).
 */
export function trajectoryId(environment: string, itemId: string, sample: number): string {
  const id = `${itemId}#${sample}`;
  return itemId.startsWith(`${environment}_`) ? id : `${environment}:${id}`;
}

/** A trajectory without its conversation. */
export type Facts = Omit<Trajectory, 'messages'>;

/** Whether the outcome is the policy's doing, and so counts in rates and weights. */
export function counts(trajectory: Pick<Trajectory, 'outcome'>): boolean {
  return trajectory.outcome !== 'env_error' && trajectory.outcome !== 'policy_error';
}
