/** The actions of maze as calls. */
import type { ActionDefinition, ActionSpace } from '../../contract.ts';

const NAMES = ['up', 'down', 'left', 'right'];

export const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: NAMES.map(
    (direction): ActionDefinition => ({
      name: `move_${direction}`,
      description: `Goes one square ${direction}.`,
      parameters: [],
      template: `move ${direction}`,
    }),
  ),
};
