/** That the fuzzing sees an input that never ends: it names it, goes on with what else there is, and fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../support/scratch.ts';

const project = join(import.meta.dirname, '../../..');
const keep = join(scratchDirectory('hangs'), 'kept');

describe('an input that never ends', () => {
  it('is named, whether it computes or waits; other surfaces get their inputs, and the exit code is 1', () => {
    const surfaces = join(project, 'test/fixtures/hanging-surfaces.ts');
    const asked = ['--count', '15', '--seed', '4', '--deadline', '1000', '--surfaces', surfaces, '--keep', keep];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', join(project, 'scripts/fuzz.ts'), ...asked],
      { cwd: project, encoding: 'utf8', timeout: 60_000 },
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining('hangs: busy --seed 4 --from 2 --count 1\n')]);
    expect(stderr).toContain('hangs: waiting --seed 4 --from 1 --count 1\n');
    expect(stdout).toMatch(/^busy +ended without a result$/mu);
    expect(stdout).toMatch(/^waiting +ended without a result$/mu);
    expect(stdout).toMatch(/^whole +5 +0 .* fine 5$/mu);
    expect(stdout).toContain('5 inputs, seed 4: 2 broke a rule.');
  });
});
