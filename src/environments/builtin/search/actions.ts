/**
 * What an action says: `search[words]` or `answer[text]`. The original's form, `<search>words</search>` and
 * `<answer>text</answer>` with anything around it, says the same: its clients send it, and its models write it.
 */
import { parseReact } from '../../action-formats/react.ts';
import type { Turn } from '../../contract.ts';

export type Action =
  | { readonly kind: 'search' | 'answer'; readonly text: string }
  | { readonly kind: 'empty' | 'unknown' | 'unclosed' };

const NAMES = ['search', 'answer'] as const;
const BRACKETED = /^\s*(search|answer)\s*\[([^]*)$/iu;
const BRACKET = /[[\]]/gu;

export function parseAction(action: string): Action {
  if (action.trim() === '') return { kind: 'empty' };
  const [, named, rest = ''] = BRACKETED.exec(action) ?? [];
  if (named !== undefined) {
    const end = rest.trimEnd();
    return end.endsWith(']') ? saying(named, end.slice(0, -1)) : { kind: 'unclosed' };
  }
  const tagged = inTags(action);
  return tagged ? saying(tagged.name, tagged.text) : { kind: 'unknown' };
}

/** The first text in the original's tags, and where they begin. */
function inTags(text: string): { name: string; text: string; at: number } | undefined {
  const found = NAMES.flatMap((name) => {
    const at = text.indexOf(`<${name}>`);
    const from = at + name.length + 2;
    const to = at === -1 ? -1 : text.indexOf(`</${name}>`, from);
    return to === -1 ? [] : [{ name, text: text.slice(from, to), at }];
  });
  return found.toSorted((a, b) => a.at - b.at)[0];
}

function saying(name: string, text: string): Action {
  return { kind: name.toLowerCase() === 'search' ? 'search' : 'answer', text: oneLine(text) };
}

/** The action's text. Brackets mean nothing to a search, and would end the action in other formats. */
export function search(query: string): string {
  return `search[${oneLine(query.replaceAll(BRACKET, ' '))}]`;
}

/** The action's text. An exact match sees no brackets. */
export function answer(text: string): string {
  return `answer[${oneLine(text.replaceAll(BRACKET, ''))}]`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Control}]+/gu, ' ').trim();
}

/**
 * Reads a ReAct turn; one without `Action:` may hold the original's tags, the first of which is its action. An action that
 * says something comes out in one form, however it was spaced.
 */
export function readTurn(text: string): Turn | { error: string } {
  const tagged = inTags(text);
  if (tagged && !/(?:^|\n)[^\S\n]*Action:/u.test(text)) {
    const thought = text.slice(0, tagged.at).replaceAll(/<\/?think>|^\s*Thought:/giu, '');
    return { thought: thought.trim(), action: tagged.name === 'search' ? search(tagged.text) : answer(tagged.text) };
  }
  const turn = parseReact(text);
  return 'error' in turn ? turn : { ...turn, action: oneForm(turn.action) };
}

function oneForm(action: string): string {
  const said = parseAction(action);
  if (said.kind === 'search') return search(said.text);
  return said.kind === 'answer' ? answer(said.text) : action;
}
