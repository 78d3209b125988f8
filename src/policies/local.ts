/**
 * The in-process policy: a checkpoint's model answers conversations on worker threads of this process. Renders
 * conversations to token ids and sampled ids to text; batching, caches and sampling are src/lm/generation.
 */
import { AgentgymError } from '../errors.ts';
import { readArchitecture } from '../lm/checkpoint/checkpoint.ts';
import type { TurnResult } from '../lm/generation/engine.ts';
import { defaultThreads, GenerationPool, type PooledConversation } from '../lm/generation/pool.ts';
import { type ChatEncoder, loadChat } from '../lm/tokenizer/chat.ts';
import type { CheckpointRef } from '../train/contract.ts';
import type {
  Completion,
  CompletionRequest,
  Conversation,
  ConversationContext,
  Policy,
  PolicyMessage,
} from './contract.ts';

/** Caches are reserved for whole contexts, which some models declare far longer than they are needed. */
const LONGEST_DEFAULT = 4096;

export interface LocalPolicyOptions {
  checkpoint: CheckpointRef;
  /** Worker threads, each with the whole model; by default two (one on a single core). */
  threads?: number | undefined;
  /** Conversations that each thread holds in its cache, 32 by default. */
  slots?: number | undefined;
  /** Most tokens of a conversation, by default the model's longest context, at most 4096. */
  context?: number | undefined;
}

/** A policy that can say how busy its threads are, in milliseconds summed over them since the start. */
export interface LocalPolicy extends Policy {
  activity(): { busy: number; idle: number };
}

/** Loads the checkpoint and starts the threads. Throws E_STORE_CHECKPOINT where the directory cannot be used. */
export async function createLocalPolicy(options: LocalPolicyOptions): Promise<LocalPolicy> {
  const { checkpoint, threads = defaultThreads(), slots = 32 } = options;
  const chat = await loadChat(checkpoint.path);
  const architecture = await readArchitecture(checkpoint.path);
  const context = Math.min(options.context ?? LONGEST_DEFAULT, architecture.maxPositions);
  const { endIds, bannedIds } = chat;
  const answering = new Map<string, boolean>();
  const pool = await GenerationPool.open({ directory: checkpoint.path, threads, slots, context, endIds, bannedIds });
  return {
    checkpoint,
    name: checkpoint.id,
    concurrency: threads * slots,
    open: (rollout) => {
      requireWords(rollout, { chat, answering });
      return new LocalConversation(pool.open(), chat);
    },
    activity: () => pool.activity(),
    close: () => pool.close(),
  };
}

/**
 * A word-level tokenizer was made for one action format: in another, the model could neither read the instructions nor
 * say an answer. ReAct is not looked at; its markers are in every such tokenizer. `answering` remembers the answers.
 */
function requireWords(
  { format, task }: Pick<ConversationContext, 'format' | 'task'>,
  { chat, answering }: { chat: ChatEncoder; answering: Map<string, boolean> },
): void {
  if (format === undefined || format.name === 'react') return;
  const text = format.describe();
  const known = answering.get(text) ?? chat.knows(text);
  answering.set(text, known);
  if (known) return;
  const message = `The checkpoint's tokenizer lacks words to play ${task.itemId} in the format ${format.name}.`;
  throw new AgentgymError('E_POLICY_CAPABILITY', message, {
    hint: 'Use the format that the checkpoint was made for, or begin a run with `format` set.',
  });
}

class LocalConversation implements Conversation {
  private readonly pooled: PooledConversation;
  private readonly chat: ChatEncoder;
  /** All that the worker has seen and sampled of this conversation; undefined where it has to start (again). */
  private known: number[] | undefined;
  /** How many of the conversation's first messages were there before the first observation. */
  private instructions: number | undefined;

  constructor(pooled: PooledConversation, chat: ChatEncoder) {
    this.pooled = pooled;
    this.chat = chat;
  }

  async complete(request: CompletionRequest): Promise<Completion> {
    const { messages, temperature, topP, topK, maxTokens, seed, stop, signal } = request;
    this.instructions ??= messages.length - 1;
    const prompt = this.chat.promptIds(messages);
    const known = this.known !== undefined && beginsWith(prompt, this.known) ? this.known : undefined;
    this.known = undefined;
    const result = await this.pooled.turn(
      {
        ids: known === undefined ? prompt : prompt.slice(known.length),
        restart: known === undefined,
        shared: known === undefined ? this.sharedLength(messages, prompt) : 0,
        options: { temperature, topP, topK, maxTokens, seed, stop },
      },
      signal,
    );
    // After `context` the cache may lack the last tokens; a next turn could not fit either.
    if (result.finish !== 'context') this.known = [...prompt, ...result.ids];
    return this.completion(result, prompt.length, stop ?? []);
  }

  close(): void {
    this.pooled.close();
  }

  /** How many of the prompt's tokens belong to the instructions, which other conversations begin with too. */
  private sharedLength(messages: readonly PolicyMessage[], prompt: readonly number[]): number {
    if (!this.instructions) return 0;
    const ids = this.chat.promptIds(messages.slice(0, this.instructions));
    let length = 0;
    while (length < ids.length && ids[length] === prompt[length]) length++;
    return length;
  }

  private completion(
    { ids, logprobs, finish, cached }: TurnResult,
    prompt: number,
    stop: readonly string[],
  ): Completion {
    const usage = { prompt, cached, completion: ids.length };
    if (finish === 'context') return { text: '', finishReason: 'context', usage };
    const ended = this.chat.endIds.includes(ids.at(-1) ?? -1);
    const whole = this.chat.decode(ended ? ids.slice(0, -1) : ids);
    const cuts = stop.map((ending) => whole.indexOf(ending)).filter((index) => index >= 0);
    const text = whole.slice(0, Math.min(whole.length, ...cuts));
    return { text, finishReason: finish, usage, tokenIds: ids, logprobs };
  }
}

function beginsWith(ids: readonly number[], start: readonly number[]): boolean {
  return start.length < ids.length && start.every((id, i) => ids[i] === id);
}
