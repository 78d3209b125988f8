import { describe, expect, it } from 'vitest';
import { clipped, flattened } from '../../../src/tracking/flattened.ts';

describe('a flattened config', () => {
  it('has a name for every setting, in their order', () => {
    const config = { name: 'x', environments: [{ name: 'a' }, { name: 'b', tasks: 3 }], on: false, none: {}, list: [] };
    expect(flattened(config, 100)).toEqual([
      ['name', 'x'],
      ['environments.0.name', 'a'],
      ['environments.1.name', 'b'],
      ['environments.1.tasks', '3'],
      ['on', 'false'],
      ['none', '{}'],
      ['list', '[]'],
    ]);
  });

  it('leaves out what is not given, and clips what is long', () => {
    expect(flattened({ a: undefined, b: 'x'.repeat(10), c: null }, 5)).toEqual([
      ['b', 'xxxx…'],
      ['c', 'null'],
    ]);
  });

  it('cuts through no character', () => {
    expect(clipped('ab🙂cd', 4)).toBe('ab…');
    expect(clipped('ab🙂', 4)).toBe('ab🙂');
  });
});
