/** A word-level model's text has blanks where SQL has none: what it writes must still mean what the expert wrote. */
import { afterAll, expect, it } from 'vitest';
import { createSql } from '../../../../src/environments/builtin/sql/environment.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { tokenizerOf } from '../../../support/word-level.ts';

const root = scratchDirectory('sql-words');
const sql = createSql({ mode: 'one-shot' });
afterAll(() => sql.close?.());

it('every right query survives being encoded and decoded', async () => {
  const model = await tokenizerOf(sql.lexicon(), root);
  const session = await sql.open();
  let changed = 0;
  for (const task of sql.tasks('dev')) {
    await session.reset(task, 0);
    const { action = '' } = session.expert?.() ?? {};
    const decoded = model.decode(model.encode(action));
    if (decoded !== action) changed += 1;
    expect(await session.step(decoded), decoded).toMatchObject({ reward: 1 });
  }
  expect(changed).toBeGreaterThan(100);
});
