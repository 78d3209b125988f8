/** What attestation decides, over arbitrary answers: it never takes one checkpoint for the other. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attest } from '../../src/policies/serving/attest.ts';
import { distance, distances, type Measure, type Readings } from '../../src/policies/serving/distance.ts';

const TOKENS = 8;
const logprob = fc.double({ min: -3, max: 0, noNaN: true });
const reading = fc.record({
  text: fc.constantFrom('go north', 'go south', 'take lamp', ''),
  logprobs: fc.array(logprob, { minLength: TOKENS, maxLength: TOKENS }),
});
/** Two checkpoints' answers to the same conversations. */
const two = fc
  .integer({ min: 1, max: 6 })
  .chain((length) => fc.tuple(...[1, 2].map(() => fc.array(reading, { minLength: length, maxLength: length }))));
const measure = fc.constantFrom<Measure>('logprobs', 'text');

/** The answers with their log-probabilities off by at most `most`. */
function blurred(readings: Readings, most: number, shares: readonly number[]): Readings {
  return readings.map(({ text, logprobs = [] }, i) => ({
    text,
    logprobs: logprobs.map((value, j) => value + most * (shares[(i * TOKENS + j) % shares.length] ?? 0)),
  }));
}

describe('the distance of answers', () => {
  it('is 0 of the same, symmetric, never negative, and at most 1', () => {
    fc.assert(
      fc.property(two, measure, ([a = [], b = []], by) => {
        expect(distance(a, a, by)).toBe(0);
        expect(distance(a, b, by)).toBeCloseTo(distance(b, a, by), 12);
        for (const one of distances(a, b, by)) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('attestation', () => {
  it('of an endpoint that answers exactly as one of two checkpoints names that one', () => {
    fc.assert(
      fc.property(two, ([fresh = [], old = []]) => {
        const differ = distance(fresh, old, 'logprobs') > 0;
        const asked = (answers: Readings, before?: Readings) =>
          attest({
            answers: [answers, answers],
            expected: fresh,
            previous: old,
            ...(before === undefined ? {} : { before: [before, before] }),
          }).verdict;
        expect(asked(fresh)).toBe(differ ? 'proven' : 'indistinguishable');
        expect(asked(old)).toBe(differ ? 'stale' : 'indistinguishable');
        expect(asked(fresh, old)).toBe(differ ? 'proven' : 'indistinguishable');
        expect(asked(old, old)).toBe(differ ? 'stale' : 'indistinguishable');
      }),
    );
  });

  it('takes no other arithmetic for stale weights where the answers have moved', () => {
    const shares = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(two, shares, fc.double({ min: 0, max: 2, noNaN: true }), ([fresh = [], old = []], by, most) => {
        // The endpoint computes everything a little differently from the trainer.
        const [now, then] = [blurred(fresh, most, by), blurred(old, most, by)];
        const evidence = { answers: [now, now], expected: fresh, previous: old, before: [then, then] } as const;
        const { verdict } = attest(evidence);
        if (distance(now, then, 'logprobs') > 0) expect(verdict).not.toBe('stale');
      }),
    );
  });

  it('decides nothing within three times the noise of repeated calls, and something beyond', () => {
    fc.assert(
      fc.property(
        two,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.boolean(),
        ([fresh = [], old = []], most, newer) => {
          const truth = newer ? fresh : old;
          const answers = [truth, blurred(truth, most, [1, 0])] as const;
          const { verdict, noise, tolerance, toExpected, toPrevious } = attest({
            answers,
            expected: fresh,
            previous: old,
          });
          expect(tolerance).toBe(3 * noise);
          const nearer = (toPrevious as number) - (toExpected as number);
          const decided = Math.abs(nearer) > tolerance;
          expect(verdict).toBe(decided ? (newer ? 'proven' : 'stale') : 'indistinguishable');
        },
      ),
    );
  });

  it('changes sides when the two checkpoints do', () => {
    const other = { proven: 'stale', stale: 'proven', indistinguishable: 'indistinguishable', unproven: 'unproven' };
    const three = fc.tuple(two, fc.array(reading, { minLength: 6, maxLength: 6 }));
    fc.assert(
      fc.property(three, ([[a = [], b = []], more]) => {
        const now = more.slice(0, a.length);
        const one = attest({ answers: [now, now], expected: a, previous: b });
        const swapped = attest({ answers: [now, now], expected: b, previous: a });
        expect(swapped.verdict).toBe(other[one.verdict]);
      }),
    );
  });

  it('has nothing to say without both sides, or without probes', () => {
    fc.assert(
      fc.property(two, ([a = [], b = []]) => {
        expect(attest({ answers: [a, a], expected: undefined, previous: b }).verdict).toBe('unproven');
        expect(attest({ answers: [a, a], expected: a, previous: undefined }).verdict).toBe('unproven');
        expect(attest({ answers: [[], []], expected: [], previous: [] }).verdict).toBe('unproven');
      }),
    );
  });

  it('looks at neither white space nor the marks of a thought', () => {
    const told = (text: string): Readings => [{ text, logprobs: [-0.5, -0.25] }];
    for (const text of ['go\n\nnorth', ' go \n \n north ', '<think>go</think>north'])
      expect(distance(told(text), told('go north'), 'logprobs')).toBe(0);
  });

  it('goes by the text where anybody gives no log-probabilities', () => {
    const silent = (text: string): Readings => [{ text }];
    const told = (text: string): Readings => [{ text, logprobs: [-0.1] }];
    const evidence = { answers: [silent('take lamp'), silent('take lamp')] as const, previous: told('go north') };
    const { measure: by, verdict, ...figures } = attest({ ...evidence, expected: told('take lamp') });
    expect([by, verdict]).toEqual(['text', 'proven']);
    expect(figures).toMatchObject({ toExpected: 0, toPrevious: 1, probes: 1 });
    expect(attest({ ...evidence, expected: told('go north') }).verdict).toBe('indistinguishable');
  });
});
