/** The actions of the shop as calls. */
import type { ActionSpace } from '../../contract.ts';

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    {
      name: 'search',
      description: 'Searches the shop, on the search page.',
      parameters: [{ name: 'keywords', type: 'string', description: 'what to search for' }],
      template: 'search[{keywords}]',
    },
    {
      name: 'click',
      description: 'Clicks a product, an option or a button of the page.',
      parameters: [{ name: 'label', type: 'string', description: 'its name on the page' }],
      template: 'click[{label}]',
    },
  ],
};
