import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/config/load.ts';
import { BUILTIN_KINDS } from '../../../../src/config/stages/environment.ts';
import { createEnvironment } from '../../../../src/environments/catalog.ts';
import { MARKERS, wordLevelTokenizer } from '../../../../src/lm/tokenizer/word-level.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { tokenizerOf } from '../../../support/word-level.ts';

const root = scratchDirectory('words');

/** Kinds whose texts come back exactly; in the others' decoding sets some marks apart, such as `search [red coat]`. */
const EXACT: readonly string[] = ['textcraft', 'babyai', 'household', 'maze', 'wordle'];
const withoutSpaces = (text: string): string => text.replaceAll(' ', '');

// Queries have marks that decoding sets apart; that they mean the same afterwards is tested with sql.
describe.each(BUILTIN_KINDS.filter((kind) => kind !== 'sql'))('the words of %s', (name) => {
  it('are all known in every split, and what is said comes back from its tokens', async () => {
    const { environments } = parseConfig({ name: 'words', environments: [{ name }] });
    const environment = await createEnvironment((environments as [(typeof environments)[0]])[0]);
    const tokenizer = await tokenizerOf(environment.lexicon(), root);
    const unknown = tokenizer.tokenId('<|unk|>');
    const session = await environment.open(new AbortController().signal);
    const said = environment.instructions('react').map(({ content }) => content);
    for (const split of ['train', 'dev', 'eval'] as const) {
      for (const task of environment.tasks(split).slice(0, 25)) {
        said.push((await session.reset(task, 0)).observation);
        for (let round = 0, done = false; round < 8 && !done; round++) {
          const { thought, action } = session.expert?.() ?? { thought: '', action: '' };
          said.push(`Thought: ${thought}\nAction: ${action}`);
          const step = await session.step(action);
          ({ done } = step);
          said.push(step.observation);
        }
        // No action anywhere. Tool worlds repeat it, as a word that is none of their tools, so it is one of their words.
        said.push((await session.step('Error')).observation);
      }
    }
    expect(said.length).toBeGreaterThan(300);
    for (const text of said) {
      const ids = tokenizer.encode(text);
      expect(ids).not.toContain(unknown);
      const back = tokenizer.decode(ids).trimEnd();
      if (EXACT.includes(name)) expect(back).toBe(text.trimEnd());
      else expect(withoutSpaces(back)).toBe(withoutSpaces(text.trimEnd()));
    }
  });
});

describe('a word-level tokenizer', () => {
  it('has the markers of an answer as one token each', async () => {
    const tokenizer = await tokenizerOf(['go to red ball 1'], root);
    expect(tokenizer.encode('Thought: go\nAction: go to red ball 1').length).toBe(2 + 1 + 1 + 5);
    for (const marker of MARKERS) expect(tokenizer.encode(marker)).toEqual([tokenizer.tokenId(marker)]);
  });

  it('does not depend on the order of the lexicon', () => {
    expect(wordLevelTokenizer(['a b', 'c'])).toEqual(wordLevelTokenizer(['c b', 'a']));
  });

  it('gives unknown words the unknown token', async () => {
    const tokenizer = await tokenizerOf(['red ball'], root);
    expect(tokenizer.encode('green')).toEqual([tokenizer.tokenId('<|unk|>')]);
  });
});
