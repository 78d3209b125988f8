/**
 * Says of which format a row is, from its own fields, and reads it: files may hold several formats, and need no label.
 * Evaluates nothing that is in a row.
 */
import { AgentgymError } from '../../errors.ts';
import { fromAgentTraj } from '../agenttraj.ts';
import type { Trajectory } from '../trajectory.ts';
import { agentTrajOfChat, readChat } from './chat.ts';
import { demonstrationOf, type RowPlace } from './demonstration.ts';
import type { Parsed } from './row.ts';
import { readShareGpt } from './sharegpt.ts';

export type RowFormat = 'agenttraj' | 'chat' | 'sharegpt' | 'item-id' | 'preference' | 'unknown';

/** The format that a row's fields speak for. */
export function formatOf(row: unknown): RowFormat {
  if (typeof row === 'string') return 'item-id';
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'unknown';
  const { conversations, messages } = row as { conversations?: unknown; messages?: unknown };
  if (Array.isArray(messages) && conversations === undefined) return 'chat';
  if ('version' in row) return 'agenttraj';
  const named = 'item_id' in row;
  if (conversations === undefined || conversations === null) {
    if ('chosen' in row || 'preferred_output' in row) return 'preference';
    return named ? 'item-id' : 'unknown';
  }
  return named ? 'agenttraj' : 'sharegpt';
}

/** Whether the row names its task, or has to be numbered. */
export function isNameless(row: unknown): boolean {
  return !(typeof row === 'object' && row !== null && 'item_id' in row && typeof row.item_id === 'string');
}

/** The trajectory of a row of any format; E_STORE_CORRUPT names its place and what is wrong. */
export function trajectoryOf(row: unknown, place: RowPlace): Trajectory {
  const format = formatOf(row);
  if (format === 'agenttraj') return fromAgentTraj(row, place);
  if (format === 'chat' && 'version' in (row as object)) {
    return fromAgentTraj(valueOf(agentTrajOfChat(row as object), 'chat', place), place);
  }
  if (format === 'chat') return demonstrationOf(valueOf(readChat(row), format, place), place);
  if (format === 'sharegpt') return demonstrationOf(valueOf(readShareGpt(row), format, place), place);
  if (format === 'item-id') {
    const hint = 'Lists of ids belong under `data.tasks`; demonstrations are rows with conversations.';
    throw corrupt(`${place.at} holds an item id and no conversations: it names a task, and shows nothing.`, hint);
  }
  if (format === 'preference') {
    const hint = 'Demonstrations are single conversations: AgentTraj, chat or ShareGPT rows.';
    throw corrupt(`${place.at} is a preference pair, which is not a demonstration.`, hint);
  }
  throw corrupt(`${place.at} is not a row: it is ${described(row)}.`, HINTS.agenttraj);
}

function valueOf<T>(parsed: Parsed<T>, format: 'chat' | 'sharegpt', { at }: RowPlace): T {
  if ('value' in parsed) return parsed.value;
  const what = format === 'chat' ? 'a chat row' : 'a ShareGPT row';
  throw corrupt(`${at} is not ${what}: ${parsed.fault}.`, HINTS[format]);
}

const HINTS = {
  agenttraj:
    'A row is {conversations: [{from, loss, value}], item_id, …}, {messages: [{role, content}]}, or {conversations: [{from, value}]}.',
  chat: 'A row is {messages: [{role, content}]}, its roles system, user and assistant.',
  sharegpt: 'A row is {conversations: [{from, value}]}, its senders system, human and gpt.',
};

/** What a value is, without its contents. */
function described(row: unknown): string {
  if (Array.isArray(row)) return 'a list';
  if (typeof row !== 'object' || row === null) return row === null ? 'null' : `a ${typeof row}`;
  const keys = Object.keys(row);
  if (keys.length === 0) return 'empty';
  const shown = keys.slice(0, 6).map((key) => `\`${key.slice(0, 40)}\``);
  return `an object of ${shown.join(', ')}${keys.length > 6 ? ', …' : ''}`;
}

function corrupt(message: string, hint: string): AgentgymError {
  return new AgentgymError('E_STORE_CORRUPT', message, { hint });
}
