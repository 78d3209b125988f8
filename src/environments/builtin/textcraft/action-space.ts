/** The actions of textcraft as calls; their texts are the grammar of `actions.ts`. */
import type { ActionParameter, ActionSpace } from '../../contract.ts';

const count: ActionParameter = { name: 'count', type: 'integer', description: 'how many' };
const item: ActionParameter = { name: 'item', type: 'string', description: 'which item' };

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    {
      name: 'get',
      description: 'Takes items that cannot be crafted.',
      parameters: [count, item],
      template: 'get {count} {item}',
    },
    {
      name: 'craft',
      description: 'Crafts exactly as listed.',
      parameters: [
        count,
        item,
        {
          name: 'ingredients',
          type: 'string',
          description: 'as listed, each with its number, with commas between them',
        },
      ],
      template: 'craft {count} {item} using {ingredients}',
    },
    { name: 'inventory', description: 'Shows what you have.', parameters: [], template: 'inventory' },
  ],
};
