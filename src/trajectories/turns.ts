/**
 * The turns of a conversation as the texts that they are stored as: JSON that this program wrote is cut where turns and
 * values begin and end, and not read. What was written otherwise is not cut, and has to be read. Texts have one character
 * a byte (latin1), so that they come from a file and go to another one as they are.
 */
import { toTurn } from './agenttraj.ts';
import type { Trajectory, TrajectoryMessage } from './trajectory.ts';

/** A turn, in JSON. */
export interface StoredTurn {
  role: TrajectoryMessage['role'];
  /** Whether it is the policy's own, and trained on. */
  trained: boolean;
  /** With its quotes. */
  content: string;
  /** What else the turn says, each with a comma before it: `,"reward":1`. */
  more: string;
  /** With its brackets; absent where the tokens are not known. */
  tokenIds?: string;
}

/** What a turn begins with. */
export interface Opening {
  text: string;
  role: StoredTurn['role'];
  trained: boolean;
}

export const SYSTEM: Opening = { text: '{"from":"system","loss":null,"value":"', role: 'system', trained: false };
export const USER: Opening = { text: '{"from":"human","loss":null,"value":"', role: 'user', trained: false };
export const TRAINED: Opening = { text: '{"from":"gpt","loss":true,"value":"', role: 'assistant', trained: true };
export const UNTRAINED: Opening = { text: '{"from":"gpt","loss":false,"value":"', role: 'assistant', trained: false };

/** By the first letters in which the four differ. */
function openingAt(json: string, at: number): Opening | undefined {
  const sender = json[at + '{"from":"'.length];
  const assistant = json[at + '{"from":"gpt","loss":'.length] === 't' ? TRAINED : UNTRAINED;
  const opening = sender === 'g' ? assistant : sender === 'h' ? USER : SYSTEM;
  return json.startsWith(opening.text, at) ? opening : undefined;
}

/** No text holds this: quotes within texts have backslashes. */
export const BETWEEN = '},{"from":"';
const TOKENS = ',"token_ids":[';

/** The turns of `[{"from":…},…]`; undefined where that is not as this program writes it. */
export function cutTurns(json: string): StoredTurn[] | undefined {
  if (json === '[]') return [];
  if (!json.startsWith('[') || !json.endsWith('}]')) return undefined;
  const turns: StoredTurn[] = [];
  for (let at = 1; at < json.length; ) {
    const opening = openingAt(json, at);
    if (opening === undefined) return undefined;
    const { text, role, trained } = opening;
    const start = at + text.length - 1;
    const end = endOfText(json, start + 1) + 1;
    const next = json.startsWith(BETWEEN, end) ? end : json.indexOf(BETWEEN, end);
    const last = next === -1 ? json.length - 2 : next;
    if (last < end) return undefined;
    turns.push(withTokens({ role, trained, content: json.slice(start, end), more: json.slice(end, last) }));
    at = next === -1 ? json.length : next + 2;
  }
  return turns;
}

function withTokens(turn: StoredTurn): StoredTurn {
  const { more } = turn;
  const tokens = more.indexOf(TOKENS);
  if (tokens !== -1) turn.tokenIds = more.slice(tokens + TOKENS.length - 1, more.indexOf(']', tokens) + 1);
  return turn;
}

/** The place of the quote that ends a text: one with no backslash before it, or an even number of them. */
function endOfText(json: string, start: number): number {
  for (let quote = json.indexOf('"', start); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let before = quote;
    while (json[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote;
  }
  return json.length;
}

/** The same of messages that are in memory. */
export function turnsOf({ messages }: Pick<Trajectory, 'messages'>): StoredTurn[] {
  return messages.map((message) => {
    const { from: _from, loss: _loss, value, ...rest } = toTurn(message);
    const { role, loss } = message;
    const more = inBytes(rest).slice(1, -1);
    const trained = role === 'assistant' && loss;
    return withTokens({ role, trained, content: inBytes(value), more: more === '' ? '' : `,${more}` });
  });
}

/** Characters of text that has one a byte. */
export function inCharacters(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

const BEYOND_ASCII = /[^\0-\x7f]/u;

/** A value as JSON, one character a byte. */
export function inBytes(value: unknown): string {
  const text = JSON.stringify(value);
  // Mostly ids and numbers, of which each character is a byte already.
  return BEYOND_ASCII.test(text) ? Buffer.from(text).toString('latin1') : text;
}
