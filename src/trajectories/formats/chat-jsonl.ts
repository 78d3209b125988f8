/**
 * `chat-jsonl`: `{messages: [{role, content, weight}], …}`, a conversation as most trainers take it, with everything
 * else that an AgentTraj row says beside it. Assistant messages carry their loss weight, of any size.
 */
import type { Message } from '../../environments/contract.ts';
import { type ExportedAgentTraj, toAgentTrajRow } from './agenttraj.ts';
import type { Entry, EntryMessage } from './entry.ts';

export interface ChatMessage extends Message {
  /** Loss weight; absent (so 0) from what the environment says. */
  weight?: number;
  /** Raw reward of the step that this message led to. */
  reward?: number;
  token_ids?: readonly number[];
  logprobs?: readonly number[];
}

export type ChatRow = { messages: ChatMessage[] } & WithoutConversations<ExportedAgentTraj>;
type WithoutConversations<Row> = Row extends unknown ? Omit<Row, 'conversations'> : never;

export function toChatRow(entry: Entry): ChatRow {
  const { conversations: _, ...rest } = toAgentTrajRow(entry);
  return { messages: entry.messages.map(toChatMessage), ...rest };
}

function toChatMessage({ role, content, weight, reward, tokenIds, logprobs }: EntryMessage): ChatMessage {
  return {
    role,
    content,
    ...(role === 'assistant' || weight !== 0 ? { weight } : {}),
    ...(reward === undefined ? {} : { reward }),
    ...(tokenIds === undefined ? {} : { token_ids: tokenIds }),
    ...(logprobs === undefined ? {} : { logprobs }),
  };
}
