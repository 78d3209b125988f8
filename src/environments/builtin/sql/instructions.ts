/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import type { Mode } from './actions.ts';

const TASK: Readonly<Record<Mode, string>> = {
  interactive: 'You answer a question about a database with SQL (SQLite). Each turn, think, then',
  'one-shot': 'You answer a question about a database with one SQL query (SQLite). You have one try. Think, then',
};

/** In ReAct. */
const ACTIONS: Readonly<Record<Mode, string>> = {
  interactive: `give one action:
query: SELECT ... (shows rows)
answer: SELECT ... (its rows are your answer, and it ends)
Answer in this form:
Thought: what you need next
Action: your action`,
  'one-shot': `give the query:
Thought: what you need
Action: SELECT ...`,
};

export function instructions(format: ActionFormatName, mode: Mode): readonly Message[] {
  const how = format === 'react' ? ACTIONS[mode] : `call one function.\n${describeActions(actionSpace(mode), format)}`;
  return [
    { role: 'user', content: `${TASK[mode]} ${how}` },
    { role: 'assistant', content: 'OK.' },
  ];
}
