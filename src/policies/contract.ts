/**
 * The policy contract: what answers a conversation with the next assistant message. A rollout opens one conversation,
 * so that a policy can keep state (a KV cache, a sticky endpoint) between its turns.
 */
import type { ActionFormat } from '../environments/action-formats/format.ts';
import type { Message, Session, Task } from '../environments/contract.ts';
import type { CheckpointRef } from '../train/contract.ts';

/** A message of the conversation so far; sampled assistant turns carry the token ids they were sampled as. */
export interface PolicyMessage extends Message {
  tokenIds?: readonly number[];
}

export interface CompletionRequest {
  /** The whole conversation so far; each call extends the previous call's messages (its answer, then new ones). */
  messages: readonly PolicyMessage[];
  /** 0 is greedy. */
  temperature: number;
  topP?: number;
  topK?: number;
  /** Most tokens to generate in this turn. */
  maxTokens: number;
  /** Seeds this turn's sampling; the same request with the same seed gives the same text. */
  seed: number;
  stop?: readonly string[];
  signal?: AbortSignal | undefined;
}

export interface Usage {
  /** Tokens of the whole prompt, cached ones included. */
  prompt: number;
  /** Prompt tokens that were already in the cache. */
  cached: number;
  completion: number;
}

/** A call that a server tells apart from the text; `arguments` as the model wrote them. */
export interface ToolCall {
  name: string;
  arguments: string;
}

export interface Completion {
  text: string;
  /** Where the text was not said as text but by calls of tools: those. */
  toolCalls?: readonly ToolCall[];
  /** What the model thought before its answer, where that is told apart; kept in the record, never sent back. */
  reasoning?: string;
  /** `context`: the conversation has outgrown the model's context; text is empty and the rollout is truncated. */
  finishReason: 'stop' | 'length' | 'context';
  usage: Usage;
  /** What the turn cost, where the config has prices, in their currency. */
  cost?: number;
  /** Ids of the sampled tokens (the end-of-turn token included when it was sampled), and their log-probabilities (nats). */
  tokenIds?: readonly number[];
  logprobs?: readonly number[];
}

/** One rollout's exchange with a policy. */
export interface Conversation {
  complete(request: CompletionRequest): Promise<Completion>;
  /** Frees what the conversation holds; safe to call twice. */
  close(): void;
}

/** What a conversation is about: scripted policies look into the session, models do not. */
export interface ConversationContext {
  task: Task;
  session: Session;
  seed: number;
  /** How answers carry an action; default: ReAct. Models are told by the instructions. */
  format?: ActionFormat;
}

export interface Policy {
  /** The checkpoint behind the answers; a scripted policy has none, and of an endpoint's it is not known. */
  readonly checkpoint: CheckpointRef | undefined;
  /** Provenance on trajectories: `expert`, `random`, the checkpoint's id, or `endpoint:` and the model's name. */
  readonly name: string;
  /** Number of rollouts it can serve at once without queueing. */
  readonly concurrency: number;
  open(context: ConversationContext): Conversation;
  close(): Promise<void>;
}
