import { describe, expect, it } from 'vitest';
import { faultsOfSpace } from '../../../../src/environments/action-formats/declared.ts';
import { actionsOf } from '../../../../src/environments/action-formats/calls.ts';
import { sampleCall } from '../../../../src/environments/action-formats/describe.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { readAction, renderCall } from '../../../../src/environments/action-formats/templates.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import type { ActionSpace } from '../../../../src/environments/contract.ts';
import { ADAPTERS } from '../../../../src/environments/remote/adapters.ts';
import { defineEnvironment, type PairDefinition } from '../../../../src/environments/define.ts';

const add = {
  name: 'add',
  description: 'Adds.',
  parameters: [{ name: 'n', type: 'integer', description: 'how much' }],
  template: 'add {n}',
} as const;

const remote = Object.values(ADAPTERS).map(({ name, actionSpace }) => ({ name: `the remote ${name}`, actionSpace }));

describe('a declared action space', () => {
  it.each([createTextcraft(), createBabyai(), ...remote])('of $name has no fault', ({ name, actionSpace }) => {
    expect(faultsOfSpace(actionSpace)).toEqual([]);
    const space = actionSpace as ActionSpace;
    for (const format of ['function_calling', 'code_as_action'] as const) {
      const own = formatOf({ name, actionSpace: space }, format);
      for (const action of actionsOf(space)) {
        const call = sampleCall(action);
        const rendered = renderCall(space, call);
        const turn = { thought: 'So be it.', action: 'text' in rendered ? rendered.text : rendered.error };
        expect(own.read(own.write(turn))).toEqual(turn);
        expect(readAction(space, turn.action)).toEqual(call);
      }
    }
  });

  it.each([
    [undefined, 'expected {kind'],
    [{ kind: 'both' }, "kind: expected 'calls' or 'text'"],
    [{ kind: 'calls', actions: [] }, 'actions: expected a list'],
    [{ kind: 'calls', actions: ['add'] }, 'actions[0]: expected {name'],
    [{ kind: 'calls', actions: [{ ...add, name: 'add it' }] }, 'actions[0].name: expected letters'],
    [{ kind: 'calls', actions: [{ ...add, name: 'True' }] }, 'actions[0].name'],
    [{ kind: 'calls', actions: [{ ...add, description: undefined }] }, 'actions[0].description'],
    [{ kind: 'calls', actions: [{ ...add, parameters: undefined }] }, 'actions[0].parameters: expected a list'],
    [{ kind: 'calls', actions: [{ ...add, template: '' }] }, 'actions[0].template: expected a text'],
    [{ kind: 'calls', actions: [{ ...add, template: 'add' }] }, '{n} must stand in it once, and stands there 0 times'],
    [{ kind: 'calls', actions: [{ ...add, template: 'add {n} {n}' }] }, 'stands there 2 times'],
    [{ kind: 'calls', actions: [{ ...add, template: 'add {n} {m}' }] }, '{m} is no parameter'],
    [{ kind: 'calls', actions: [add, add] }, 'actions: two are named add'],
    [
      { kind: 'calls', actions: [{ ...add, parameters: [{ ...add.parameters[0], type: 'int' }] }] },
      '.type: expected one of',
    ],
    [
      { kind: 'calls', actions: [{ ...add, parameters: [{ ...add.parameters[0], values: ['1'] }] }] },
      '.values: expected',
    ],
    [
      {
        kind: 'calls',
        actions: [{ ...add, parameters: [...add.parameters, { ...add.parameters[0], name: 'm' }], template: '{n}{m}' }],
      },
      'need some text between them',
    ],
    [{ kind: 'text', action: add }, 'exactly one parameter, of type string'],
    [{ kind: 'text' }, 'action: expected {name'],
  ])('is refused by its fault: %j', (space, fault) => {
    expect(faultsOfSpace(space).join('\n')).toContain(fault);
  });
});

describe('defineEnvironment', () => {
  const actionSpace: ActionSpace = { kind: 'calls', actions: [add] };
  const counting: PairDefinition<number> = {
    name: 'counting',
    maxRounds: 3,
    tasks: { train: 2 },
    instructions: 'Count.',
    actionSpace,
    reset: () => ({ state: 0, observation: '0' }),
    step: (state) => ({ state, observation: String(state) }),
  };

  it('adds the actions and the form to plain instructions, but in ReAct', () => {
    const environment = defineEnvironment(counting);
    expect(environment.instructions('react')).toEqual([{ role: 'user', content: 'Count.' }]);
    const [message] = environment.instructions('code_as_action');
    expect(message?.content).toBe(`Count.\n${formatOf(environment, 'code_as_action').describe()}`);
    expect(message?.content).toContain('add(n: integer): Adds. n: how much.');
    const listed = defineEnvironment({
      ...counting,
      instructions: [
        { role: 'user', content: 'Count.' },
        { role: 'assistant', content: 'OK.' },
      ],
    });
    expect(listed.instructions('code_as_action')).toEqual([message, { role: 'assistant', content: 'OK.' }]);
    const own = defineEnvironment({ ...counting, instructions: (format) => [{ role: 'user', content: format }] });
    expect(own.instructions('function_calling')).toEqual([{ role: 'user', content: 'function_calling' }]);
  });

  it('keeps readTurn', () => {
    const environment = defineEnvironment({ ...counting, readTurn: (text) => ({ thought: '', action: text }) });
    expect(formatOf(environment, 'react').read('add 1')).toEqual({ thought: '', action: 'add 1' });
  });

  it('names what is wrong', () => {
    const wrong = {
      ...counting,
      actionSpace: { kind: 'calls', actions: [{ ...add, template: 'add' }] },
      readTurn: 'x',
    };
    expect(() => defineEnvironment(wrong as unknown as PairDefinition<number>)).toThrow(
      /`actionSpace` is wrong: actions\[0\]\.template: \{n\} must stand in it once[^]*`readTurn` is wrong: expected a function/u,
    );
  });
});
