/** Texts of tokens: together they are what was said. */
import { describe, expect, it } from 'vitest';
import { textsOf } from '../../../src/viewer/replay/token-text.ts';

const words = textsOf({
  model: { type: 'WordLevel', vocab: { 'Thought:': 3, go: 4, 'Action:': 5, '\n': 6, '.': 7 } },
  added_tokens: [{ id: 2, content: '<|end|>' }],
  decoder: { type: 'WordPiece' },
});

describe('a vocabulary of words', () => {
  it('gets the spaces from what was said, and shows what is not in it', () => {
    const content = 'Thought: go.\nAction: go';
    const texts = words?.of([3, 4, 7, 6, 5, 4, 2], content);
    expect(texts).toEqual(['Thought:', ' go', '.', '\n', 'Action:', ' go', '<|end|>']);
    expect(texts?.slice(0, -1).join('')).toBe(content);
  });

  it('does not lose its way over an unknown token', () => {
    expect(words?.of([3, 99, 4], 'Thought: ? go')).toEqual(['Thought:', '', 'go']);
    expect(words?.of([3, 4], 'something else')).toEqual(['Thought:', 'go']);
  });
});

describe('a vocabulary of bytes', () => {
  const bytes = textsOf({
    model: { type: 'BPE', vocab: { Th: 0, ought: 1, Ġgo: 2, Ã: 3, '¤': 4, Ċ: 5 } },
    added_tokens: [{ id: 9, content: '<|im_end|>' }],
    decoder: { type: 'ByteLevel' },
  });

  it('is read as bytes, and a character in two tokens stands at the last of them', () => {
    expect(bytes?.of([0, 1, 2, 5, 3, 4, 9], '')).toEqual(['Th', 'ought', ' go', '\n', '', 'ä', '<|im_end|>']);
  });
});

it.each([[null], [{}], [{ model: {} }], [{ model: { vocab: 7 } }], [{ model: { vocab: {} } }]])(
  'a file that is no tokenizer (%j) has none',
  (file) => {
    expect(textsOf(file)).toBeUndefined();
  },
);
