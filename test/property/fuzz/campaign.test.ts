/** That the fuzzing sees what it is for: a rule that is broken is reported, with the input that broke it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../scripts/fuzz/campaign.ts';
import { inputOf, type Opened, type Surface } from '../../../scripts/fuzz/surface.ts';
import { AgentgymError } from '../../../src/errors.ts';
import { random } from '../../../src/seeds.ts';
import { mutated, mutatedTree } from '../../support/mutate.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const keep = scratchDirectory('kept-inputs');

function surfaceOf(name: string, attempt: Opened['attempt']): Surface {
  const input: Opened['input'] = (stream) => ({ files: { bytes: mutated(Buffer.from('a 1 b'), stream) } });
  return { name, open: async () => ({ input, attempt }) };
}

describe('a campaign', () => {
  it('takes errors for users for answers, and any other for a violation, and keeps its input', async () => {
    let calls = 0;
    const thrown = [new AgentgymError('E_DATA_SOURCE', 'no'), new TypeError('oh'), 'a text'];
    const tally = await campaign(
      surfaceOf('thrower', async () => {
        const error = thrown[calls++];
        if (error !== undefined) throw error;
        return 'fine';
      }),
      { seed: 3, count: 4, keep },
    );
    expect(tally.outcomes).toEqual({ 'other error': 2, E_DATA_SOURCE: 1, fine: 1 });
    expect(tally.violations.map(({ number }) => number)).toEqual([1, 2]);
    expect(tally.violations[0]?.what).toContain('TypeError: oh');
    expect(existsSync(join(keep, 'thrower-3-1', 'bytes'))).toBe(true);
  });

  it('sees what nobody waits for', async () => {
    const stray = surfaceOf('stray', async () => {
      void Promise.reject(new Error('left alone'));
      await new Promise((resolve) => setImmediate(resolve));
      return 'fine';
    });
    const { violations } = await campaign(stray, { seed: 1, count: 1 });
    expect(violations[0]?.what).toContain('left alone');
  });

  it('sees memory above the bound', async () => {
    const large = surfaceOf('large', async () => `${Buffer.alloc(400 * 2 ** 20, 1).length} bytes`);
    const { violations } = await campaign(large, { seed: 1, count: 1 });
    expect(violations[0]?.what).toMatch(/MiB of memory/u);
  });
});

describe('inputs', () => {
  it('follow from seed and number', async () => {
    const surface = surfaceOf('same', async () => 'fine');
    const opened = await surface.open('');
    const bytes = (seed: number, number: number): string =>
      String(inputOf(surface, opened, { seed, number }).files['bytes']);
    expect(bytes(1, 5)).toBe(bytes(1, 5));
    expect(new Set(Array.from({ length: 50 }, (_, number) => bytes(1, number))).size).toBeGreaterThan(25);
  });

  it('leave what they are made of as it is', () => {
    const [bytes, tree] = [Buffer.from('{"a": [1, 2]}'), { a: [1, { b: 'c' }] }];
    const stream = random(1);
    for (let i = 0; i < 200; i++) {
      mutated(bytes, stream);
      mutatedTree(tree, stream);
    }
    expect(String(bytes)).toBe('{"a": [1, 2]}');
    expect(tree).toEqual({ a: [1, { b: 'c' }] });
  });
});
