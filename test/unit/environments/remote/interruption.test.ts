/** An exploration that is interrupted leaves no session behind on a server that can close them. */
import { describe, expect, it } from 'vitest';
import { collect } from '../../../../src/collect.ts';
import { closeAll, withEnvironments } from '../../../../src/environments/lifecycle.ts';
import { InterruptedError } from '../../../../src/errors.ts';
import { act, createAnsweringPolicy } from '../../../support/answering-policy.ts';
import { answering, type AnsweringServer } from '../../../support/answering-server.ts';
import { remote } from '../../../support/remote.ts';

interface Counted extends AnsweringServer {
  live: Set<number>;
}

/** A textcraft server that counts its sessions; `onStep` hears of each step. */
async function counting(onStep: (nth: number) => void): Promise<Counted> {
  const live = new Set<number>();
  let [ids, steps] = [0, 0];
  const server = await answering(({ path, body }) => {
    const { id } = (body ?? {}) as { id: number };
    if (path === '/create') {
      live.add(ids);
      return { json: { id: ids++ } };
    }
    if (path === '/close') return { json: live.delete(id) };
    if (path === '/step') onStep(steps++);
    return { json: { observation: 'x', reward: 0, done: false } };
  });
  return { ...server, live };
}

const settings = { split: 'train', samples: 1, seed: 1, temperature: 0, maxTokens: 9, concurrency: 16 } as const;
const policy = createAnsweringPolicy(() => act('get 1 dirt'));

describe('collecting', () => {
  it('closes every session when it is over', async () => {
    const server = await counting(() => {});
    const environment = await remote('textcraft', server.url, { tasks: { train: { from: 0, count: 40 } }, rounds: 3 });
    const work = () => collect({ ...settings, environments: [environment], policy });
    const trajectories = await withEnvironments([environment], undefined, work);
    expect(trajectories.filter(({ outcome }) => outcome === 'truncated')).toHaveLength(40);
    expect(server.asked.filter(({ path }) => path === '/create')).toHaveLength(40);
    expect(server.live.size).toBe(0);
  });

  it('closes every session when it is interrupted', async () => {
    const stop = new AbortController();
    const server = await counting((nth) => {
      if (nth === 50) stop.abort();
    });
    const environment = await remote('textcraft', server.url, { tasks: { train: { from: 0, count: 200 } } });
    const work = collect({ ...settings, environments: [environment], policy, signal: stop.signal });
    await expect(work).rejects.toBeInstanceOf(InterruptedError);
    await closeAll([environment]);
    expect(server.asked.filter(({ path }) => path === '/create').length).toBeLessThan(200);
    expect(server.live.size).toBe(0);
  });
});
