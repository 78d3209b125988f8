import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { progressFile, type ProgressNote } from '../../../src/report/progress-file.ts';
import { begun, played, STARTED } from '../../support/run-events.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const folder = scratchDirectory('progress-file');

function noteIn(file: string): ProgressNote | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ProgressNote) : undefined;
}

it('says where the run is, at most once a second, and is gone at the end', async () => {
  const file = join(folder, 'progress.json');
  let now = 0;
  const progress = progressFile(file, { monotonic: () => now, wall: () => now });
  progress.on(STARTED);
  progress.on(begun('iteration 1: explore'));
  await vi.waitFor(() => expect(noteIn(file)).toBeDefined());
  expect(noteIn(file)).toEqual({
    stage: 'explore',
    title: 'iteration 1: explore',
    iteration: 1,
    done: 0,
    total: 0,
    rate: null,
    started: '1970-01-01T00:00:00.000Z',
    at: '1970-01-01T00:00:00.000Z',
    pid: process.pid,
    host: hostname(),
  });
  now = 900;
  progress.on(played('iteration 1: explore', 1));
  now = 2000;
  const used = { spent: { prompt: 1, cached: 0, completion: 1 }, limits: {} };
  progress.on(played('iteration 1: explore', 20, { generated: 100, used }));
  await vi.waitFor(() => expect(noteIn(file)?.done).toBe(20));
  expect(noteIn(file)).toMatchObject({
    total: 200,
    success: 0.5,
    low: 0.4,
    high: 0.6,
    rate: 10,
    eta: 18,
    tokenRate: 50,
    used,
    at: '1970-01-01T00:00:02.000Z',
  });
  await progress.close();
  expect(readdirSync(folder)).toEqual([]);
  progress.on(begun('clone'));
  expect(readdirSync(folder)).toEqual([]);
});

it('does not stop a run that it cannot write for', async () => {
  const progress = progressFile(join(folder, 'missing', 'progress.json'));
  progress.on(STARTED);
  progress.on(begun('clone'));
  await progress.close();
});
