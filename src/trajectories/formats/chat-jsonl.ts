/**
 * `chat-jsonl`: `{messages: [{role, content, weight}], …}`, a conversation as most trainers take it, with everything
 * else that an AgentTraj row says beside it. Assistant messages carry their loss weight, of any size.
 */
import type { Message } from '../../environments/contract.ts';
import { type AboutEntry, aboutEntry, aboutText } from './agenttraj.ts';
import type { Entry, EntryMessage } from './entry.ts';

export interface ChatMessage extends Message {
  /** Loss weight; absent (so 0) from what the environment says. */
  weight?: number;
  /** Raw reward of the step that this message led to. */
  reward?: number;
  token_ids?: readonly number[];
  logprobs?: readonly number[];
  /** How long policy or environment took. */
  seconds?: number;
}

export type ChatRow = { messages: ChatMessage[] } & AboutEntry;

export function toChatRow(entry: Entry): ChatRow {
  return { messages: entry.messages.map(toChatMessage), ...aboutEntry(entry) };
}

/** What chat rows have no place for. */
const UNSAID = /,"(?:reasoning|tool_calls)":/u;

/** The same as JSON, one character a byte, from the stored row as it is; undefined where there is none that says no more than a chat row. */
export function toChatText(entry: Entry): string | undefined {
  const turns = entry.row?.sound;
  if (turns === undefined || turns.some(({ more }) => UNSAID.test(more))) return undefined;
  const messages = turns.map(({ role, trained, content, more }) => {
    const weight = role === 'assistant' ? `,"weight":${trained ? 1 : 0}` : '';
    return `{"role":"${role}","content":${content}${weight}${more}}`;
  });
  return `{"messages":[${messages.join()}],${aboutText(entry)}`;
}

function toChatMessage({ role, content, weight, reward, tokenIds, logprobs, seconds }: EntryMessage): ChatMessage {
  const message: ChatMessage = { role, content };
  if (role === 'assistant' || weight !== 0) message.weight = weight;
  if (reward !== undefined) message.reward = reward;
  if (tokenIds !== undefined) message.token_ids = tokenIds;
  if (logprobs !== undefined) message.logprobs = logprobs;
  if (seconds !== undefined) message.seconds = seconds;
  return message;
}
