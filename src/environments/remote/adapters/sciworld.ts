/** sciworld: science experiments in ScienceWorld. */
import { type Adapter, textOf } from '../adapter.ts';
import { afterLastAction } from '../turns.ts';

const object = { name: 'object', type: 'string', description: 'an object, as the observations name it' } as const;
const other = { ...object, name: 'other' } as const;
const on = (name: string, template: string, description: string) =>
  ({ name, description, parameters: [object], template }) as const;
const onTwo = (name: string, template: string, description: string) =>
  ({ name, description, parameters: [object, other], template }) as const;

export const sciworld: Adapter = {
  name: 'sciworld',
  idField: 'id',
  create: { answer: 'object' },
  reset: { index: 'data_idx' },
  opening: {
    from: 'reset',
    text: (answer) => {
      const [task, seen] = [textOf(answer, 'task_description'), textOf(answer, 'observation')];
      return task === undefined || seen === undefined ? undefined : `${task}\n${seen}`;
    },
  },
  // `reward` is only the change; a fatal act sets the score to -100.
  step: { text: 'observation', reward: 'score', done: 'done' },
  close: 'yes',
  reward: { min: -100, max: 100, successAbove: 99 },
  rounds: 30,
  readTurn: afterLastAction,
  actionSpace: {
    kind: 'calls',
    actions: [
      on('open', 'open {object}', 'Open a door or container.'),
      on('close', 'close {object}', 'Close a door or container.'),
      on('activate', 'activate {object}', 'Turn a device on.'),
      on('deactivate', 'deactivate {object}', 'Turn a device off.'),
      onTwo('connect', 'connect {object} to {other}', 'Connect two electrical parts.'),
      on('disconnect', 'disconnect {object}', 'Disconnect an electrical part.'),
      onTwo('use_on', 'use {object} on {other}', 'Use a tool on something.'),
      on('use', 'use {object}', 'Use a tool.'),
      { name: 'look_around', description: 'Describe the room.', parameters: [], template: 'look around' },
      on('look_at', 'look at {object}', 'Describe an object.'),
      on('look_in', 'look in {object}', 'Say what a container holds.'),
      on('read', 'read {object}', 'Read a note or book.'),
      onTwo('move', 'move {object} to {other}', 'Put an object into a container.'),
      on('pick_up', 'pick up {object}', 'Take an object.'),
      on('put_down', 'put down {object}', 'Put an object of the inventory down.'),
      onTwo('pour', 'pour {object} into {other}', 'Pour a liquid.'),
      onTwo('dunk', 'dunk {object} into {other}', 'Dunk a container into a liquid.'),
      on('mix', 'mix {object}', 'Mix what a container holds.'),
      on('go_to', 'go to {object}', 'Go to a room next to this one.'),
      on('eat', 'eat {object}', 'Eat something.'),
      on('flush', 'flush {object}', 'Flush a toilet.'),
      on('focus_on', 'focus on {object}', 'Say that this is the object the task is about.'),
      { name: 'wait', description: 'Let ten steps pass.', parameters: [], template: 'wait' },
      { name: 'wait1', description: 'Let one step pass.', parameters: [], template: 'wait1' },
      { name: 'task', description: 'Read the task again.', parameters: [], template: 'task' },
      { name: 'inventory', description: 'See what you carry.', parameters: [], template: 'inventory' },
      {
        name: 'choose',
        description: 'Choose among the readings of an ambiguous action, by number.',
        parameters: [{ name: 'number', type: 'integer', description: 'the number shown' }],
        template: '{number}',
      },
    ],
  },
  task: `You are in a small world with a kitchen, a workshop and other places, and carry out a science task. Focus on an object
only when the task asks for it: focusing on a wrong one ends everything. Where an action could be read in several ways
you are shown a numbered list; answer with a number.`,
  actions: `The actions are:
open OBJ, close OBJ, activate OBJ, deactivate OBJ, connect OBJ to OBJ, disconnect OBJ, use OBJ [on OBJ]
look around, look at OBJ, look in OBJ, read OBJ, task, inventory
pick up OBJ, put down OBJ, move OBJ to OBJ, pour OBJ into OBJ, dunk OBJ into OBJ, mix OBJ
go to LOC, eat OBJ, flush OBJ, focus on OBJ, wait, wait1`,
  form: 'Answer each time in this form:\nThought: what you think\nAction: one action',
};
