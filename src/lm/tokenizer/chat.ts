/**
 * Conversations ↔ token ids, by a checkpoint's chat template. Context is encoded message by message, and an assistant
 * turn is its own token ids as they were sampled: so what is trained on is exactly what generation saw, and the ids of
 * a growing conversation only ever grow. Templates that rewrite earlier turns are refused.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { AgentgymError } from '../../errors.ts';
import type { Message } from '../../environments/contract.ts';
import type { PolicyMessage } from '../../policies/contract.ts';
import type { WeightedMessage } from '../../train/contract.ts';
import { loadTokenizer, type Tokenizer, type TokenText } from './tokenizer.ts';

export interface ChatEncoder {
  vocabSize: number;
  /** Tokens that end a turn. */
  endIds: readonly number[];
  /** Special tokens that are never to be sampled: all but the end tokens. */
  bannedIds: readonly number[];
  /** The whole conversation, ending where the assistant's answer begins. */
  promptIds(messages: readonly PolicyMessage[]): number[];
  /** weights[t] is the loss weight of token t: a message's weight on its content and its end token, 0 elsewhere. */
  encodeExample(messages: readonly WeightedMessage[]): { ids: number[]; weights: number[] };
  /** Text of tokens, without special ones. */
  decode(ids: readonly number[]): string;
}

/** A piece of a rendered conversation: context, or the content of an assistant turn. */
interface Piece {
  /** Index of the message; the piece before an assistant's content belongs to it too, as context. */
  message: number;
  text: string;
  content: boolean;
}

/** Texts whose ids are remembered: instructions and frequent observations. */
const REMEMBERED = 4096;

/** Reads tokenizer and template of a checkpoint directory. */
export async function loadChat(directory: string): Promise<ChatEncoder> {
  const tokenizer = await loadTokenizer(directory);
  const render = await templateOf(directory, tokenizer);
  const endIds = await endIdsOf(directory, tokenizer);
  const banned = new Set(tokenizer.special.values());
  const unknown = tokenizer.tokenId(textOf(tokenizer.config.unk_token) ?? '');
  if (unknown !== undefined) banned.add(unknown);
  for (const id of endIds) banned.delete(id);
  const encode = remembering((text) => tokenizer.encode(text));
  const pieces = piecesOf(render, directory);

  const encodeAll = (messages: readonly PolicyMessage[], open: boolean): { ids: number[]; of: number[] } => {
    const ids: number[] = [];
    const of: number[] = [];
    const push = (list: readonly number[], message: number): void => {
      for (const id of list) {
        ids.push(id);
        of.push(message);
      }
    };
    let turn = -1;
    for (const { message, text, content } of pieces(messages, open)) {
      if (content) {
        push(withoutEnd(messages[message]?.tokenIds, endIds) ?? encode(text), message);
        turn = message;
        continue;
      }
      const context = encode(text);
      // The end token right after an assistant's content is the assistant's own: it learns where to stop.
      const own = turn >= 0 && endIds.includes(context[0] ?? -1) ? 1 : 0;
      push(context.slice(0, own), turn);
      push(context.slice(own), -1);
      turn = -1;
    }
    return { ids, of };
  };
  return {
    vocabSize: tokenizer.vocabSize,
    endIds,
    bannedIds: [...banned],
    promptIds: (messages) => encodeAll(messages, true).ids,
    encodeExample: (messages) => {
      const { ids, of } = encodeAll(messages, false);
      return { ids, weights: of.map((message) => messages[message]?.weight ?? 0) };
    },
    decode: (ids) => tokenizer.decode(ids),
  };
}

type Render = (messages: readonly Message[], open: boolean) => string;

async function templateOf(directory: string, tokenizer: Tokenizer): Promise<Render> {
  const { chat_template: configured, bos_token, eos_token } = tokenizer.config;
  const own =
    typeof configured === 'string' ? configured : configured?.find(({ name }) => name === 'default')?.template;
  const text = (await readFile(join(directory, 'chat_template.jinja'), 'utf8').catch(() => undefined)) ?? own;
  if (text === undefined) {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${directory} has no chat template.`, {
      hint: 'Put one into tokenizer_config.json (chat_template) or chat_template.jinja; base models often lack it.',
    });
  }
  const template = new Template(text);
  const tokens = { bos_token: textOf(bos_token) ?? '', eos_token: textOf(eos_token) ?? '' };
  return (messages, open) =>
    template.render({
      messages: messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: open,
      ...tokens,
    });
}

/**
 * Splits the rendering of a conversation at its assistant turns. Where each message renders alone as it does among
 * others (found out once), only single messages are rendered, each of them once; otherwise whole prefixes are.
 */
function piecesOf(render: Render, directory: string): (messages: readonly Message[], open: boolean) => Piece[] {
  const alone = rendersAlone(render);
  const opening = (messages: readonly Message[]): string => {
    const closed = render(messages, false);
    const text = render(messages, true);
    if (!text.startsWith(closed)) throw unstable(directory);
    return text.slice(closed.length);
  };
  const prompt = alone === undefined ? undefined : opening([{ role: 'user', content: 'a' }]);
  const single = remembering((key: string) => {
    const split = key.indexOf(':');
    return render([{ role: key.slice(0, split) as Message['role'], content: key.slice(split + 1) }], false);
  });
  return (messages, open) => {
    const pieces: Piece[] = [];
    let rendered = '';
    let context = '';
    const flush = (message: number): void => {
      if (context !== '') pieces.push({ message, text: context, content: false });
      context = '';
    };
    const addContext = (text: string): void => {
      context += text;
    };
    for (const [index, message] of messages.entries()) {
      const before = messages.slice(0, index);
      const text =
        prompt === undefined
          ? step(rendered, render(messages.slice(0, index + 1), false), directory)
          : single(`${message.role}:${message.content}`);
      rendered += text;
      if (message.role !== 'assistant') {
        addContext(text);
        flush(index);
        continue;
      }
      const start = prompt ?? opening(before);
      // Space that a template puts before the content is left out: answers are generated right after the opening.
      const own = text.slice(start.length).trimStart();
      if (!text.startsWith(start) || !own.startsWith(message.content.trimStart())) throw unstable(directory);
      addContext(start);
      flush(index);
      pieces.push({ message: index, text: message.content, content: true });
      addContext(own.slice(message.content.trimStart().length));
      flush(index);
    }
    if (open) {
      addContext(prompt ?? opening(messages));
      flush(messages.length);
    }
    return pieces;
  };
}

/** What a prefix's rendering adds to the one before. */
function step(rendered: string, whole: string, directory: string): string {
  if (!whole.startsWith(rendered)) throw unstable(directory);
  return whole.slice(rendered.length);
}

/** The probe conversation's rendering if it is the concatenation of its messages' own, else undefined. */
function rendersAlone(render: Render): string | undefined {
  const probe: Message[] = [
    { role: 'user', content: 'a b' },
    { role: 'assistant', content: 'c d' },
    { role: 'user', content: 'e' },
    { role: 'assistant', content: 'f' },
    { role: 'user', content: 'g' },
  ];
  try {
    const whole = render(probe, false);
    return whole === probe.map((message) => render([message], false)).join('') ? whole : undefined;
  } catch {
    return undefined;
  }
}

async function endIdsOf(directory: string, tokenizer: Tokenizer): Promise<number[]> {
  const text = await readFile(join(directory, 'generation_config.json'), 'utf8').catch(() => '{}');
  const { eos_token_id: declared } = JSON.parse(text) as { eos_token_id?: number | number[] };
  const own = tokenizer.tokenId(textOf(tokenizer.config.eos_token) ?? '');
  const ids = [...new Set([...(declared === undefined ? [] : [declared].flat()), ...(own === undefined ? [] : [own])])];
  if (ids.length > 0) return ids;
  throw new AgentgymError('E_STORE_CHECKPOINT', `${directory} does not say which token ends a turn.`, {
    hint: 'Set eos_token in tokenizer_config.json or eos_token_id in generation_config.json.',
  });
}

function withoutEnd(ids: readonly number[] | undefined, endIds: readonly number[]): readonly number[] | undefined {
  return ids !== undefined && endIds.includes(ids.at(-1) ?? -1) ? ids.slice(0, -1) : ids;
}

function textOf(token: TokenText): string | undefined {
  return typeof token === 'string' ? token : (token?.content ?? undefined);
}

/** Remembers results by text, up to a bound; then it starts anew. */
function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}

function unstable(directory: string): AgentgymError {
  return new AgentgymError('E_STORE_CHECKPOINT', `The chat template of ${directory} changes what it has rendered.`, {
    hint: 'Training must see what generation saw: use a template that only appends (no trimming, no removal of earlier turns).',
  });
}
