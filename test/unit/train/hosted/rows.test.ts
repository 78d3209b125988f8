import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveSampleSize, replicate } from '../../../../src/train/hosted/replication.ts';
import { pairRowsOf, rowsOf } from '../../../../src/train/hosted/rows.ts';
import { conversation, example, EXAMPLES, PAIR } from '../../../support/hosted.ts';

const rows = (weights: 'row' | 'message' | 'none', copies = 4, seed = 1) => {
  const { lines, report } = rowsOf(EXAMPLES, { weights, copies, seed });
  return { lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), report };
};
const user = (content: string) => ({ role: 'user', content });
const said = (content: string, weight?: number) => ({
  role: 'assistant',
  content,
  ...(weight === undefined ? {} : { weight }),
});

describe('rows of a training file', () => {
  it('carry their weight at the root where the service takes it, on every row', () => {
    const { lines, report } = rows('row');
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual({
      messages: [user('Rules.'), said('Ok.', 0), user('go'), said('north', 1)],
      weight: 1,
    });
    expect(lines).toContainEqual({ messages: [user('go'), said('west')], weight: 0.6 });
    expect(lines.every((line) => typeof line['weight'] === 'number')).toBe(true);
    expect(report).toMatchObject({ weights: 'exact', rows: 3, unmasked: 0 });
    expect(report.effective.sent).toBeCloseTo(1.85 ** 2 / (1 + 0.0625 + 0.36), 10);
  });

  it('mark the turns by 0 and 1 where the service takes no more, and are copied', () => {
    const { lines, report } = rows('message');
    const north = { messages: [user('Rules.'), said('Ok.', 0), user('go'), said('north', 1)] };
    expect(lines.filter((line) => JSON.stringify(line) === JSON.stringify(north))).toHaveLength(4);
    expect(lines.every((line) => Object.keys(line).join() === 'messages')).toBe(true);
    expect(report.weights).toBe('replicated');
    expect(report.rows).toBe(lines.length);
  });

  it('have no weights where the service takes none, and say what is trained that should not be', () => {
    const { lines, report } = rows('none');
    expect(JSON.stringify(lines)).not.toContain('weight');
    const copiesOf = (word: string): number => lines.filter((line) => JSON.stringify(line).includes(word)).length;
    expect(report.unmasked).toBe(copiesOf('north') + copiesOf('south'));
  });

  it('of equal weights are sent once each: a common factor changes nothing', () => {
    const equal = [example('a', ['x', 'y', 0.5]), example('b', ['x', 'z', 0.5])];
    const { lines, report } = rowsOf(equal, { weights: 'none', copies: 4, seed: 1 });
    expect(lines).toHaveLength(2);
    expect(report).toMatchObject({ weights: 'exact', effective: { weighed: 2, sent: 2 } });
  });

  it('split a conversation whose turns weigh differently, and end with the last turn that is trained', () => {
    const mixed = [{ ...example('a', ['1', 'one', 0.5], ['2', 'two', 1], ['3', 'three', 0]) }];
    const { lines } = rowsOf(mixed, { weights: 'row', copies: 1, seed: 1 });
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      expect.arrayContaining([
        { messages: [user('1'), said('one')], weight: 0.5 },
        { messages: [user('1'), said('one', 0), user('2'), said('two', 1)], weight: 1 },
      ]),
    );
    expect(lines).toHaveLength(2);
  });

  it('refuse weights that are no numbers, negative ones where they are not taken, and nothing at all', () => {
    const of = (weight: number, weights: 'row' | 'message' = 'message') =>
      rowsOf([example('a', ['x', 'y', weight])], { weights, copies: 1, seed: 1 });
    expect(() => of(Number.NaN)).toThrow(/not a number/u);
    expect(() => of(-1)).toThrow(/negative/u);
    expect(of(-1, 'row').lines).toHaveLength(1);
    expect(() => of(0)).toThrow(/nothing to train on/u);
  });
});

describe('replication', () => {
  it('copies each row in proportion to its weight on average: the mean over seeds is the weight', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 5 }), (list, copies) => {
        const seeds = 2000;
        const sums = list.map(() => 0);
        for (let seed = 0; seed < seeds; seed++)
          for (const [i, n] of replicate(list, { copies, seed }).entries()) sums[i] = (sums[i] as number) + n;
        const heaviest = Math.max(...list);
        for (const [i, weight] of list.entries()) {
          // A coin's standard error is at most 0.5/√seeds: five of them, which no stream of this test comes near.
          expect(Math.abs((sums[i] as number) / seeds - (copies * weight) / heaviest)).toBeLessThan(
            2.5 / Math.sqrt(seeds),
          );
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  it('never strays from the weight by a whole copy, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 1 }), fc.nat(), (list, seed) => {
        const counts = replicate(list, { copies: 3, seed });
        expect(replicate(list, { copies: 3, seed })).toEqual(counts);
        for (const [i, n] of counts.entries())
          expect(Math.abs(n - (3 * (list[i] as number)) / Math.max(...list))).toBeLessThan(1);
      }),
    );
    const half = Array.from({ length: 64 }, (_, i) => (i === 0 ? 2 : 1));
    expect(replicate(half, { copies: 1, seed: 1 })).not.toEqual(replicate(half, { copies: 1, seed: 2 }));
  });

  it('counts how many equal rows the weights are worth', () => {
    expect(effectiveSampleSize([1, 1, 1])).toBe(3);
    expect(effectiveSampleSize([1, 0, 0])).toBe(1);
    expect(effectiveSampleSize([1e-200, 1e-200])).toBe(2);
    expect(effectiveSampleSize([])).toBe(0);
  });
});

describe('rows of preference pairs', () => {
  it('are the common beginning and the two turns in which the conversations part', () => {
    const { lines, dropped } = pairRowsOf([PAIR]);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      {
        input: { messages: [user('Rules.'), said('Ok.'), user('go')] },
        preferred_output: [said('north')],
        non_preferred_output: [said('south')],
      },
    ]);
    expect(dropped).toBe(0);
  });

  it('leave out pairs that do not part in a turn of the assistant', () => {
    const chosen = conversation(['go', 'north', 1], ['wall', 'stop', 1]);
    const rejected = conversation(['go', 'north', 1], ['door', 'open', 1]);
    const longer = { ...PAIR, chosen, rejected: chosen.slice(0, 2) };
    expect(pairRowsOf([{ ...PAIR, chosen, rejected }, longer, { ...PAIR, rejected: PAIR.chosen }])).toEqual({
      lines: [],
      dropped: 3,
    });
  });
});
