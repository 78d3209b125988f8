import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runLog } from '../../../src/report/log.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('log');

describe('the log of a run', () => {
  it('has a line for each event but progress', () => {
    const file = join(root, 'logs', 'run.log');
    const log = runLog(file);
    log.on({ type: 'warning', message: 'one' });
    log.on({ type: 'progress', stage: 'train', title: 'train', done: 1, total: 2 });
    log.on({ type: 'warning', message: 'two' });
    log.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['one', 'two']);
  });

  it('stops nothing where it cannot be written', () => {
    const file = join(root, 'full.log');
    symlinkSync('/dev/full', file);
    const log = runLog(file);
    for (let i = 0; i < 3; i++) log.on({ type: 'warning', message: 'three' });
    log.close();
  });
});
