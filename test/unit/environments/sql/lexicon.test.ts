import { afterAll, describe, expect, it } from 'vitest';
import { createSql } from '../../../../src/environments/builtin/sql/environment.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';

const SENSELESS = [
  '',
  'look',
  'DELETE FROM sale',
  'query: SELECT 1; SELECT 2',
  "query: SELECT 'a",
  'query: SELECT ?',
  'query: SELECT name FROM town',
  'query: SELECT town FROM sale',
  'query: SELECT COUNT(',
  'query: SELECT NULL',
];

describe.each(['interactive', 'one-shot'] as const)('the lexicon of sql (%s)', (mode) => {
  const environment = createSql({ mode });
  afterAll(() => environment.close?.());

  it('holds every word of expert, random and senseless episodes', async () => {
    const known = wordsOf(environment.lexicon());
    const said = await saidBy(environment, {
      tasks: 250,
      senseless: mode === 'one-shot' ? ['SELECT NULL', ''] : SENSELESS,
    });
    expect(said.size).toBeGreaterThan(200);
    expect([...said].filter((word) => !known.has(word))).toEqual([]);
    expect(known.size).toBeLessThan(700);
  });
});
