import { describe, expect, it } from 'vitest';
import { createWordle } from '../../../../src/environments/builtin/wordle/environment.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';

describe.each([
  { levels: ['easy', 'medium', 'hard'] as const, tasks: 60 },
  { levels: ['open'] as const, adversarial: true, tasks: 12 },
])('the lexicon of wordle with %o', ({ tasks, ...options }) => {
  it('holds every word of expert, random and senseless episodes', async () => {
    const environment = createWordle(options);
    const known = wordsOf(environment.lexicon());
    const said = await saidBy(environment, { tasks, senseless: ['', 'abc', 'ABCDE', 'q q q q q'] });
    expect(said.size).toBeGreaterThan(60);
    expect([...said].filter((word) => !known.has(word))).toEqual([]);
  });
});
