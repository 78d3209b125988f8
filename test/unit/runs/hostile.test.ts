/** Run directories over which a reader once stumbled (found by scripts/fuzz.ts). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../../src/runs/read-run.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('hostile-runs');

it.for([false, null, 3, 'text', []])('an attempt whose result is %j is one that never ended', async (result) => {
  writeFileSync(join(root, 'journal.jsonl'), `${JSON.stringify({ key: 'attempts/1', result, seconds: 0, at: '' })}\n`);
  expect((await readRun(root)).state).toBe('interrupted');
});
