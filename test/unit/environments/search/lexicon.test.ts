/** A word-level model knows every word, and what it writes, with blanks around brackets, still means what the expert wrote. */
import { expect, it } from 'vitest';
import { createSearch } from '../../../../src/environments/builtin/search/environment.ts';
import type { Task } from '../../../../src/environments/contract.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { tokenizerOf } from '../../../support/word-level.ts';

it('its lexicon holds every word of episodes', async () => {
  const environment = createSearch();
  const known = wordsOf(environment.lexicon());
  const senseless = ['', 'jump', 'search[', 'search[]', 'answer[]', 'search[xyzzy]', 'answer[nobody]'];
  const said = await saidBy(environment, { tasks: 60, senseless });
  expect(said.size).toBeGreaterThan(300);
  expect([...said].filter((word) => !known.has(word))).toEqual([]);
});

it('its lexicon holds what is said where a wrong answer goes on', async () => {
  const environment = createSearch({ wrongAnswer: 'goes-on' });
  const session = await environment.open();
  await session.reset(environment.tasks('train')[0] as Task, 0);
  const { observation } = await session.step('answer[nobody]');
  const said = wordsOf([observation, ...environment.instructions('react').map(({ content }) => content)]);
  const known = wordsOf(environment.lexicon());
  expect(said).toContain('again');
  expect([...said].filter((word) => !known.has(word))).toEqual([]);
});

it('what the expert says survives being encoded and decoded', async () => {
  const environment = createSearch();
  const model = await tokenizerOf(environment.lexicon(), scratchDirectory('search-words'));
  const format = formatOf(environment, 'react');
  const unknown = model.tokenId('<|unk|>');
  const session = await environment.open();
  for (const task of environment.tasks('dev').slice(0, 60)) {
    const { observation } = await session.reset(task, 0);
    expect(model.encode(observation)).not.toContain(unknown);
    for (let done = false; !done; ) {
      const move = session.expert?.() ?? { thought: '', action: '' };
      const ids = model.encode(format.write(move));
      expect(ids).not.toContain(unknown);
      expect(format.read(model.decode(ids))).toEqual(move);
      ({ done } = await session.step(move.action));
    }
  }
});
