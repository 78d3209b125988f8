import { describe, expect, it } from 'vitest';
import { createMaze } from '../../../../src/environments/builtin/maze/environment.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';

describe.each(['full', 'partial'] as const)('the lexicon of maze in the %s view', (observation) => {
  it('holds every word of expert, random and senseless episodes', async () => {
    const environment = createMaze({ observation });
    const known = wordsOf(environment.lexicon());
    const said = await saidBy(environment, { tasks: 60, senseless: ['', 'jump', 'move', 'move up'] });
    expect(said.size).toBeGreaterThan(40);
    expect([...said].filter((word) => !known.has(word))).toEqual([]);
  });
});
