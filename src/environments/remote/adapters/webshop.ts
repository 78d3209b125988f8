/** webshop: finding and buying a product in a shop. */
import { type Adapter, bareText } from '../adapter.ts';
import { afterLastActionOrCommand } from '../turns.ts';

export const webshop: Adapter = {
  name: 'webshop',
  idField: 'env_idx',
  create: { answer: 'bare' },
  // The answer to /reset is [observation, null]; the original shows what GET /observation says.
  reset: { index: 'session_id' },
  opening: { from: 'get', path: 'observation', text: bareText },
  step: { text: 'state', reward: 'reward', done: 'done' },
  // Every session is a product store of its own in the server's memory: they are used again.
  close: 'no',
  reward: { min: 0, max: 1, successAbove: 0.99 },
  rounds: 10,
  readTurn: afterLastActionOrCommand,
  actionSpace: {
    kind: 'calls',
    actions: [
      {
        name: 'search',
        description: 'Search the shop; possible where the page has a search bar.',
        parameters: [{ name: 'keywords', type: 'string', description: 'what to search for' }],
        template: 'search[{keywords}]',
      },
      {
        name: 'click',
        description: 'Click something on the page.',
        parameters: [{ name: 'label', type: 'string', description: 'the text of the button, link or option' }],
        template: 'click[{label}]',
      },
    ],
  },
  task: `You shop on a web site. Each page is shown as text, its parts separated by [SEP]. Find a product that fits the
instruction, choose its options, and buy it by clicking "Buy Now". An action that is not possible changes nothing.`,
  actions: `The actions are:
search[KEYWORDS] (where there is a search bar)
click[LABEL] (something that the page shows)`,
  form: 'Answer each time in this form:\nThought: what you think\nAction: one action',
};
