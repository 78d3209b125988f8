/**
 * How the original clients turn a ReAct turn into an action, kept where models learned from it: who was trained on
 * AgentTraj may end with `</s>`, write the action on the next line, or write no `Action:` at all. An error here means
 * that the original sends nothing either; an empty action is sent, and the server answers it.
 */
import type { Turn } from '../contract.ts';

type Reading = Turn | { error: string };

/** One `Action:`, then what the server can read: letters, digits, commas and single spaces (textcraft, babyai). */
export function oneCleanAction(text: string): Reading {
  const found = [...text.matchAll(/Action:\s*([^\n]*)/gu)];
  if (found.length > 1) return { error: `Your answer had ${found.length} actions. Give one "Action:" in each answer.` };
  const [match] = found;
  const action = (match?.[1] ?? '').replaceAll(/[^A-Za-z0-9, ]/gu, '');
  return { thought: thoughtBefore(text, match?.index), action: action.replaceAll(/ +/gu, ' ').trim() };
}

/** All that follows the last `Action:`, further lines included; without it the action is empty (sciworld, alfworld). */
export function afterLastAction(text: string): Reading {
  const said = withoutEnd(text);
  const at = said.lastIndexOf('Action:');
  if (at < 0) return { thought: said.trim(), action: '' };
  return { thought: thoughtBefore(said, at), action: said.slice(at + 'Action:'.length).trim() };
}

/** As `afterLastAction`; a turn without `Action:` that holds a command is the action itself (webshop). */
export function afterLastActionOrCommand(text: string): Reading {
  const said = withoutEnd(text);
  if (!said.includes('Action:') && /(?:search|click)\[/u.test(said)) return { thought: '', action: said.trim() };
  return afterLastAction(text);
}

/** What stands between the first `Action:` and the next; without one the whole turn (maze, wordle). */
export function betweenActions(text: string): Reading {
  const said = withoutEnd(text);
  const [before = '', action] = said.split('Action:');
  if (action === undefined) return { thought: '', action: said.trim() };
  return { thought: thoughtBefore(before, before.length), action: action.trim() };
}

/** The last SQL block, or what stands before the first fence where there is none (sqlgym). */
export function sqlBlock(text: string): Reading {
  const parts = text.split('```sql');
  const block = parts.at(-1) ?? '';
  const thought = parts.length > 1 ? parts.slice(0, -1).join('```sql').trim() : '';
  return { thought, action: (block.split('```')[0] ?? '').trim() };
}

/** The whole turn, which the server reads, provided that it holds a fenced command (webarena). */
export function withFence(text: string): Reading {
  if (/```[^]*?```/u.test(text)) return { thought: '', action: text };
  return { error: 'Your answer had no command. Write one command between two lines of ```.' };
}

/** The whole turn: the server reads it (the tools, searchqa). */
export function wholeTurn(text: string): Reading {
  return { thought: '', action: text };
}

/** Models without an end-of-turn token of their own write one out. */
function withoutEnd(text: string): string {
  return text.endsWith('</s>') ? text.slice(0, -'</s>'.length) : text;
}

function thoughtBefore(text: string, end: number | undefined): string {
  return text
    .slice(0, end)
    .replace(/^\s*Thought:/u, '')
    .trim();
}
