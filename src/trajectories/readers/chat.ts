/**
 * A chat row, as OpenAI-compatible fine-tuning takes them: `{messages: [{role, content}]}`. Also read where it is there:
 * `weight` or `loss` of a message (0 and false: context only), and what rows say about themselves (ABOUT). Conversations
 * hold text alone, so calls of tools and pictures are refused; so is a negative weight, which says what not to learn.
 */
import { z } from 'zod';
import { toTurn } from '../agenttraj.ts';
import type { TrajectoryMessage } from '../trajectory.ts';
import type { Demonstrated } from './demonstration.ts';
import { ABOUT, type Parsed, parsedBy } from './row.ts';

const ROLES = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant' } as const;

const Part = z.strictObject({ type: z.literal('text'), text: z.string() }, 'a part that is not text');

const MessageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(Part)], 'a message is text'),
  weight: z.number().min(0, 'a negative weight says what not to learn').nullish(),
  loss: z.boolean().nullish(),
  reward: z.number().exactOptional(),
  token_ids: z.array(z.int()).exactOptional(),
  logprobs: z.array(z.number()).exactOptional(),
  seconds: z.number().min(0).exactOptional(),
  tool_calls: z.undefined('calls of tools are not read; write them as text').exactOptional(),
  function_call: z.undefined('calls of functions are not read; write them as text').exactOptional(),
});

const ChatSchema = z.object({
  ...ABOUT,
  messages: z
    .array(MessageSchema)
    .min(1)
    .refine((messages) => messages.some(({ role }) => role === 'assistant'), 'there is no message of the assistant'),
});

export function readChat(row: unknown): Parsed<Demonstrated> {
  return parsedBy(ChatSchema, row, ({ messages, item_id, ...about }) => ({
    ...about,
    itemId: item_id,
    messages: messages.map(toMessage),
  }));
}

const ExportedSchema = z.object({ messages: z.array(MessageSchema) });

/** A chat row that this program exported is an AgentTraj row in all but its conversation: the row it was made from. */
export function agentTrajOfChat(row: object): Parsed<unknown> {
  const { messages: _, ...rest } = row as { messages?: unknown };
  return parsedBy(ExportedSchema, row, ({ messages }) => ({
    ...rest,
    conversations: messages.map((message) => toTurn(toMessage(message))),
  }));
}

function toMessage(message: z.output<typeof MessageSchema>): TrajectoryMessage {
  const { role, content, weight, loss, reward, token_ids: tokenIds, logprobs, seconds } = message;
  const text = typeof content === 'string' ? content : content.map((part) => part.text).join('');
  const trained = weight === undefined || weight === null ? loss !== false : weight > 0;
  return {
    role: ROLES[role],
    content: text,
    loss: role === 'assistant' && trained,
    ...(reward === undefined ? {} : { reward }),
    ...(tokenIds === undefined ? {} : { tokenIds }),
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}
