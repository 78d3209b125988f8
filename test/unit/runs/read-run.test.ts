/** What a run directory tells its readers, whatever of it is there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunDirectory, runDirectory } from '../../../src/runs/directory.ts';
import { lock } from '../../../src/runs/lock.ts';
import { readRun } from '../../../src/runs/read-run.ts';
import { makeRun } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const folder = scratchDirectory('read-run');
let made = 0;

function run(files: Partial<Record<'journal' | 'summary' | 'progress' | 'lock', string>> = {}): RunDirectory {
  const at = runDirectory(makeRun(join(folder, String(++made))));
  for (const [key, content] of Object.entries(files)) writeFileSync(at[key as 'journal'], content);
  return at;
}

const entry = (key: string, result: unknown, seconds = 1): string =>
  `${JSON.stringify({ key, result, seconds, at: '2026-01-02T03:04:05.000Z' })}\n`;
const begun = entry('attempts/1', { started: '2026-01-02T03:00:00.000Z' }, 0);
const ended = entry('attempts/1', { started: '2026-01-02T03:00:00.000Z', seconds: 9 }, 0);
const summary = (status: string): string => JSON.stringify({ status, seconds: 7, iterations: [] });
const NOW = Date.parse('2026-01-02T04:00:00.000Z');
const progress = (at: number): string =>
  JSON.stringify({
    stage: 'train',
    title: 'train',
    done: 1,
    total: 2,
    rate: null,
    started: '',
    at: new Date(at).toISOString(),
  });

describe('the state', () => {
  it.each([
    ['completed', { journal: ended, summary: summary('completed') }],
    ['failed', { journal: ended, summary: summary('failed') }],
    ['limited', { journal: ended, summary: summary('limited') }],
    ['interrupted', { journal: ended, summary: summary('interrupted') }],
    ['interrupted', { journal: begun }],
    ['interrupted', { journal: ended + entry('attempts/2', { started: '' }, 0), summary: summary('failed') }],
    ['unknown', {}],
    ['unknown', { summary: summary('sideways') }],
    ['unknown', { lock: '{"pid":1,"started":"1","host":"elsewhere"}' }],
    ['unknown', { lock: '{"pid":1,"started":"1","host":"elsewhere"}', progress: progress(NOW - 3_600_000) }],
    ['running', { lock: '{"pid":1,"started":"1","host":"elsewhere"}', progress: progress(NOW - 5000) }],
    ['completed', { journal: ended, summary: summary('completed'), lock: '{"pid":1,"started":"never"}' }],
  ])('is %s by %j', async (state, files) => {
    expect((await readRun(run(files).root, NOW)).state).toBe(state);
  });

  it('is running while a living process holds the lock, whatever an earlier attempt came to', async () => {
    const at = run({ journal: ended, summary: summary('failed'), progress: progress(NOW) });
    const held = await lock(at.lock);
    expect(await readRun(at.root, NOW)).toMatchObject({ state: 'running', progress: { title: 'train' } });
    await held.release();
    const after = await readRun(at.root, NOW);
    expect([after.state, after.progress]).toEqual(['failed', undefined]);
  });
});

describe('what is there', () => {
  it('is told: config, journal, iterations, losses and data cards', async () => {
    const at = run({
      journal: ended + entry('clone', { id: 'x' }, 3) + entry('iterations/2/weigh', { dropped: {}, examples: 5 }),
    });
    writeFileSync(
      at.iteration(2).losses,
      '{"step":2,"loss":0.5}\n{"step":1,"loss":1}\n{"step":2,"loss":0.4}\n{"step":3,"lo',
    );
    writeFileSync(at.iteration(2).dataCard, '{"kept":5}');
    const told = await readRun(at.root);
    expect(told.faults).toEqual([]);
    expect(told.config).toMatchObject({ name: 'small', seed: 7 });
    expect(told.started).toBe('2026-01-02T03:00:00.000Z');
    expect(told.seconds).toBe(4);
    expect(told.iterations.map(({ index }) => index)).toEqual([0, 1, 2]);
    const last = told.iterations[2];
    expect(last?.losses).toEqual([
      { step: 1, loss: 1 },
      { step: 2, loss: 0.4 },
    ]);
    expect(last?.dataCard).toEqual({ kept: 5 });
    expect(last?.weighed?.examples).toBe(5);
    expect(last?.result).toBeUndefined();
  });

  it('of a directory with nothing in it is that nothing is there', async () => {
    const root = join(folder, 'empty');
    mkdirSync(root);
    const told = await readRun(root);
    expect(told).toMatchObject({ state: 'unknown', config: {}, lineage: [], journal: [], iterations: [] });
    expect(told.faults).toEqual(['config.resolved.yaml is missing.']);
  });

  it('and damaged is said by its name, each once', async () => {
    const at = run({ journal: `{"torn\n${ended}{"half`, summary: '{"status": "comp' });
    writeFileSync(at.lineage, 'null');
    writeFileSync(at.config, 'name: [');
    writeFileSync(at.iteration(1).metrics, '\u0000');
    const told = await readRun(at.root);
    expect(told.faults.toSorted()).toEqual([
      expect.stringMatching(/^config\.resolved\.yaml cannot be read: /u),
      'journal.jsonl:1 is not a line of JSON.',
      'metrics.json of iteration 1 is not JSON: it was cut short or damaged.',
      'summary.json is not JSON: it was cut short or damaged.',
    ]);
    expect(told.journal).toHaveLength(1);
  });
});
