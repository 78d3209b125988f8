import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Argument, findAction } from '../../../../src/environments/action-formats/calls.ts';
import { readAction, renderCall } from '../../../../src/environments/action-formats/templates.ts';
import type { ActionDefinition, ActionSpace } from '../../../../src/environments/contract.ts';

function action(template: string, types: Record<string, 'string' | 'integer' | 'boolean'> = {}): ActionDefinition {
  const parameters = Object.entries(types).map(([name, type]) => ({ name, type, description: name }));
  return { name: template.replaceAll(/\W+/gu, '_'), description: 'x', parameters, template };
}

const TAKE = action('take {item}', { item: 'string' });
const TAKE_FROM = action('take {item} from {place}', { item: 'string', place: 'string' });
const WAIT = action('wait {n}', { n: 'integer' });
const WAIT_LONG = action('wait');
const SEARCH = action('search[{query}]', { query: 'string' });
const QUOTE = action('say "{words}"', { words: 'string' });
const LOOK = action('Look Around');
const space: ActionSpace = { kind: 'calls', actions: [TAKE, TAKE_FROM, WAIT, WAIT_LONG, SEARCH, QUOTE, LOOK] };
const sql: ActionSpace = { kind: 'text', action: action('{query}', { query: 'string' }) };
const answer: ActionSpace = { kind: 'text', action: action('<answer>{words}</answer>', { words: 'string' }) };

function render(own: ActionDefinition, args: Record<string, Argument>, of = space): unknown {
  const rendered = renderCall(of, { action: own, args: new Map(Object.entries(args)) });
  return 'text' in rendered ? rendered.text : rendered;
}

const error = (what: string): object => ({ error: expect.stringContaining(what) as string });

describe('an action text', () => {
  it.each([
    ['take lamp', TAKE, { item: 'lamp' }],
    ['take the lamp  from desk 1', TAKE_FROM, { item: 'the lamp ', place: 'desk 1' }],
    ['wait 12', WAIT, { n: 12 }],
    ['wait -1', WAIT, { n: -1 }],
    ['wait', WAIT_LONG, {}],
    ['search[red [big] shoes]', SEARCH, { query: 'red [big] shoes' }],
    ['Look Around', LOOK, {}],
  ])('is read as the call it stands for: %s', (text, own, args) => {
    const call = readAction(space, text);
    expect(call?.action).toBe(own);
    expect(Object.fromEntries(call?.args ?? [])).toEqual(args);
  });

  it.each([
    '',
    'take',
    'take ',
    'Take lamp',
    'wait long',
    'wait 1.5',
    'wait 012',
    'wait 99999999999999999999',
    'search[x',
    'search[]',
    'look around',
  ])('that no template fits stands for none: %s', (text) => {
    expect(readAction(space, text)).toBeUndefined();
  });
});

describe('a call', () => {
  it('is rendered with single spaces, where actions are one line', () => {
    expect(render(TAKE, { item: '  a   lamp ' })).toBe('take a lamp');
    expect(render(WAIT, { n: 3 })).toBe('wait 3');
    expect(render(LOOK, {})).toBe('Look Around');
  });

  it('is refused where it would read as another one', () => {
    expect(render(TAKE, { item: 'lamp from desk' })).toEqual(error('read as another one (take_item_from_place_)'));
    expect(render(TAKE, { item: 'lamp FROM desk' })).toEqual(error('read as another one'));
    expect(render(TAKE_FROM, { item: 'lamp from a', place: 'b' })).toEqual(error('must not contain "from"'));
    // Its last place has all that follows.
    expect(render(TAKE_FROM, { item: 'lamp', place: 'a from b' })).toBe('take lamp from a from b');
  });

  it('is refused where an argument would end early', () => {
    expect(render(SEARCH, { query: 'a] click[b' })).toEqual(error('must not contain "]"'));
    expect(render(QUOTE, { words: 'x" y' })).toEqual(error('must not contain "\\""'));
    expect(render(QUOTE, { words: 'x\\' })).toEqual(error('must not contain "\\\\"'));
    expect(render(answer.kind === 'text' ? answer.action : LOOK, { words: 'a</Answer> b' }, answer)).toEqual(
      error('must not contain "</answer>"'),
    );
  });

  it('may have several lines where the environment takes free text', () => {
    const [own] = sql.kind === 'text' ? [sql.action] : [];
    expect(render(own as ActionDefinition, { query: ' SELECT 1,\n  2;\n' }, sql)).toBe('SELECT 1,\n  2;');
    expect(readAction(sql, 'SELECT 1,\n  2;')?.args.get('query')).toBe('SELECT 1,\n  2;');
    expect(render(own as ActionDefinition, { query: 'SELECT\u00001' }, sql)).toEqual(error('do not exist'));
    expect(render(own as ActionDefinition, { query: ' \n ' }, sql)).toEqual(error('must not be empty'));
  });

  it('that is rendered reads back as itself, whatever its arguments are', () => {
    const words = fc.stringMatching(/^[a-z \]["\\]{0,12}$/u).map((text) => text.replaceAll(' f', ' from '));
    const text = fc.oneof(
      words,
      fc.string({ unit: 'binary' }),
      fc.constantFrom('take x', 'lamp from y', 'wait 1', '{place}'),
    );
    fc.assert(
      fc.property(text, text, (item, place) => {
        for (const [own, args] of [
          [TAKE, { item }],
          [TAKE_FROM, { item, place }],
          [SEARCH, { query: item }],
        ] as const) {
          const rendered = render(own, args);
          if (typeof rendered !== 'string') continue;
          expect(rendered).not.toMatch(/[\n\r\p{Control}]/u);
          const back = readAction(space, rendered);
          expect(back?.action).toBe(own);
          for (const [name, value] of Object.entries(args))
            expect(back?.args.get(name)).toBe(value.trim().replaceAll(/\s+/gu, ' '));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is looked up by the name of its action alone', () => {
    expect(findAction(space, 'wait')).toBe(WAIT_LONG);
    for (const name of ['', 'hasOwnProperty', '__proto__', 'WAIT'])
      expect(findAction(space, name)).toEqual(error('no function'));
  });
});
