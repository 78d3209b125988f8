import { describe, expect, it } from 'vitest';
import { shard } from '../../../src/cli/options.ts';

describe('--shard', () => {
  it('is the i-th of n, counted from 1', () => {
    expect(['1/1', '3/8', '8/8'].map(shard)).toEqual([
      { index: 1, of: 1 },
      { index: 3, of: 8 },
      { index: 8, of: 8 },
    ]);
  });

  it.each(['0/2', '3/2', '1', '1/0', 'a/b', '-1/2', '1/2/3', '1.5/2', ''])('%j is none', (text) => {
    expect(() => shard(text)).toThrow('Expected i/n');
  });
});
