/** webarena: tasks on web sites in a browser. */
import { type Adapter, bareText } from '../adapter.ts';
import { withFence } from '../turns.ts';

export const webarena: Adapter = {
  name: 'webarena',
  idField: 'env_idx',
  create: { answer: 'object' },
  // A page that does not load is told as an observation.
  reset: { index: 'idx', also: { seed: 0 }, failed: 'TimeoutError' },
  opening: { from: 'get', path: 'observation', text: bareText },
  step: { text: 'observation', reward: 'reward', done: 'terminated', rewardAtEnd: true },
  close: 'yes',
  reward: { min: 0, max: 1, successAbove: 0.99 },
  rounds: 25,
  readTurn: withFence,
  actionSpace: {
    kind: 'text',
    action: {
      name: 'command',
      description: 'One browser command, such as click [12], type [7] [text] [1], scroll [down] or stop [answer].',
      parameters: [{ name: 'command', type: 'string', description: 'the command' }],
      template: '```{command}```',
    },
  },
  task: `You carry out a task in a web browser. Each observation is the page as a tree of elements, each with an id in brackets.
The commands are:
click [ID], hover [ID], type [ID] [TEXT] [1 to press enter, else 0], press [KEYS], scroll [up or down]
new_tab, tab_focus [N], close_tab, goto [URL], go_back, go_forward
stop [ANSWER] (when the task is done; with the answer, if one is asked for)`,
  actions: `Use only ids that the observation shows.`,
  form: 'Think first, then give exactly one command between triple backticks, like ```click [12]```.',
};
