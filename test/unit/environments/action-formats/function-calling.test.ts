import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import type { ActionSpace } from '../../../../src/environments/contract.ts';

const format = formatOf(createTextcraft(), 'function_calling');
const GET = '{"thought": "I lack it.", "function_name": "get", "arguments": {"count": 2, "item": "stick"}}';
const TURN = { thought: 'I lack it.', action: 'get 2 stick' };

function errorOf(text: string): string {
  const turn = format.read(text);
  return 'error' in turn ? turn.error : `no error but ${turn.action}`;
}

describe('function calling', () => {
  it.each([
    ['as it is written', GET],
    ['over several lines', JSON.stringify(JSON.parse(GET), undefined, 2)],
    ['in a fence', `\`\`\`json\n${GET}\n\`\`\``],
    ['in a fence without a language, on one line', `\`\`\` ${GET} \`\`\``],
    ['with white space around it', `\n  ${GET}\n\n`],
    ['with fields that mean nothing', GET.replace('{', '{"note": [1, {"a": "}"}], ')],
  ])('is read %s', (_, text) => {
    expect(format.read(text)).toEqual(TURN);
  });

  it('needs no thought, and no arguments for a function without parameters', () => {
    expect(format.read('{"function_name": "inventory"}')).toEqual({ thought: '', action: 'inventory' });
    expect(format.read('{"function_name": "inventory", "arguments": {}}')).toEqual({
      thought: '',
      action: 'inventory',
    });
  });

  it.each([
    ['', 'had no JSON object'],
    ['Action: get 2 stick', 'had no JSON object'],
    ['[1, 2]', 'had no JSON object'],
    [`Here you go: ${GET}`, 'before or after'],
    [`${GET} Done.`, 'before or after'],
    [`${GET} }`, 'before or after'],
    [`${GET}\n${GET}`, 'several JSON objects'],
    [`[${GET}]`, 'before or after'],
    [GET.replaceAll('"', "'"), 'not valid JSON'],
    [GET.slice(0, -1), 'not valid JSON'],
    [GET.slice(0, 30), 'not valid JSON'],
    ['{"thought": 1, "function_name": "inventory", "arguments": {}}', '"thought" must be a string'],
    ['{"thought": "x", "arguments": {}}', 'needs "function_name"'],
    ['{"function_name": ["get"], "arguments": {}}', 'needs "function_name"'],
    ['{"function_name": "fly", "arguments": {}}', 'no function "fly". Call one of get, craft, inventory.'],
    ['{"function_name": "__proto__", "arguments": {}}', 'no function "__proto__"'],
    ['{"function_name": "constructor", "arguments": {}}', 'no function "constructor"'],
    ['{"function_name": "toString", "arguments": {}}', 'no function "toString"'],
    ['{"function_name": "get"}', 'needs "arguments"'],
    ['{"function_name": "get", "arguments": [2, "stick"]}', 'needs "arguments"'],
    ['{"function_name": "get", "arguments": "2 stick"}', 'needs "arguments"'],
    [
      '{"function_name": "get", "arguments": {"count": 2}}',
      '"item" is missing. Call it as get(count: integer, item: string).',
    ],
    ['{"function_name": "get", "arguments": {"count": 2, "item": "stick", "from": "tree"}}', 'no argument "from"'],
    [
      '{"function_name": "get", "arguments": {"count": 2, "item": "stick", "__proto__": {"x": 1}}}',
      'no argument "__proto__"',
    ],
    ['{"function_name": "get", "arguments": {"count": "2", "item": "stick"}}', 'must be of type integer, not a string'],
    ['{"function_name": "get", "arguments": {"count": 2.5, "item": "stick"}}', 'must be of type integer, not a number'],
    ['{"function_name": "get", "arguments": {"count": 1e300, "item": "stick"}}', 'not too large a number'],
    ['{"function_name": "get", "arguments": {"count": true, "item": "stick"}}', 'not a boolean'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": null}}', 'must be of type string, not nothing'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": ["stick"]}}', 'not a list'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": {"toString": "stick"}}}', 'not an object'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": "  "}}', 'must not be empty'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": "stick\\ninventory"}}', 'must be one line'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": "stick\\u2028x"}}', 'must be one line'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": "stick\\u0000"}}', 'characters that do not exist'],
    ['{"function_name": "get", "arguments": {"count": 2, "item": "\\ud800"}}', 'characters that do not exist'],
  ])('says what is wrong with %s', (text, what) => {
    expect(errorOf(text)).toContain(what);
    // Every sentence ends with what to do next time.
    expect(errorOf(text)).toMatch(/Answer with one JSON object: \{.*\}\.$/u);
  });

  it('quotes at most a short name back', () => {
    expect(errorOf(JSON.stringify({ function_name: 'x'.repeat(5000) })).length).toBeLessThan(250);
  });

  it('lets no argument turn one action into another', () => {
    const craft = (item: string, ingredients: string): string =>
      errorOf(JSON.stringify({ function_name: 'craft', arguments: { count: 1, item, ingredients } }));
    expect(craft('stick using 2 dirt, 1', '1 log')).toContain('must not contain "using"');
    expect(craft('stick  USING 2 dirt, 1', '1 log')).toContain('must not contain "using"');
    expect(craft('stick', '1 log, 2 dirt')).toBe('no error but craft 1 stick using 1 log, 2 dirt');
  });

  it('never throws, and leaves no trace on prototypes', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"function_name": "get", "arguments": ${json}}`),
    );
    fc.assert(fc.property(texts, (text) => void format.read(text)));
    format.read(
      '{"__proto__": {"polluted": 1}, "function_name": "get", "arguments": {"constructor": {"prototype": {"polluted": 1}}}}',
    );
    expect((Object.prototype as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
    format.read('{"a":'.repeat(20_000));
    expect(errorOf(`{"function_name": "get", "arguments": ${'['.repeat(40_000)}${']'.repeat(40_000)}}`)).toContain(
      'needs "arguments"',
    );
    expect(errorOf('x'.repeat(200_000))).toContain('more than 100000 characters');
  });
});

describe('declared values', () => {
  const actionSpace: ActionSpace = {
    kind: 'calls',
    actions: [
      {
        name: 'move',
        description: 'Moves.',
        parameters: [
          { name: 'direction', type: 'string', description: 'where to', values: ['up', 'Down'] },
          { name: 'steps', type: 'integer', description: 'how far', values: [1, 2] },
          { name: 'run', type: 'boolean', description: 'whether to run' },
          { name: 'weight', type: 'number', description: 'what to carry' },
        ],
        template: 'move {direction} by {steps} run={run} with {weight}',
      },
    ],
  };
  const mover = formatOf({ name: 'mover', actionSpace }, 'function_calling');
  const move = (given: object): unknown => mover.read(JSON.stringify({ function_name: 'move', arguments: given }));

  it('are the only ones', () => {
    const fine = { direction: 'Down', steps: 2, run: false, weight: -0.5 };
    expect(move(fine)).toEqual({ thought: '', action: 'move Down by 2 run=false with -0.5' });
    expect(move({ ...fine, direction: 'down' })).toHaveProperty(
      'error',
      expect.stringContaining('one of "up", "Down"'),
    );
    expect(move({ ...fine, steps: 3 })).toHaveProperty('error', expect.stringContaining('one of 1, 2'));
    expect(move({ ...fine, run: 'yes' })).toHaveProperty('error', expect.stringContaining('of type boolean'));
  });

  it('are read back with their types', () => {
    const text = mover.write({ thought: 't', action: 'move up by 1 run=true with 2' });
    expect(JSON.parse(text)).toEqual({
      thought: 't',
      function_name: 'move',
      arguments: { direction: 'up', steps: 1, run: true, weight: 2 },
    });
  });
});
