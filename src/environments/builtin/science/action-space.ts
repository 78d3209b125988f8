/** The actions of science as calls; their texts are the grammar of `actions.ts`. */
import type { ActionDefinition, ActionParameter, ActionSpace } from '../../contract.ts';
import { ROOMS } from './rooms.ts';

function named(name: string, description: string): ActionParameter {
  return { name, type: 'string', description };
}

const thing = named('thing', 'its name, such as red wire');

function one(verb: string, description: string, parameter = thing): ActionDefinition {
  return {
    name: verb.replaceAll(' ', '_'),
    description,
    parameters: [parameter],
    template: `${verb} {${parameter.name}}`,
  };
}

interface Two {
  verb: string;
  between: string;
  first: string;
  second: string;
}

function two({ verb, between, first, second }: Two, description: string): ActionDefinition {
  const parameters = [named(first, 'its name'), named(second, 'its name')];
  return { name: verb, description, parameters, template: `${verb} {${first}} ${between} {${second}}` };
}

function plain(text: string, description: string): ActionDefinition {
  return { name: text.replaceAll(' ', '_'), description, parameters: [], template: text };
}

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    one('go to', 'Goes to a room next to this one.', { ...named('room', 'the room'), values: ROOMS }),
    one('open', 'Opens a thing that has a door.'),
    one('close', 'Closes it.'),
    one('pick up', 'Takes a solid thing; three can be carried.'),
    one('put down', 'Puts a thing on the floor.'),
    two({ verb: 'move', between: 'to', first: 'thing', second: 'place' }, 'Puts a solid thing into or onto another.'),
    two({ verb: 'pour', between: 'into', first: 'vessel', second: 'place' }, 'Pours the liquid of a vessel.'),
    one('activate', 'Turns a device on.'),
    one('deactivate', 'Turns it off.'),
    two({ verb: 'connect', between: 'to', first: 'wire', second: 'thing' }, 'Connects an end of a wire.'),
    one('disconnect', 'Takes all wires off a thing.'),
    two({ verb: 'use', between: 'on', first: 'thermometer', second: 'substance' }, 'Measures its temperature.'),
    one('focus on', 'Says what the task is about. A wrong one ends it.'),
    one('look at', 'Looks at a thing.'),
    plain('look around', 'Says what is here.'),
    plain('inventory', 'Says what you carry.'),
    plain('task', 'Says the task.'),
    plain('wait', 'Waits for five actions.'),
    plain('wait1', 'Waits for one action.'),
  ],
};
