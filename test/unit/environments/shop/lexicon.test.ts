import { describe, expect, it } from 'vitest';
import { createShop } from '../../../../src/environments/builtin/shop/environment.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { tokenizerOf } from '../../../support/word-level.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';

describe.each(['compact', 'full'] as const)('the lexicon of shop in the %s view', (observation) => {
  it('holds every word of expert, random and senseless episodes', async () => {
    const environment = createShop({ observation });
    const known = wordsOf(environment.lexicon());
    const said = await saidBy(environment, {
      tasks: 100,
      senseless: ['', 'buy', 'search[]', 'search[warm]', 'click[x]'],
    });
    expect(said.size).toBeGreaterThan(250);
    expect([...said].filter((word) => !known.has(word))).toEqual([]);
  });
});

it('wins with actions as they come back from its tokens', async () => {
  const environment = createShop();
  const tokenizer = await tokenizerOf(environment.lexicon(), scratchDirectory('shop-words'));
  const session = await environment.open();
  for (const task of environment.tasks('dev').slice(0, 40)) {
    await session.reset(task, 0);
    let last = { reward: 0, done: false };
    for (let round = 0; round < environment.maxRounds && !last.done; round++) {
      const { action } = session.expert?.() ?? { action: '' };
      last = await session.step(tokenizer.decode(tokenizer.encode(action)));
    }
    expect([task.itemId, last.reward]).toEqual([task.itemId, 1]);
  }
});
