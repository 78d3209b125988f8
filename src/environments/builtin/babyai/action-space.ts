/** The actions of babyai as calls; their texts are the grammar of `actions.ts`. */
import type { ActionDefinition, ActionParameter, ActionSpace } from '../../contract.ts';

const thing: ActionParameter = { name: 'thing', type: 'string', description: 'its name, such as red ball 1' };

function plain(name: string, description: string): ActionDefinition {
  return { name, description, parameters: [], template: name.replaceAll('_', ' ') };
}

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    plain('turn_left', 'Turns to the left.'),
    plain('turn_right', 'Turns to the right.'),
    plain('move_forward', 'Goes one step ahead.'),
    { name: 'go_to', description: 'Goes to what you see.', parameters: [thing], template: 'go to {thing}' },
    { name: 'pickup', description: 'Goes to it and takes it.', parameters: [thing], template: 'pickup {thing}' },
    plain('drop', 'Drops what you carry.'),
    plain('toggle', 'Opens what is ahead.'),
    {
      name: 'go_through',
      description: 'Goes through an open door.',
      parameters: [{ name: 'door', type: 'string', description: 'its name, such as red door 1' }],
      template: 'go through {door}',
    },
    {
      name: 'toggle_and_go_through',
      description: 'Opens a door and goes through it.',
      parameters: [{ name: 'door', type: 'string', description: 'its name, such as red closed door 1' }],
      template: 'toggle and go through {door}',
    },
    plain('check_available_actions', 'Lists what can be done.'),
  ],
};
