/**
 * `agenttraj`: AgentTraj rows with everything a trajectory holds (../agenttraj.ts), and the iteration. Of an example,
 * `loss` says whether its weight is other than 0; the weight itself has no place in the row.
 */
import { type AgentTrajRow, toAgentTraj, toTurn } from '../agenttraj.ts';
import type { Entry } from './entry.ts';

/** A row with its facts, or what an original AgentTraj row has where there are none. */
export type ExportedAgentTraj =
  | (AgentTrajRow & { iteration?: number })
  | (Pick<AgentTrajRow, 'conversations' | 'item_id' | 'environment' | 'id'> & { iteration?: number });

export function toAgentTrajRow(entry: Entry): ExportedAgentTraj {
  const iteration = entry.iteration === undefined ? {} : { iteration: entry.iteration };
  if (entry.facts === undefined) {
    const { id, environment, itemId, messages } = entry;
    return { conversations: messages.map(toTurn), item_id: itemId, environment, ...iteration, id };
  }
  return { ...toAgentTraj({ ...entry.facts, id: entry.id, messages: entry.messages }), ...iteration };
}
