/** babyai: an instruction followed in a grid world, told in words. */
import { type Adapter, textOf } from '../adapter.ts';
import { oneCleanAction } from '../turns.ts';

const thing = { name: 'thing', type: 'string', description: 'colour, kind and number, e.g. red ball 1' } as const;
const move = (name: string, template: string, description: string) =>
  ({ name, description, parameters: [], template }) as const;

export const babyai: Adapter = {
  name: 'babyai',
  idField: 'id',
  create: { answer: 'object' },
  reset: { index: 'data_idx' },
  opening: { from: 'reset', text: (answer) => textOf(answer, 'observation') },
  // The server goes on after a low win, and adds the reward again for every idle action.
  step: { text: 'observation', reward: 'score', done: 'done', firstScoreEnds: true },
  close: 'yes',
  // 1 - 0.9 × steps / limit: below 0 when the goal is reached long after the limit, which ends nothing.
  reward: { min: -100, max: 1, successAbove: 0 },
  rounds: 20,
  readTurn: oneCleanAction,
  actionSpace: {
    kind: 'calls',
    actions: [
      move('turn_left', 'turn left', 'Turn to the left.'),
      move('turn_right', 'turn right', 'Turn to the right.'),
      move('move_forward', 'move forward', 'Take a step.'),
      { name: 'go_to', description: 'Walk to a thing in view.', parameters: [thing], template: 'go to {thing}' },
      { name: 'pickup', description: 'Pick a thing up.', parameters: [thing], template: 'pickup {thing}' },
      move('drop', 'drop', 'Put down what you carry.'),
      move('toggle', 'toggle', 'Open, close or unlock what is in front of you.'),
      {
        name: 'go_through',
        description: 'Walk through an open door.',
        parameters: [{ ...thing, name: 'door', description: 'e.g. blue open door 1' }],
        template: 'go through {door}',
      },
      {
        name: 'toggle_and_go_through',
        description: 'Open a closed or locked door, and walk through it.',
        parameters: [{ ...thing, name: 'door', description: 'e.g. red closed door 1' }],
        template: 'toggle and go through {door}',
      },
      move('check_available_actions', 'check available actions', 'List what can be done now.'),
    ],
  },
  task: `You walk through a grid world of rooms and do what the goal says. You see what lies in front of you, and what you can do
there.`,
  actions: `The actions are:
turn left, turn right, move forward
go to COLOUR KIND N, pickup COLOUR KIND N
go through COLOUR open door N
toggle and go through COLOUR closed door N (or locked, with the key)
toggle (what is in front of you), drop (what you carry)
check available actions`,
  form: 'Answer each time in this form:\nThought: what you mean to do\nAction: one action',
};
