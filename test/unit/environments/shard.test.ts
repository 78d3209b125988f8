import { describe, expect, it } from 'vitest';
import type { Task } from '../../../src/environments/contract.ts';
import { shardOf } from '../../../src/environments/shard.ts';

const tasks = (count: number): Task[] =>
  Array.from({ length: count }, (_, index) => ({ itemId: `echo_${index}`, index, split: 'train' }));
const shards = (count: number, of: number): (readonly Task[])[] =>
  Array.from({ length: of }, (_, i) => shardOf(tasks(count), 'echo', { index: i + 1, of }));

describe('shards of tasks', () => {
  it.each([
    [10, 1],
    [10, 3],
    [10, 10],
    [3, 8],
    [0, 4],
  ])('of %i tasks in %i parts hold each task once, and are of one size but for one', (count, of) => {
    const parts = shards(count, of);
    const held = parts.flat().map(({ index }) => index);
    expect(held.toSorted((a, b) => a - b)).toEqual(tasks(count).map(({ index }) => index));
    const sizes = parts.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('keep their tasks where there are more of them', () => {
    const [few, many] = [shards(10, 4), shards(25, 4)];
    for (const [i, part] of few.entries()) expect(many[i]?.slice(0, part.length)).toEqual(part);
  });

  it('do not begin with the first for every environment', () => {
    const names = Array.from({ length: 40 }, (_, i) => `environment ${i}`);
    const first = names.filter((name) => shardOf(tasks(1), name, { index: 1, of: 4 }).length === 1);
    expect(first.length).toBeGreaterThan(2);
    expect(first.length).toBeLessThan(25);
  });
});
