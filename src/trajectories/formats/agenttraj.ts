/**
 * `agenttraj`: AgentTraj rows with everything a trajectory holds (../agenttraj.ts), and the iteration. Of an example,
 * `loss` says whether its weight is other than 0; the weight itself has no place in the row.
 */
import { aboutOf, type AgentTrajRow, toTurn } from '../agenttraj.ts';
import { inBytes } from '../turns.ts';
import type { Entry } from './entry.ts';

/** A row with its facts, or what an original AgentTraj row has where there are none. */
export type ExportedAgentTraj =
  | (AgentTrajRow & { iteration?: number })
  | (Pick<AgentTrajRow, 'conversations' | 'item_id' | 'environment' | 'id'> & { iteration?: number });

export function toAgentTrajRow(entry: Entry): ExportedAgentTraj {
  return { conversations: entry.messages.map(toTurn), ...aboutEntry(entry) };
}

/** The same as JSON from the stored row as it is, of which nothing is read; undefined where there is none. */
export function toAgentTrajText(entry: Entry): string | Buffer | undefined {
  const { id, iteration, row } = entry;
  if (row === undefined) return undefined;
  if (id === row.facts.id && iteration === undefined) return row.line;
  const { conversation } = row;
  return conversation && `{"conversations":${conversation},${aboutText(entry)}`;
}

/** The same without the conversation, behind the opening brace: as it is stored, where the entry says nothing else. */
export function aboutText(entry: Entry): string {
  const { id, iteration, row } = entry;
  const stored = id === row?.facts.id ? row.about : undefined;
  if (stored === undefined || stored.includes('"iteration":')) return inBytes(aboutEntry(entry)).slice(1);
  return iteration === undefined ? stored : `${stored.slice(0, -1)},"iteration":${iteration}}`;
}

/** The same without the conversation. */
export type AboutEntry = WithoutConversations<ExportedAgentTraj>;
type WithoutConversations<Row> = Row extends unknown ? Omit<Row, 'conversations'> : never;

export function aboutEntry({ id, environment, itemId, iteration, facts }: Entry): AboutEntry {
  const number = iteration === undefined ? {} : { iteration };
  if (facts === undefined) return { item_id: itemId, environment, ...number, id };
  return { ...aboutOf(id === facts.id ? facts : { ...facts, id }), ...number };
}
