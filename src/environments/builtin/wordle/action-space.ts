/** The one action of wordle: a word. */
import type { ActionSpace } from '../../contract.ts';

export const actionSpace: ActionSpace = {
  kind: 'text',
  action: {
    name: 'guess',
    description: 'Guesses a word of the list.',
    parameters: [{ name: 'word', type: 'string', description: 'its five letters, with spaces between them' }],
    template: '{word}',
  },
};
