/** The actions of household as calls; their texts are the grammar of `actions.ts`. */
import type { ActionDefinition, ActionParameter, ActionSpace } from '../../contract.ts';

const thing: ActionParameter = { name: 'thing', type: 'string', description: 'its name, such as mug 1' };
const place: ActionParameter = { name: 'place', type: 'string', description: 'its name, such as desk 1' };

function one(verb: string, description: string, parameter: ActionParameter): ActionDefinition {
  return {
    name: verb.replaceAll(' ', '_'),
    description,
    parameters: [parameter],
    template: `${verb} {${parameter.name}}`,
  };
}

function two(verb: string, between: string, description: string): ActionDefinition {
  return { name: verb, description, parameters: [thing, place], template: `${verb} {thing} ${between} {place}` };
}

function plain(text: string, description: string): ActionDefinition {
  return { name: text.replaceAll(' ', '_'), description, parameters: [], template: text };
}

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    one('go to', 'Goes to a place.', place),
    one('open', 'Opens the place where you are.', place),
    one('close', 'Closes the place where you are.', place),
    two('take', 'from', 'Takes a thing from where you are.'),
    two('move', 'to', 'Puts what you carry where you are.'),
    one('use', 'Turns a lamp on or off.', thing),
    two('clean', 'with', 'Cleans what you carry at a sinkbasin.'),
    two('heat', 'with', 'Heats what you carry at a microwave.'),
    two('cool', 'with', 'Cools what you carry at a fridge.'),
    one('examine', 'Looks at a thing or a place.', thing),
    plain('inventory', 'Says what you carry.'),
    plain('look', 'Looks around.'),
    plain('check available actions', 'Lists what can be done.'),
  ],
};
