/** The actions of search as calls. */
import type { ActionSpace } from '../../contract.ts';

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    {
      name: 'search',
      description: 'Shows the passages that fit best.',
      parameters: [{ name: 'query', type: 'string', description: 'a few words' }],
      template: 'search[{query}]',
    },
    {
      name: 'answer',
      description: 'Answers the question.',
      parameters: [{ name: 'text', type: 'string', description: 'a short answer' }],
      template: 'answer[{text}]',
    },
  ],
};
