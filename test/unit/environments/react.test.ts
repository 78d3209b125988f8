import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReact, renderReact } from '../../../src/environments/action-formats/react.ts';

describe('parseReact', () => {
  it.each([
    ['Thought: I need wood.\nAction: get 1 oak log', { thought: 'I need wood.', action: 'get 1 oak log' }],
    ['Thought:\nI need wood.\n\nAction:\n\n  get 1 oak log  \n', { thought: 'I need wood.', action: 'get 1 oak log' }],
    ['Action: inventory', { thought: '', action: 'inventory' }],
    ['two\nlines\r\n  Action: turn left\r\nObservation: made up', { thought: 'two\nlines', action: 'turn left' }],
    ['Thought: not an Action: here\nAction: a', { thought: 'not an Action: here', action: 'a' }],
    ['Action: say Action: b', { thought: '', action: 'say Action: b' }],
  ])('%j', (text, turn) => {
    expect(parseReact(text)).toEqual(turn);
  });

  it.each([
    ['', 'Your answer had no "Action:" line. Answer with one "Thought:" line and one "Action:" line.'],
    ['Thought: hm\nThe Action: is go', 'Your answer had no "Action:" line.'],
    ['Action: a\nAction: b', 'Your answer had 2 "Action:" lines.'],
    ['Action: a\nThought: c\n Action: b\nAction:', 'Your answer had 3 "Action:" lines.'],
    ['Thought: x\nAction:  \n \n', 'Your "Action:" line was empty.'],
  ])('%j is an error that says why', (text, message) => {
    const result = parseReact(text);
    expect(result).toHaveProperty('error');
    expect((result as { error: string }).error.startsWith(message)).toBe(true);
  });

  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('Action:', 'Thought:', '\n', '\r\n', ' ', 'go', '\u2028')).map((parts) => parts.join('')),
  );

  it('never throws, and gives a turn or an error for every string', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseReact(text);
        if ('error' in result) expect(result.error).not.toBe('');
        else {
          expect(result.action).toBe(result.action.trim());
          expect(result.action).not.toMatch(/^$|\n/u);
        }
      }),
    );
  });

  it('reads back what renderReact writes', () => {
    const thoughts = texts.map((text) => text.trim()).filter((text) => !/^\s*Action:/mu.test(text));
    const actions = texts.map((text) => text.replaceAll(/[\n\r]/gu, '').trim()).filter((text) => text !== '');
    fc.assert(
      fc.property(thoughts, actions, (thought, action) => {
        expect(parseReact(renderReact({ thought, action }))).toEqual({ thought, action });
      }),
    );
  });
});
