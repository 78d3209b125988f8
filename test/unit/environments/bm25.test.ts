import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bm25 } from '../../../src/environments/builtin/bm25.ts';

const split = (texts: readonly string[]) => texts.map((text) => text.split(' '));

describe('BM25', () => {
  it('gives the scores of its formula', () => {
    const index = new Bm25(split(['red fox', 'red red dog', 'blue cat runs far']), { k1: 1.2, b: 0.75 });
    const rarity = (documents: number) => Math.log(1 + (3 - documents + 0.5) / (documents + 0.5));
    const weight = (times: number, length: number) => (times * 2.2) / (times + 1.2 * (0.25 + (0.75 * length) / 3));
    const hits = index.search(['red', 'dog'], 3);
    expect(hits.map(({ document }) => document)).toEqual([1, 0]);
    expect(hits[0]?.score).toBeCloseTo(rarity(2) * weight(2, 3) + rarity(1) * weight(1, 3), 12);
    expect(hits[1]?.score).toBeCloseTo(rarity(2) * weight(1, 2), 12);
  });

  it('puts the first of equals first, and shows no more than asked for', () => {
    const index = new Bm25(split(['b', 'a', 'b', 'a', 'a']));
    expect(index.search(['a'], 2).map(({ document }) => document)).toEqual([1, 3]);
    expect(index.search(['a', 'b'], 9).map(({ document }) => document)).toEqual([0, 2, 1, 3, 4]);
  });

  it('finds nothing where there is nothing', () => {
    expect(new Bm25([]).search(['a'], 3)).toEqual([]);
    const index = new Bm25([['a'], []]);
    expect(index.search(['b'], 3)).toEqual([]);
    expect(index.search([], 3)).toEqual([]);
    expect(index.search(['constructor', 'a'], 3)).toHaveLength(1);
  });

  it('leaves no trace of a search in the next', () => {
    const index = new Bm25(split(['a b', 'a c', 'b c']));
    const first = index.search(['a', 'b'], 1);
    index.search(['c', 'b'], 3);
    expect(index.search(['a', 'b'], 1)).toEqual(first);
  });

  it('ranks as adding up all weights of all documents does', () => {
    const word = fc.nat(20).map((n) => `w${Math.floor(Math.sqrt(n))}`);
    const documents = fc.array(fc.array(word, { maxLength: 12 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        documents,
        fc.array(word, { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (texts, query, limit) => {
          const found = new Bm25(texts).search(query, limit);
          const scores = texts.map((text) => scored(texts, text, query));
          const best = scores.filter((score) => score > 0).toSorted((a, b) => b - a);
          expect(found.length).toBe(Math.min(limit, best.length));
          for (const [i, { document, score }] of found.entries()) {
            expect(score).toBeCloseTo(scores[document] ?? 0, 9);
            expect(score).toBeCloseTo(best[i] ?? 0, 9);
          }
        },
      ),
    );
  });
});

function scored(texts: readonly (readonly string[])[], text: readonly string[], query: readonly string[]): number {
  const mean = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  return query.reduce((sum, word) => {
    const times = text.filter((other) => other === word).length;
    const having = texts.filter((other) => other.includes(word)).length;
    if (times === 0) return sum;
    const rarity = Math.log(1 + (texts.length - having + 0.5) / (having + 0.5));
    return sum + (rarity * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * text.length) / mean));
  }, 0);
}
