/** Pages hear of what changes in a run while it goes on. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDirectory } from '../../../src/runs/directory.ts';
import { lock } from '../../../src/runs/lock.ts';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import type { RunPage, TrajectoriesAnswer } from '../../../src/viewer/api.ts';
import { makeRun } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';
import { listening, viewed } from '../../support/viewer.ts';

const folder = scratchDirectory('viewer-events');
makeRun(join(folder, 'small'));
const at = runDirectory(join(folder, 'small'));

const NOTE = {
  stage: 'explore',
  title: 'iteration 2: explore',
  done: 3,
  total: 10,
  rate: 1.5,
  started: new Date().toISOString(),
  at: new Date().toISOString(),
};

describe('a page', () => {
  it('hears of new trajectories, of a finished stage, and of progress', async () => {
    const viewer = await viewed(folder);
    const held = await lock(at.lock);
    const events = await listening(`${viewer.url}/api/runs/small/events`);
    await events.next('ready');
    const before = await viewer.get<TrajectoriesAnswer>('/api/runs/small/trajectories');
    appendFileSync(at.iteration(2).trajectories, `${JSON.stringify(toAgentTraj(makeTrajectory(5)))}\n`);
    expect((await events.next('changed')).data).toEqual({ what: ['trajectories'] });
    const after = await viewer.get<TrajectoriesAnswer>('/api/runs/small/trajectories');
    expect(after.total).toBe(before.total + 1);
    writeFileSync(at.progress, JSON.stringify(NOTE));
    expect((await events.next('progress')).data).toEqual(NOTE);
    const running = await viewer.get<RunPage>('/api/runs/small');
    expect(running).toMatchObject({ state: 'running', progress: NOTE });
    await held.release();
    expect((await events.next('changed')).data).toEqual({ what: ['page'] });
    expect((await viewer.get<RunPage>('/api/runs/small')).progress).toBeNull();
  });

  it('of all runs hears which one changed, and that there is a new one', async () => {
    const viewer = await viewed(folder);
    const events = await listening(`${viewer.url}/api/events`);
    await events.next('ready');
    appendFileSync(at.config, '# touched\n');
    expect((await events.next('changed')).data).toEqual({ runs: ['small'] });
    makeRun(join(folder, 'later'));
    expect((await events.next('changed')).data).toEqual({ runs: ['later'] });
  });

  it('is one of at most so many, and its place is free when it goes', async () => {
    const viewer = await viewed(folder);
    const pages = await Promise.all(Array.from({ length: 64 }, () => listening(`${viewer.url}/api/runs/small/events`)));
    expect((await fetch(`${viewer.url}/api/events`)).status).toBe(400);
    pages[0]?.close();
    await pages[0]?.ended;
    await expect
      .poll(async () => {
        const again = await fetch(`${viewer.url}/api/events`);
        await again.body?.cancel();
        return again.status;
      })
      .toBe(200);
  });

  it('is let go when the viewer ends', async () => {
    const viewer = await viewed(folder);
    const events = await listening(`${viewer.url}/api/events`);
    await events.next('ready');
    await viewer.close();
    await events.ended;
    await expect(fetch(`${viewer.url}/api/runs`)).rejects.toThrow();
  });
});
