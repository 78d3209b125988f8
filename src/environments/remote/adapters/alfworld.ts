/** alfworld: household tasks in text rooms. */
import { type Adapter, textOf, textsOf } from '../adapter.ts';
import { afterLastAction } from '../turns.ts';

const object = { name: 'object', type: 'string', description: 'a thing with its number, e.g. mug 1' } as const;
const place = { name: 'place', type: 'string', description: 'a place or container, e.g. desk 1' } as const;
const tool = { ...place, name: 'tool', description: 'what it is done with, e.g. microwave 1' } as const;

export const alfworld: Adapter = {
  name: 'alfworld',
  idField: 'id',
  create: { answer: 'object' },
  reset: { index: 'game', also: { world_type: 'Text' } },
  opening: {
    from: 'reset',
    text: (answer) => {
      const [seen, actions] = [textOf(answer, 'observation'), textsOf(answer, 'available_actions')];
      if (seen === undefined || actions === undefined) return undefined;
      return `${seen}\nAVAILABLE ACTIONS: ${actions.join(',')}`;
    },
  },
  // The list of actions is shown at the start alone, which is what models of this environment have learned from.
  step: { text: 'observation', reward: 'reward', done: 'done' },
  close: 'no',
  reward: { min: 0, max: 1, successAbove: 0.99 },
  rounds: 30,
  readTurn: afterLastAction,
  actionSpace: {
    kind: 'calls',
    actions: [
      { name: 'go_to', description: 'Go to a place.', parameters: [place], template: 'go to {place}' },
      { name: 'open', description: 'Open a container.', parameters: [place], template: 'open {place}' },
      { name: 'close', description: 'Close a container.', parameters: [place], template: 'close {place}' },
      {
        name: 'take',
        description: 'Take a thing from where it is.',
        parameters: [object, place],
        template: 'take {object} from {place}',
      },
      {
        name: 'put',
        description: 'Put what you carry somewhere.',
        parameters: [object, place],
        template: 'put {object} in/on {place}',
      },
      { name: 'use', description: 'Switch a thing on.', parameters: [object], template: 'use {object}' },
      { name: 'examine', description: 'Look at a thing.', parameters: [object], template: 'examine {object}' },
      {
        name: 'clean',
        description: 'Clean a thing.',
        parameters: [object, tool],
        template: 'clean {object} with {tool}',
      },
      { name: 'heat', description: 'Heat a thing.', parameters: [object, tool], template: 'heat {object} with {tool}' },
      { name: 'cool', description: 'Cool a thing.', parameters: [object, tool], template: 'cool {object} with {tool}' },
      { name: 'inventory', description: 'See what you carry.', parameters: [], template: 'inventory' },
      { name: 'look', description: 'Look around.', parameters: [], template: 'look' },
    ],
  },
  task: `You do a household task in a house that is told in words. At the start you see the room, your task and the actions that
are possible then. "Nothing happens" means that an action was not possible.`,
  actions: `The actions are:
go to PLACE, open PLACE, close PLACE
take THING from PLACE, put THING in/on PLACE
use THING, examine THING, clean THING with PLACE, heat THING with PLACE, cool THING with PLACE
inventory, look`,
  form: 'Answer each time in this form:\nThought: what you think\nAction: one action',
};
