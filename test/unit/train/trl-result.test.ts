import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readResult } from '../../../src/train/trl/job-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('trl-result');

function resultOf(name: string, text: string): ReturnType<typeof readResult> {
  const out = join(root, name, 'out');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'config.json'), '{}');
  writeFileSync(join(root, name, 'result.json'), text);
  return readResult(join(root, name));
}

it('takes no loss that is no number for a success', async () => {
  const rest = '"steps": 1, "tokens": 2, "lossTokens": 1';
  expect(await resultOf('good', `{"status": "succeeded", "loss": 0.5, ${rest}}`)).toMatchObject({ loss: 0.5 });
  for (const [name, loss] of Object.entries({ infinite: '1e999', none: 'null', text: '"0.5"' })) {
    const result = await resultOf(name, `{"status": "succeeded", "loss": ${loss}, ${rest}}`);
    expect(result, name).toMatchObject({ status: 'failed', code: 'E_TRAIN_DIVERGED' });
  }
});
