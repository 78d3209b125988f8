import { describe, expect, it } from 'vitest';
import { sameAnswer } from '../../../../src/environments/builtin/tools/answers.ts';

describe('an answer', () => {
  it.each([
    ['12', ['12']],
    [12, ['12']],
    ['12.0', ['12']],
    [' Ann  Lee. ', ['Ann Lee']],
    ['ann lee', ['Ann Lee']],
    [['Ann Lee'], ['Ann Lee']],
    ['b, a', ['a', 'b']],
    ['a and b', ['a', 'b']],
    [
      ['b', 'a'],
      ['a', 'b'],
    ],
    [true, ['true']],
  ])('%j is right where %j is', (given, right) => {
    expect(sameAnswer(given, right)).toBe(true);
  });

  it.each([
    ['13', ['12']],
    ['', ['12']],
    ['12 m', ['12']],
    [undefined, ['12']],
    [[], ['12']],
    [['12', '13'], ['12']],
    ['12, 13', ['12']],
    ['a', ['a', 'b']],
    ['a, b, c', ['a', 'b']],
    ['a, a', ['a', 'b']],
    [[], ['a', 'b']],
    [' ', ['0']],
  ])('%j is wrong where %j is right', (given, right) => {
    expect(sameAnswer(given, right)).toBe(false);
  });
});
