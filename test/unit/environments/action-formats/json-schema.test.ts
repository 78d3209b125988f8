import { describe, expect, it } from 'vitest';
import {
  argumentsSchema,
  looseTurnSchema,
  turnSchema,
} from '../../../../src/environments/action-formats/json-schema.ts';
import { actionSpace as textcraft } from '../../../../src/environments/builtin/textcraft/action-space.ts';
import { BUILTIN, createBuiltin } from '../../../../src/environments/builtin.ts';
import type { ActionDefinition, ActionSpace } from '../../../../src/environments/contract.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { conforms } from '../../../support/json-schema.ts';

const go: ActionDefinition = {
  name: 'go',
  description: 'Goes.',
  parameters: [
    { name: 'way', type: 'string', description: 'where to', values: ['up', 'down'] },
    { name: 'steps', type: 'integer', description: 'how far' },
  ],
  template: 'go {way} {steps}',
};
const look: ActionDefinition = { name: 'look', description: 'Looks.', parameters: [], template: 'look' };
const space: ActionSpace = { kind: 'calls', actions: [go, look] };

it('says the arguments of a call', () => {
  expect(argumentsSchema(go)).toEqual({
    type: 'object',
    properties: {
      way: { type: 'string', description: 'where to', enum: ['up', 'down'] },
      steps: { type: 'integer', description: 'how far' },
    },
    required: ['way', 'steps'],
    additionalProperties: false,
  });
});

describe('the schema of a turn', () => {
  const turn = (name: string, given: unknown): unknown => ({ thought: 'x', function_name: name, arguments: given });
  const cases: [string, unknown, boolean, boolean][] = [
    ['a call', turn('go', { way: 'up', steps: 2 }), true, true],
    ['a call without arguments', turn('look', {}), true, true],
    ['the arguments of another function', turn('look', { way: 'up', steps: 2 }), false, true],
    ['an unknown function', turn('fly', {}), false, false],
    ['an unknown value', turn('go', { way: 'left', steps: 2 }), false, false],
    ['a wrong type', turn('go', { way: 'up', steps: '2' }), false, false],
    ['an argument too many', turn('look', { at: 'it' }), false, false],
    ['no thought', { function_name: 'look', arguments: {} }, false, false],
  ];
  it.each(cases)('%s', (_, value, exact, loose) => {
    expect(conforms(turnSchema(space), value)).toBe(exact);
    expect(conforms(looseTurnSchema(space), value)).toBe(loose);
  });

  it('has an object at the top where services want one, and where there is one action', () => {
    expect(looseTurnSchema(space)['type']).toBe('object');
    expect(turnSchema({ kind: 'text', action: go })).toEqual(looseTurnSchema({ kind: 'text', action: go }));
  });

  it('lets a readable turn through', () => {
    const format = formatOf({ name: 'textcraft', actionSpace: textcraft }, 'function_calling');
    const text = format.write({ thought: 'I lack it.', action: 'craft 1 torch using 1 stick, 1 coal' });
    expect(conforms(turnSchema(textcraft), JSON.parse(text))).toBe(true);
  });
});

it.each(BUILTIN.map(({ name }) => name))('of %s lets each of its calls through', async (name) => {
  const { actionSpace } = await createBuiltin({ name, kind: name } as Parameters<typeof createBuiltin>[0], '.');
  if (actionSpace === undefined) throw new Error(`${name} declares no actions`);
  const actions = actionSpace.kind === 'calls' ? actionSpace.actions : [actionSpace.action];
  for (const action of actions) {
    // Names of OpenAI's functions.
    expect(action.name).toMatch(/^[\w-]{1,64}$/u);
    const given = action.parameters.map(({ name: key, type, values }) => {
      const value = type === 'string' ? 'x' : type === 'boolean' ? true : 1;
      return [key, values?.[0] ?? value];
    });
    const value = { thought: '', function_name: action.name, arguments: Object.fromEntries(given) };
    expect(conforms(turnSchema(actionSpace), value)).toBe(true);
    expect(conforms(turnSchema(actionSpace), { ...value, function_name: 'other' })).toBe(false);
  }
});
