import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_RIGHT, marksOf, written } from '../../../../src/environments/builtin/wordle/marks.ts';

describe('marks', () => {
  it.each([
    ['panic', 'panic', 'g g g g g'],
    ['panic', 'could', 'b b b b y'],
    ['panic', 'mount', 'b b y b b'],
    ['knoll', 'mount', 'b y y b b'],
    ['eerie', 'geese', 'y g b b g'],
    ['geese', 'eerie', 'b g y b g'],
    ['allot', 'llama', 'y g y b b'],
    ['speed', 'abide', 'b b y b y'],
    ['speed', 'erase', 'y b y y b'],
    ['aaaab', 'bcaad', 'b b g g y'],
  ])('of %s for %s are %s', (guess, hidden, marks) => {
    expect(written(marksOf(guess, hidden))).toBe(marks);
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 5, maxLength: 5 });

  it('agree with letters counted one by one', () => {
    fc.assert(
      fc.property(word, word, (guess, hidden) => {
        const marks = written(marksOf(guess, hidden)).split(' ');
        const count = (text: string, letter: string): number => text.split(letter).length - 1;
        for (let i = 0; i < 5; i++) expect(marks[i] === 'g').toBe(guess[i] === hidden[i]);
        for (const letter of 'abcd') {
          const told = marks.filter((mark, i) => guess[i] === letter && mark !== 'b').length;
          expect(told).toBe(Math.min(count(guess, letter), count(hidden, letter)));
        }
        expect(marksOf(guess, hidden) === ALL_RIGHT).toBe(guess === hidden);
      }),
    );
  });
});
