/** sqlgym: questions about a database, each answered by one SQL query (BIRD). */
import { type Adapter, bareText } from '../adapter.ts';
import { sqlBlock } from '../turns.ts';

export const sqlgym: Adapter = {
  name: 'sqlgym',
  idField: 'env_idx',
  create: { answer: 'bare' },
  reset: { index: 'item_id' },
  opening: { from: 'get', path: 'observation', text: bareText },
  // The answer's `info` holds the solution, which nobody here looks at.
  step: { text: 'state', reward: 'reward', done: 'done' },
  close: 'no',
  mostSessions: 8,
  reward: { min: 0, max: 1, successAbove: 0.99 },
  rounds: 1,
  readTurn: sqlBlock,
  actionSpace: {
    kind: 'text',
    action: {
      name: 'query',
      description: 'Answer the question with one SQL query (SQLite).',
      parameters: [{ name: 'sql', type: 'string', description: 'the query' }],
      template: '{sql}',
    },
  },
  task: `You answer a question about a database with one SQL query (SQLite). You see the tables and the question.`,
  actions: `You have one try: the rows of your query are compared with the right ones.`,
  form: 'Think first, then write the query in a block that begins with ```sql and ends with ```.',
};
