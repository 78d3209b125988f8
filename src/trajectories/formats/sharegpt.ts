/**
 * `sharegpt`: `{conversations: [{from: system|human|gpt, value}]}`, as LLaMA-Factory, Axolotl and others take it. Holds
 * no weights; a `gpt` turn that is not the policy's own has `loss: false`, which trainers may or may not look at. Ends
 * with the last answer, because LLaMA-Factory drops conversations with a turn left over.
 */
import { SENDERS, toTurn } from '../agenttraj.ts';
import { inBytes } from '../turns.ts';
import { type Entry, upToLastAnswer } from './entry.ts';

export interface ShareGptRow {
  conversations: { from: 'system' | 'human' | 'gpt'; value: string; loss?: false }[];
  id: string;
  environment: string;
  item_id: string;
}

export function toShareGptRow(entry: Entry): ShareGptRow {
  return {
    conversations: upToLastAnswer(entry.messages).map((message) => {
      const { from, value } = toTurn(message);
      return { from, value, ...(from === 'gpt' && !message.loss ? { loss: false as const } : {}) };
    }),
    id: entry.id,
    environment: entry.environment,
    item_id: entry.itemId,
  };
}

/** The same as JSON, one character a byte, from the stored row as it is; undefined where there is none that is sound. */
export function toShareGptText({ row, id, environment, itemId }: Entry): string | undefined {
  const turns = row?.sound;
  if (turns === undefined) return undefined;
  const conversations = upToLastAnswer(turns).map(({ role, trained, content }) => {
    const loss = role === 'assistant' && !trained ? ',"loss":false' : '';
    return `{"from":"${SENDERS[role]}","value":${content}${loss}}`;
  });
  return `{"conversations":[${conversations.join()}],${inBytes({ id, environment, item_id: itemId }).slice(1)}`;
}
