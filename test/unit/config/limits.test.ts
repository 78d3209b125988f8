import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { digestOfConfig } from '../../../src/config/resolved.ts';
import type { Config } from '../../../src/config/schema.ts';
import { durationOf, secondsOf } from '../../../src/config/stages/limits.ts';

const BASE = { name: 'x', environments: [{ name: 'textcraft' }] };
const ENDPOINT = { kind: 'endpoint', url: 'http://127.0.0.1:1', model: 'tiny' };

const parse = (limits: object, policy: object = {}): Config => parseConfig({ ...BASE, limits, policy });

describe('limits', () => {
  it.each([
    ['2h30m', 9000],
    ['90m', 5400],
    ['45s', 45],
    ['1h', 3600],
    ['1h1s', 3601],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parse({ wallClock: text }).limits.wallClock).toBe(text);
    expect(secondsOf(text)).toBe(seconds);
    expect(secondsOf(durationOf(seconds))).toBe(seconds);
  });

  it.each(['', '0s', '2', '30m2h', '1.5h', '-1h', '2 h'])('%j is no duration', (wallClock) => {
    expect(() => parse({ wallClock })).toThrow(/expected a duration such as 2h30m/u);
  });

  it.each([{ tokens: 0 }, { wallClock: 3600 }, { tokens: 1.5 }, { cost: 0 }, { failureShare: 2 }, { token: 5 }])(
    '%j is refused',
    (limits) => {
      expect(() => parse(limits)).toThrow();
    },
  );

  it('of cost needs prices', () => {
    const prices = { input: 1, output: 2 };
    expect(parse({ cost: 2.5 }, { ...ENDPOINT, prices }).limits).toEqual({ failureShare: 0.2, cost: 2.5 });
    for (const policy of [ENDPOINT, {}]) expect(() => parse({ cost: 2.5 }, policy)).toThrow(/needs `policy\.prices`/u);
  });

  it('decide nothing that the digest names', () => {
    const plain = digestOfConfig(parse({}));
    expect(digestOfConfig(parse({ tokens: 5, wallClock: '1h', failureShare: 0.5 }))).toBe(plain);
    expect(digestOfConfig(parseConfig({ ...BASE, seed: 2 }))).not.toBe(plain);
  });
});
