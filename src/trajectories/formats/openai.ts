/**
 * `openai`: rows of the supervised fine-tuning files of OpenAI and of services that take the same: `{messages}` and
 * nothing else, assistant messages with `weight` 0 or 1. A fractional weight becomes 1, a negative one 0 (`rounded`
 * counts them). Ends with the last assistant message, which those services ask for.
 */
import type { Message } from '../../environments/contract.ts';
import { type Entry, type EntryMessage, upToLastAnswer } from './entry.ts';

export interface OpenAiMessage extends Message {
  weight?: 0 | 1;
}

export interface OpenAiRow {
  messages: OpenAiMessage[];
}

export function toOpenAiRow(entry: Entry): OpenAiRow {
  return {
    messages: upToLastAnswer(entry.messages).map(({ role, content, weight }) => ({
      role,
      content,
      ...(role === 'assistant' ? { weight: weight > 0 ? 1 : 0 } : {}),
    })),
  };
}

/** The same as JSON, one character a byte, from the stored row as it is; undefined where there is none that is sound. */
export function toOpenAiText({ row }: Entry): string | undefined {
  const turns = row?.sound;
  if (turns === undefined) return undefined;
  const messages = upToLastAnswer(turns).map(({ role, trained, content }) => {
    const weight = role === 'assistant' ? `,"weight":${trained ? 1 : 0}` : '';
    return `{"role":"${role}","content":${content}${weight}}`;
  });
  return `{"messages":[${messages.join()}]}`;
}

/** Whether a weight is neither 0 nor 1, and so does not survive. */
export function rounded({ weight }: EntryMessage): boolean {
  return weight !== 0 && weight !== 1;
}
