/** The actions of sql: two calls in interactive mode, one free text in one-shot mode. */
import type { ActionParameter, ActionSpace } from '../../contract.ts';
import type { Mode } from './actions.ts';

const sql: ActionParameter = { name: 'sql', type: 'string', description: 'one SELECT query in one line' };

const INTERACTIVE: ActionSpace = {
  kind: 'calls',
  actions: [
    { name: 'query', description: 'Shows the rows of a query.', parameters: [sql], template: 'query: {sql}' },
    { name: 'answer', description: 'Answers with a query and ends.', parameters: [sql], template: 'answer: {sql}' },
  ],
};

const ONE_SHOT: ActionSpace = {
  kind: 'text',
  action: {
    name: 'answer',
    description: 'Answers with a query.',
    parameters: [{ ...sql, description: 'one SELECT query' }],
    template: '{sql}',
  },
};

export function actionSpace(mode: Mode): ActionSpace {
  return mode === 'one-shot' ? ONE_SHOT : INTERACTIVE;
}
