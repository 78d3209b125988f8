/**
 * Conversations ↔ token ids, by a checkpoint's chat template. Context is encoded message by message, and an assistant
 * turn is its own token ids as they were sampled: so what is trained on is exactly what generation saw, and the ids of
 * a growing conversation only ever grow. Messages are data: special tokens come from the template alone.
 */
import { join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import type { PolicyMessage } from '../../policies/contract.ts';
import type { WeightedMessage } from '../../train/contract.ts';
import { readJsonIfThere } from '../checkpoint/json.ts';
import { literal } from './literal.ts';
import { remembering } from './remembering.ts';
import { loadTemplate, type SplitConversation, textOf } from './template.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

export interface ChatEncoder {
  vocabSize: number;
  /** Tokens that end a turn. */
  endIds: readonly number[];
  /** Special tokens that are never to be sampled: all but the end tokens. */
  bannedIds: readonly number[];
  /** Whether every word of the text is known. Tokenizers that spell words from pieces know them all. */
  knows(text: string): boolean;
  /** The whole conversation, ending where the assistant's answer begins. */
  promptIds(messages: readonly PolicyMessage[]): number[];
  /**
   * weights[t] is the loss weight of token t: an assistant message's weight on its content and its end token, 0 elsewhere
   * (other roles' weights do not count).
   */
  encodeExample(messages: readonly WeightedMessage[]): { ids: number[]; weights: number[] };
  /** Text of tokens, without special ones. */
  decode(ids: readonly number[]): string;
}

/**
 * Reads tokenizer and template of a checkpoint directory. Throws E_STORE_CHECKPOINT, naming the file, where one is
 * missing or cannot be used; so do the encoder's methods for conversations that the template cannot render.
 */
export async function loadChat(directory: string): Promise<ChatEncoder> {
  const tokenizer = await loadTokenizer(directory);
  const split = await loadTemplate(directory, tokenizer.config);
  const endIds = await endIdsOf(directory, tokenizer, split);
  const banned = new Set(tokenizer.special.values());
  const unknown = tokenizer.tokenId(textOf(tokenizer.config.unk_token) ?? '');
  if (unknown !== undefined) banned.add(unknown);
  for (const id of endIds) banned.delete(id);
  const encodeAll = encoderOf(tokenizer, split, endIds);
  return {
    vocabSize: tokenizer.vocabSize,
    endIds,
    bannedIds: [...banned],
    knows: (text) => unknown === undefined || !tokenizer.encode(text).includes(unknown),
    promptIds: (messages) => encodeAll(messages, true).ids,
    encodeExample: (messages) => {
      const { ids, of } = encodeAll(messages, false);
      return { ids, weights: of.map((message) => messages[message]?.weight ?? 0) };
    },
    decode: (ids) => tokenizer.decode(ids),
  };
}

/** Token ids, and for each the assistant message whose own it is, −1 for context. */
type EncodeAll = (messages: readonly PolicyMessage[], open: boolean) => { ids: number[]; of: number[] };

function encoderOf(tokenizer: Tokenizer, split: SplitConversation, endIds: readonly number[]): EncodeAll {
  const { mark, parts } = literal(tokenizer.special.keys());
  const encode = remembering((text) => parts(text).flatMap((part) => tokenizer.encode(part)));
  const isEnd = (id: number | undefined): boolean => id !== undefined && endIds.includes(id);
  return (messages, open) => {
    const ids: number[] = [];
    const of: number[] = [];
    const push = (list: readonly number[], message: number): void => {
      for (const id of list) {
        ids.push(id);
        of.push(message);
      }
    };
    const marked = messages.map(({ role, content }) => ({ role, content: mark(content) }));
    let turn = -1;
    for (const { message, text, content } of split(marked, open)) {
      if (content) {
        push(messages[message]?.tokenIds ?? encode(text), message);
        turn = message;
        continue;
      }
      const context = encode(text);
      // The end token right after an assistant's content is the assistant's own: it learns where to stop.
      const own = turn >= 0 && isEnd(context[0]) ? 1 : 0;
      // One that was sampled stands already, and may be another than the template's.
      if (!isEnd(messages[turn]?.tokenIds?.at(-1))) push(context.slice(0, own), turn);
      push(context.slice(own), -1);
      turn = -1;
    }
    return { ids, of };
  };
}

/**
 * The end tokens that the checkpoint declares, and the special token that its template puts after an assistant's turn:
 * base models often declare another, and would never be taught, or allowed, to end a turn.
 */
async function endIdsOf(directory: string, tokenizer: Tokenizer, split: SplitConversation): Promise<number[]> {
  const ids = new Set<number>();
  for (const name of ['generation_config.json', 'config.json']) {
    const json = (await readJsonIfThere(join(directory, name))) as { eos_token_id?: unknown } | null | undefined;
    for (const id of [json?.eos_token_id].flat()) if (typeof id === 'number') ids.add(id);
    // transformers takes config.json's only where there is no generation_config.json.
    if (json !== undefined) break;
  }
  const declared = tokenizer.tokenId(textOf(tokenizer.config.eos_token) ?? '');
  if (declared !== undefined) ids.add(declared);
  const closing = closingOf(split, tokenizer);
  if (closing !== undefined) ids.add(closing);
  if (ids.size > 0) return [...ids];
  throw new AgentgymError('E_STORE_CHECKPOINT', `${directory} does not say which token ends a turn.`, {
    hint: 'Set eos_token in tokenizer_config.json or eos_token_id in generation_config.json.',
  });
}

/** The special token right behind an assistant's content, if there is one. */
function closingOf(split: SplitConversation, tokenizer: Tokenizer): number | undefined {
  const [user, assistant] = [{ role: 'user', content: 'a' } as const, { role: 'assistant', content: 'b' } as const];
  const pieces = split([user, assistant], false);
  const closing = pieces[pieces.findIndex(({ content }) => content) + 1];
  const [first] = closing === undefined ? [] : tokenizer.encode(closing.text);
  return [...tokenizer.special.values()].find((id) => id === first);
}
