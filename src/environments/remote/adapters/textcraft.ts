/** textcraft: crafting Minecraft items from a list of recipes. */
import { type Adapter, textOf } from '../adapter.ts';
import { oneCleanAction } from '../turns.ts';

export const textcraft: Adapter = {
  name: 'textcraft',
  idField: 'id',
  create: { body: {}, answer: 'object' },
  reset: { index: 'data_idx' },
  opening: { from: 'reset', text: (answer) => textOf(answer, 'observation') },
  step: { text: 'observation', reward: 'reward', done: 'done' },
  close: 'yes',
  reward: { min: 0, max: 1, successAbove: 0.99 },
  rounds: 20,
  readTurn: oneCleanAction,
  actionSpace: {
    kind: 'calls',
    actions: [
      {
        name: 'get',
        description: 'Take raw items that no recipe makes.',
        parameters: [
          { name: 'count', type: 'integer', description: 'how many' },
          { name: 'item', type: 'string', description: 'name of the item, as the recipes write it' },
        ],
        template: 'get {count} {item}',
      },
      {
        name: 'craft',
        description: 'Craft by one of the listed recipes, with its exact counts.',
        parameters: [
          { name: 'product', type: 'string', description: 'count and item, e.g. 4 stick' },
          { name: 'ingredients', type: 'string', description: 'counts and items, separated by commas' },
        ],
        template: 'craft {product} using {ingredients}',
      },
      { name: 'inventory', description: 'See what you have.', parameters: [], template: 'inventory' },
    ],
  },
  task: `You craft an item in Minecraft from a list of recipes. What no recipe makes can simply be taken. A recipe that asks for a
kind of item (planks, say) takes any one of that kind.`,
  actions: `The actions are:
get N ITEM
craft N ITEM using N ITEM, N ITEM (a recipe with its exact counts)
inventory`,
  form: 'Answer each time in this form:\nThought: what you need next\nAction: one action',
};
