import { describe, expect, it } from 'vitest';
import {
  ancestry,
  extendLineage,
  incumbentOf,
  type Lineage,
  type LineageEntry,
  stepsBehind,
  trainedOf,
} from '../../../src/promote/lineage.ts';

const entry = (id: string, parent: string | null, changes: Partial<LineageEntry> = {}): LineageEntry => ({
  id,
  parent,
  role: 'candidate',
  iteration: 1,
  data: { demonstrations: 1, explored: 2 },
  steps: 100,
  promoted: false,
  verdict: null,
  reason: '',
  ...changes,
});
const grow = (...entries: LineageEntry[]): Lineage => entries.reduce<Lineage>(extendLineage, []);

describe('a lineage', () => {
  const base = entry('base', null, { role: 'base', steps: 0 });
  const clone = entry('clone', 'base', { role: 'clone', steps: 300, promoted: true });
  const lineage = grow(
    base,
    clone,
    entry('one', 'clone', { promoted: true }),
    entry('two', 'one', { steps: 50 }),
    entry('three', 'base', { steps: 70 }),
  );

  it('knows the incumbent: what was promoted last', () => {
    expect(incumbentOf(lineage)?.id).toBe('one');
    expect(incumbentOf([base])).toBeUndefined();
  });

  it('follows a checkpoint back to the base, and counts the steps on the way', () => {
    expect(ancestry(lineage, 'two').map(({ id }) => id)).toEqual(['two', 'one', 'clone', 'base']);
    expect(stepsBehind(lineage, 'two')).toBe(450);
    expect(stepsBehind(lineage, 'three')).toBe(70);
    expect(ancestry(lineage, 'none')).toEqual([]);
  });

  it('does not change what it extends, and refuses a checkpoint from nowhere', () => {
    expect(() => extendLineage(lineage, entry('x', 'nowhere'))).toThrow('nowhere');
    expect(extendLineage(lineage, entry('four', 'two'))).toHaveLength(6);
    expect(lineage).toHaveLength(5);
  });

  it('says what errors could at most have changed', () => {
    const missing = { share: 0.1, low: 0.45, high: 0.55 };
    const bounds = { low: -0.2, high: 0.3 };
    const counts = { tasks: 10, pairs: 9, gained: 2, lost: 1, p: 1 };
    const total = { ...counts, success: { difference: 0.1, low: -0.2, high: 0.4 }, bounds };
    const { figures } = trainedOf({
      checkpoint: { id: 'five' },
      from: { id: 'base' },
      steps: 1,
      iteration: 1,
      lessons: { digest: 'd', report: { in: { demonstrations: 1, explored: 1, earlier: 0 } } },
      dev: { total: { success: 0.5, low: 0.2, high: 0.8, n: 9, missing } },
      comparison: { total },
    });
    expect(figures).toEqual({ dev: { success: 0.5, low: 0.2, high: 0.8, n: 9, missing }, against: total });
  });

  it('ends where training gave its own parent back', () => {
    expect(ancestry(grow(base, entry('base', 'base', { steps: 9 })), 'base').map(({ steps }) => steps)).toEqual([0]);
  });
});
