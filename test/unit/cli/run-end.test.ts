import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runEnd } from '../../../src/cli/run-end.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { BIN } from '../../support/command-line.ts';
import { result } from '../../support/run-result.ts';

const { config } = await loadConfig(join(BIN, '../../configs/smoke.yaml'));

/** What is said of candidates, and above the path of the checkpoint. */
function said(...promoted: readonly boolean[]): (string | undefined)[] {
  const lines = runEnd(result(undefined, undefined, promoted), config, { shown: 'runs/x' }).split('\n');
  const path = lines.indexOf(`  ${join('runs/x', 'checkpoints', 'abc')}`);
  return [lines[path - 3], lines[path - 1]];
}

it('says of each number of candidates what became of them, and whose checkpoint is left', () => {
  const [cloned, promoted] = ["The cloned agent's checkpoint:", 'The promoted checkpoint:'];
  expect(said()).toEqual(['No iterations: the cloned agent is the incumbent.', cloned]);
  expect(said(false)).toEqual(['The candidate was not promoted: the cloned agent is the incumbent.', cloned]);
  expect(said(false, false)).toEqual(['None of 2 candidates was promoted: the cloned agent is the incumbent.', cloned]);
  expect(said(true)).toEqual(['The candidate was promoted, and is the incumbent.', promoted]);
  expect(said(true, false)).toEqual(['1 of 2 candidates promoted; the incumbent is that of iteration 1.', promoted]);
});

it('says of a run that was rolled back whose checkpoint is the incumbent again', () => {
  const back = result();
  back.evolution.promoted.iteration = 0;
  const text = runEnd(back, config, { shown: 'runs/x' });
  expect(text).toContain('1 of 2 candidates promoted, and rolled back to the cloned agent.');
  expect(text).toContain("The cloned agent's checkpoint:");
});
