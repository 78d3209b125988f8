import { describe, expect, it } from 'vitest';
import { ACTION_FORMATS } from '../../../../src/environments/contract.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { parseAction, readTurn } from '../../../../src/environments/builtin/search/actions.ts';
import { createSearch } from '../../../../src/environments/builtin/search/environment.ts';
import { isRight, normalised } from '../../../../src/environments/builtin/search/exact-match.ts';

describe('an action', () => {
  it.each([
    ['search[Ada Falk born]', { kind: 'search', text: 'Ada Falk born' }],
    [' Answer [ 1912 ] ', { kind: 'answer', text: '1912' }],
    ['search[a [b] c]', { kind: 'search', text: 'a [b] c' }],
    ['<think>What now?</think>\n<search> Ada  Falk </search>', { kind: 'search', text: 'Ada Falk' }],
    ['<search>a</search><answer>b</answer>', { kind: 'search', text: 'a' }],
    ['answer[<search>a</search>]', { kind: 'answer', text: '<search>a</search>' }],
    ['search[]', { kind: 'search', text: '' }],
    ['search[Ada', { kind: 'unclosed' }],
    ['', { kind: 'empty' }],
    ['look for Ada', { kind: 'unknown' }],
    ['<search>Ada</answer>', { kind: 'unknown' }],
  ])('%j is read', (text, action) => {
    expect(parseAction(text)).toEqual(action);
  });
});

describe('a turn', () => {
  it.each([
    ['Thought: I need it.\nAction: search [ Ada Falk ]', { thought: 'I need it.', action: 'search[Ada Falk]' }],
    ['<think>I need it.</think>\n<search>Ada</search>', { thought: 'I need it.', action: 'search[Ada]' }],
    ['Thought: so\nAction: <answer>Ada</answer>', { thought: 'so', action: 'answer[Ada]' }],
    ['Thought: so\nAction: jump', { thought: 'so', action: 'jump' }],
  ])('%j is read', (text, turn) => {
    expect(readTurn(text)).toEqual(turn);
  });

  it('without an action is an error', () => {
    expect(readTurn('Ada Falk')).toHaveProperty('error');
  });

  it.each(ACTION_FORMATS)('is written and read again in %s', (name) => {
    const environment = createSearch();
    const format = formatOf(environment, name);
    for (const action of ['search[The Quiet Garden book]', 'answer[Mount Grey Heron]'])
      expect(format.read(format.write({ thought: 'I need it.', action }))).toEqual({ thought: 'I need it.', action });
  });
});

describe('an answer', () => {
  it.each([
    ['The Quiet Garden', 'quiet  garden', true],
    ['quiet garden.', 'The Quiet Garden', true],
    ['U.S.', 'us', true],
    ['1912', '1921', false],
    ['Ada', 'Ada Falk', false],
    ['another garden', 'other garden', false],
  ])('%j for %j: %j', (said, right, result) => {
    expect(isRight(said, [right])).toBe(result);
  });

  it('is right where it is any of several', () => {
    expect(isRight('the sea', ['Ocean', 'Sea'])).toBe(true);
    expect(normalised(' An  apple, a day: THE end! ')).toBe('apple day end');
  });
});
