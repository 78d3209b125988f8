/** searchqa: questions answered with the help of a search engine. */
import { type Adapter, bareText } from '../adapter.ts';
import { wholeTurn } from '../turns.ts';

export const searchqa: Adapter = {
  name: 'searchqa',
  idField: 'env_idx',
  create: { body: { id: 0 }, answer: 'bare' },
  reset: { index: 'id' },
  opening: { from: 'get', path: 'observation', text: bareText },
  step: { text: 'observation', reward: 'reward', done: 'done' },
  close: 'yes',
  reward: { min: 0, max: 1, successAbove: 0.99 },
  // The original names no number; a wrong answer may be corrected until the rounds are used up.
  rounds: 10,
  readTurn: wholeTurn,
  actionSpace: {
    kind: 'calls',
    actions: [
      {
        name: 'search',
        description: 'Search for what you need to know.',
        parameters: [{ name: 'query', type: 'string', description: 'what to search for' }],
        template: '<search>{query}</search>',
      },
      {
        name: 'answer',
        description: 'Answer the question.',
        parameters: [{ name: 'text', type: 'string', description: 'a short answer' }],
        template: '<answer>{text}</answer>',
      },
    ],
  },
  task: `You answer a question. You may search first; what is found comes back between <information> and </information>. Answers
are short.`,
  actions: `Searching is written <search>QUERY</search>, answering <answer>TEXT</answer>.`,
  form: 'Each time, think between <think> and </think>, then write one search or one answer, and stop.',
};
