/** maze: finding the way to a goal cell by walking (LMRL-Gym). */
import { type Adapter, textOf } from '../adapter.ts';
import { betweenActions } from '../turns.ts';

const move = (direction: string) =>
  ({
    name: `move_${direction}`,
    description: `Move one cell ${direction}.`,
    parameters: [],
    template: `move ${direction}`,
  }) as const;

export const maze: Adapter = {
  name: 'maze',
  path: '/maze',
  idField: 'id',
  create: { answer: 'object' },
  reset: { index: 'game' },
  opening: { from: 'reset', text: (answer) => textOf(answer, 'observation') },
  step: { text: 'observation', reward: 'reward', done: 'done' },
  close: 'no',
  // -1 where step 51 is taken.
  reward: { min: -1, max: 1, successAbove: 0.99 },
  rounds: 15,
  readTurn: betweenActions,
  actionSpace: { kind: 'calls', actions: ['up', 'down', 'left', 'right'].map(move) },
  task: `You walk through a maze to a goal. After each move you see where the goal is, where you are, and where walls are beside
you. Positions are row, column: moving down adds 1 to the row, moving right adds 1 to the column. A move into a wall
changes nothing.`,
  actions: `The actions are:
move up
move down
move left
move right`,
  // The third turn is rules, examples of positions among them, and the position.
  trajectoryOpening: (third) => {
    const at = third.lastIndexOf('The goal is at position');
    return (observation) => `${third.slice(0, Math.max(0, at))}${observation}`;
  },
  form: 'Answer each time in this form:\nThought: which way to go\nAction: one action',
};
