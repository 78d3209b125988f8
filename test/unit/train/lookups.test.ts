import { expect, test } from 'vitest';
import { lookups } from '../../../src/train/lookups.ts';

const lexicon = ['craft 3 oak fence using 4 oak planks, 2 stick', 'Got 1 blaze rod. You have 12 bamboo; think again.'];
const words = new Set(lexicon.flatMap((text) => text.match(/[A-Za-z0-9]+/g) ?? []));

test('a question quotes words that stand in one place, and the answer is the rest of that line and the line', () => {
  const examples = lookups(lexicon, { count: 200, seed: 1 });
  expect(examples.length).toBe(200);
  let questions = 0;
  for (const { messages } of examples) {
    const [first] = messages;
    if (!first) continue;
    const lines = first.content.split('\n').slice(0, -1);
    for (let i = 0; i < messages.length; i += 2) {
      const asked = messages[i]?.content.split('\n').at(-1) as string;
      const [rest, line] = (messages[i + 1]?.content.split('\n') ?? []) as [string, string];
      expect(lines).toContain(line);
      expect(line.endsWith(rest)).toBe(true);
      expect(`${rest} `.startsWith(`${asked} `)).toBe(true);
      expect(
        lines
          .map((one) => ` ${one} `)
          .join('\n')
          .split(` ${asked} `).length,
      ).toBe(2);
      questions++;
    }
  }
  expect(questions).toBeGreaterThan(400);
});

test('only answers are learned, and only words of the lexicon are said', () => {
  for (const { messages } of lookups(lexicon, { count: 50, seed: 2 })) {
    for (const { role, weight, content } of messages) {
      expect(weight).toBe(role === 'assistant' ? 1 : 0);
      for (const word of content.split(/\s/)) expect(words).toContain(word);
    }
  }
});

test('the same seed gives the same conversations, whatever the order of the lexicon', () => {
  const examples = lookups(lexicon, { count: 5, seed: 3 });
  expect(lookups(lexicon.toReversed(), { count: 5, seed: 3 })).toEqual(examples);
  expect(lookups(lexicon, { count: 5, seed: 4 })).not.toEqual(examples);
});
