/**
 * A checkpoint's chat template: conversations → text, in pieces of context and assistant turns. Templates that rewrite
 * earlier turns are refused: training must see what generation saw. Knows no token ids.
 */
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { AgentgymError, messageOf } from '../../errors.ts';
import type { Message } from '../../environments/contract.ts';
import { readTextIfThere } from '../checkpoint/json.ts';
import { remembering } from './remembering.ts';
import type { TokenizerConfig, TokenText } from './tokenizer.ts';

/** A piece of a rendered conversation: context, or the content of an assistant turn. */
export interface Piece {
  /** Index of the message; the piece before an assistant's content belongs to it too, as context. */
  message: number;
  text: string;
  content: boolean;
}

/**
 * The pieces of a conversation's rendering, in order; with `open` it ends where the assistant's answer begins. Throws
 * E_STORE_CHECKPOINT where the template cannot render it, or changes what it rendered of fewer messages.
 */
export type SplitConversation = (messages: readonly Message[], open: boolean) => Piece[];

type Render = (messages: readonly Message[], open: boolean) => string;

/** Reads the template of a checkpoint directory, and tries it on a few turns. */
export async function loadTemplate(directory: string, config: TokenizerConfig): Promise<SplitConversation> {
  const render = await renderer(directory, config);
  const split = splitter(render, directory);
  split(PLAIN, true);
  return split;
}

async function renderer(directory: string, config: TokenizerConfig): Promise<Render> {
  const file = join(directory, 'chat_template.jinja');
  const alone = await readTextIfThere(file);
  const configured = config.chat_template ?? undefined;
  const own =
    typeof configured === 'string' ? configured : configured?.find(({ name }) => name === 'default')?.template;
  const text = alone ?? own;
  if (text === undefined) {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${directory} has no chat template.`, {
      hint: 'Put one into tokenizer_config.json (chat_template) or chat_template.jinja; base models often lack it.',
    });
  }
  const where = alone === undefined ? join(directory, 'tokenizer_config.json') : file;
  const failing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new AgentgymError('E_STORE_CHECKPOINT', `The chat template of ${where} fails: ${messageOf(cause)}.`, {
        hint: 'It must take a conversation of user and assistant turns (a system message only if you send one).',
        cause,
      });
    }
  };
  const template = failing(() => new Template(text));
  const tokens = { bos_token: textOf(config.bos_token) ?? '', eos_token: textOf(config.eos_token) ?? '' };
  return (messages, open) =>
    failing(() =>
      template.render({
        messages: messages.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: open,
        ...tokens,
      }),
    );
}

/** The text of a token in tokenizer_config.json. */
export function textOf(token: TokenText): string | undefined {
  return typeof token === 'string' ? token : (token?.content ?? undefined);
}

/**
 * Splits at assistant turns. Where each message renders alone as it does among others (found out once), only single
 * messages are rendered, each of them once; otherwise all prefixes of the conversation are.
 */
function splitter(render: Render, directory: string): SplitConversation {
  const opening = (messages: readonly Message[]): string =>
    added(render(messages, false), render(messages, true), directory);
  const independent = rendersAlone(render);
  const prompt = independent ? opening([{ role: 'user', content: 'a' }]) : undefined;
  const single = remembering((key: string) => {
    const split = key.indexOf(':');
    return render([{ role: key.slice(0, split) as Message['role'], content: key.slice(split + 1) }], false);
  });
  return (messages, open) => {
    const pieces: Piece[] = [];
    let rendered = '';
    const addContext = (message: number, text: string): void => {
      if (text !== '') pieces.push({ message, text, content: false });
    };
    for (const [index, message] of messages.entries()) {
      let text: string;
      if (independent) text = single(`${message.role}:${message.content}`);
      else {
        const whole = render(messages.slice(0, index + 1), false);
        text = added(rendered, whole, directory);
        rendered = whole;
      }
      if (message.role !== 'assistant') addContext(index, text);
      else {
        const start = prompt ?? opening(messages.slice(0, index));
        addContext(index, start);
        pieces.push({ message: index, text: message.content, content: true });
        addContext(index, afterContent(added(start, text, directory), message.content, directory));
      }
    }
    if (open) addContext(messages.length, prompt ?? opening(messages));
    return pieces;
  };
}

/** What a rendering adds to the one that it must begin with. */
function added(before: string, whole: string, directory: string): string {
  if (!whole.startsWith(before)) throw unstable(directory);
  return whole.slice(before.length);
}

/**
 * What an assistant turn's rendering has behind the content. Space that a template puts before the content is left out,
 * for answers are generated right after the opening; space that it trims stays as it was generated.
 */
function afterContent(turn: string, content: string, directory: string): string {
  const after = added(content.trim(), turn.trimStart(), directory);
  const trailing = content.trim() === '' ? '' : content.slice(content.trimEnd().length);
  return after.startsWith(trailing) ? after.slice(trailing.length) : after;
}

function exchange(first: Message['role'], answer: string): Message[] {
  const question: Message = { role: 'user', content: 'a b' };
  const turns: Message[] = [question, { role: 'assistant', content: answer }];
  return [{ role: first, content: 'c' }, ...(first === 'user' ? turns.slice(1) : turns), ...turns, question];
}
/** What every template must render. */
const PLAIN = exchange('user', 'Thought: c d\nAction: e');
/** What some treat in their own way: system messages, and thoughts in tags. */
const PROBES = [
  PLAIN,
  exchange('system', 'Thought: c d\nAction: e'),
  exchange('user', '<think>\nc\n</think>\n\nAction: e'),
];

/** Whether conversations are rendered as the concatenation of their messages' own renderings. */
function rendersAlone(render: Render): boolean {
  return PROBES.every((probe) => {
    try {
      const parts = probe.map((message) => render([message], false));
      return (
        render(probe, false) === parts.join('') && probe.every((_, i) => isAppended(render, probe.slice(0, i + 1)))
      );
    } catch {
      return false;
    }
  });
}

/** Whether the generation prompt is the same after any message. */
function isAppended(render: Render, messages: readonly Message[]): boolean {
  const last = messages.slice(-1);
  return (
    render(messages, true).slice(render(messages, false).length) ===
    render(last, true).slice(render(last, false).length)
  );
}

function unstable(directory: string): AgentgymError {
  return new AgentgymError('E_STORE_CHECKPOINT', `The chat template of ${directory} changes what it has rendered.`, {
    hint: 'Training must see what generation saw: use a template that only appends (no trimming, no removal of earlier turns).',
  });
}
