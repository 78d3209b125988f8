import { describe, expect, it } from 'vitest';
import { callKey, callText, readCall } from '../../../../src/environments/builtin/tools/calls.ts';
import type { ToolParameter } from '../../../../src/environments/builtin/tools/world.ts';

const parameter = (name: string, type: ToolParameter['type']): ToolParameter => ({ name, type, description: '' });
const TOOLS = new Map(
  [
    { name: 'now', parameters: [] },
    { name: 'find', parameters: [parameter('name', 'string')] },
    { name: 'add', parameters: [parameter('n', 'integer'), parameter('x', 'number'), parameter('sure', 'boolean')] },
    {
      name: 'fill',
      parameters: [parameter('rows', 'list'), { ...parameter('note', 'string'), optional: true as const }],
    },
    { name: 'finish', parameters: [parameter('answer', 'answer')] },
  ].map((tool) => [tool.name, tool]),
);
const read = (text: string) => readCall(TOOLS, text);

describe('calls', () => {
  it.each([
    ['find with Action Input: {"name": "Ann"}', 'find', { name: 'Ann' }],
    ['now with Action Input: {}', 'now', {}],
    ['now', 'now', {}],
    ['find {"name": "Ann"}', 'find', { name: 'Ann' }],
    ['Action: find with Action Input: {"name": "Ann"}', 'find', { name: 'Ann' }],
    ['Thought: x\n\nAction: find with Action Input: {"name": "Ann"}', 'find', { name: 'Ann' }],
    ['Thought: Action: now\nAction: find with Action Input: {\n"name": "Ann"\n}', 'find', { name: 'Ann' }],
    ['find with Action Input : { " name " : " Ann Lee " }', 'find', { name: 'Ann Lee' }],
    ['find with Action Input: {"name": 12}', 'find', { name: '12' }],
    ['add with Action Input: {"x": "0.5", "n": 2, "sure": true}', 'add', { n: 2, x: 0.5, sure: true }],
    ['fill with Action Input: {"rows": "[[1, 2]]"}', 'fill', { rows: [[1, 2]] }],
    ['fill with Action Input: {"rows": [], "note": "hi"}', 'fill', { rows: [], note: 'hi' }],
    ['fill with Action Input: {"rows": [], "note": null}', 'fill', { rows: [] }],
    ['finish with Action Input: {"answer": -2.5}', 'finish', { answer: -2.5 }],
    ['finish with Action Input: {"answer": ["a", "b"]}', 'finish', { answer: ['a', 'b'] }],
  ])('are read: %s', (text, tool, args) => {
    expect(read(text)).toEqual({ tool, args });
  });

  it.each([
    ['', 'there is no action.'],
    ['  \n', 'there is no action.'],
    ['Action:', 'there is no action.'],
    ['find', 'there is no Action Input.'],
    ['find Ann', 'there is no Action Input.'],
    ['blah', 'there is no tool blah. check_valid_actions lists the tools.'],
    ['Action: Find', 'there is no tool Find. check_valid_actions lists the tools.'],
    ['what is this', 'there is no Action Input.'],
    ['look with Action Input: {}', 'there is no tool look.'],
    ['__proto__ with Action Input: {}', 'there is no tool __proto__.'],
    ['with Action Input: {}', 'there is no tool .'],
    ['find with Action Input:', 'not a JSON object'],
    ['find with Action Input: Ann', 'not a JSON object'],
    ['find with Action Input: ["Ann"]', 'not a JSON object'],
    ['find with Action Input: null', 'not a JSON object'],
    ['find with Action Input: {"name": "Ann"} and more', 'not a JSON object'],
    ['find with Action Input: {}', 'the argument name is missing. find takes name.'],
    ['find with Action Input: {"name": null}', 'the argument name is missing.'],
    ['find with Action Input: {"name": "Ann", "age": 3}', 'find has no argument age. find takes name.'],
    ['now with Action Input: {"name": "Ann"}', 'now has no argument name. now takes {}.'],
    ['find with Action Input: {"__proto__": 1, "name": "Ann"}', 'find has no argument __proto__.'],
    ['find with Action Input: {"name": ["Ann"]}', 'the argument name must be a text.'],
    ['add with Action Input: {"n": 1.5, "x": 1, "sure": true}', 'the argument n must be a whole number.'],
    ['add with Action Input: {"n": 1, "x": "one", "sure": true}', 'the argument x must be a number.'],
    ['add with Action Input: {"n": 1, "x": "", "sure": true}', 'the argument x must be a number.'],
    ['add with Action Input: {"n": 1, "x": 1e999, "sure": true}', 'the argument x must be a number.'],
    ['add with Action Input: {"n": 1, "x": 1, "sure": "yes"}', 'the argument sure must be true or false.'],
    ['fill with Action Input: {"rows": "a"}', 'the argument rows must be a list.'],
    ['fill with Action Input: {"rows": {"a": 1}}', 'the argument rows must be a list.'],
    ['finish with Action Input: {"answer": {"a": 1}}', 'the argument answer must be a text, a number or a list.'],
  ])('are refused with the reason: %s', (text, why) => {
    const result = read(text);
    expect('error' in result ? result.error : '').toContain(why);
    expect('error' in result ? result.error : '').toMatch(/^Error: /u);
  });

  it('quote no more than the beginning of a name', () => {
    const result = read(`${'a'.repeat(5000)} with Action Input: {}`);
    expect('error' in result ? result.error.length : 0).toBeLessThan(150);
  });

  it('are written as they are read', () => {
    const call = { tool: 'fill', args: { rows: [[1, 'two'], []], note: 'so "it" is' } };
    expect(callText(call)).toBe('fill with Action Input: {"rows": [[1, "two"], []], "note": "so \\"it\\" is"}');
    expect(read(callText(call))).toEqual(call);
    expect(callKey('find', { name: 'Ann' })).toBe('find with Action Input: {"name": "Ann"}');
  });
});
