/**
 * What an action says. Interactive: `query: SELECT …` shows rows, `answer: SELECT …` ends; a query by itself is an answer,
 * as the clients of sqlgym send it. One-shot: everything is an answer. How a ReAct turn holds an action: behind `Action:`,
 * or in a block of ```sql.
 */
import { parseReact } from '../../action-formats/react.ts';
import type { Turn } from '../../contract.ts';

export type Mode = 'interactive' | 'one-shot';

export type Action =
  | { readonly kind: 'query' | 'answer'; readonly sql: string }
  | { readonly kind: 'empty' | 'unclear' };

const NAMED = /^\s*(query|answer)\s*:(.*)$/isu;

export function parseAction(text: string, mode: Mode): Action {
  const [, name, rest = ''] = NAMED.exec(text) ?? [];
  if (mode === 'one-shot') return { kind: 'answer', sql: name === undefined ? text : rest };
  if (name !== undefined) return { kind: name.toLowerCase() === 'query' ? 'query' : 'answer', sql: rest };
  if (text.trim() === '') return { kind: 'empty' };
  return /^\s*(?:select|with)\b/iu.test(text) ? { kind: 'answer', sql: text } : { kind: 'unclear' };
}

/**
 * Reads a ReAct turn. The action is what stands behind the only `Action:` up to an empty line; a block of SQL in it stands
 * for the query (`Action: answer` above a block). A block without `Action:` is the action; of several, the last.
 */
export function readTurn(text: string): Turn | { error: string } {
  const marker = /(?:^|\n)[^\S\n]*Action:/u.exec(text);
  const behind = marker === null ? text : text.slice(marker.index + marker[0].length);
  const block = [...behind.matchAll(/```(?:sql\b)?([^]*?)(?:```|$)/giu)].at(-1);
  if (marker === null) {
    if (block === undefined) return parseReact(text);
    return { thought: thoughtIn(text.slice(0, block.index)), action: (block[1] ?? '').trim() };
  }
  const turn = parseReact(text);
  if ('error' in turn) return turn;
  if (block === undefined) return { thought: turn.thought, action: (behind.trim().split(/\n\s*\n/u)[0] ?? '').trim() };
  const [name] = /^(?:query|answer)(?=\s*:?\s*$)/iu.exec(behind.slice(0, block.index).trim()) ?? [];
  const sql = (block[1] ?? '').trim();
  return { thought: turn.thought, action: name === undefined ? sql : `${name.toLowerCase()}: ${sql}` };
}

function thoughtIn(text: string): string {
  return text.replace(/^\s*Thought:/u, '').trim();
}
