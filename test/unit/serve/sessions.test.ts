/** Sessions are bounded in number and idle time, and no id is ever used twice. */
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/environments/contract.ts';
import type { Episode } from '../../../src/serve/episode.ts';
import { type Ending, Sessions } from '../../../src/serve/sessions.ts';

function table({ most = 3, idle = 1000 } = {}) {
  const clock = { now: 0 };
  const ended: [number, Ending][] = [];
  const closed: number[] = [];
  const faults: unknown[] = [];
  const sessions = new Sessions({
    most,
    idle,
    now: () => clock.now,
    onEnd: ({ id }, how) => ended.push([id, how]),
    onFault: (_, error) => faults.push(error),
  });
  let opened = 0;
  const open = async (environment = 'a'): Promise<Episode | undefined> =>
    sessions.open(environment, async () => sessionThat(opened++));
  const sessionThat = (number: number): Session => ({
    reset: async () => ({ observation: '', fingerprint: '' }),
    step: async () => ({ observation: '', reward: 0, done: false }),
    close: async () => void closed.push(number),
  });
  return { sessions, clock, ended, closed, faults, open };
}

describe('a table of sessions', () => {
  it('has no more than its places, until one is closed', async () => {
    const { sessions, open } = table({ most: 2 });
    const [first] = [await open(), await open()];
    expect(await open()).toBeUndefined();
    if (first) await sessions.end(first, 'closed');
    expect((await open())?.id).toBe(2);
    expect(sessions.size).toBe(2);
  });

  it('counts sessions that are being opened', async () => {
    const { open } = table({ most: 2 });
    const opened = await Promise.all([open(), open(), open()]);
    expect(opened.map((episode) => episode?.id)).toEqual([0, 1, undefined]);
  });

  it('gives a place back where opening fails', async () => {
    const { sessions, open } = table({ most: 1 });
    await expect(sessions.open('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await open()).toBeDefined();
  });

  it('gives up the session that was not used for the longest time, where that is long enough', async () => {
    const { sessions, clock, ended, closed, open } = table({ most: 2, idle: 10_000_000 });
    await open();
    await open();
    clock.now = 30_000;
    sessions.use(0, 'a');
    clock.now = 59_999;
    expect(await open()).toBeUndefined();
    clock.now = 60_000;
    expect((await open())?.id).toBe(2);
    expect(ended).toEqual([[1, 'evicted']]);
    expect(closed).toEqual([1]);
    expect(sessions.use(1, 'a')).toBeUndefined();
    expect(sessions.use(0, 'a')?.id).toBe(0);
  });

  it('closes what is idle for too long, but nothing that is at work', async () => {
    const { sessions, clock, ended, open } = table({ idle: 1000 });
    const [, busy] = [await open(), await open(), await open()];
    let finish = (): void => undefined;
    const work = busy?.inTurn(() => new Promise<void>((done) => (finish = done)));
    clock.now = 900;
    sessions.use(2, 'a');
    clock.now = 1000;
    sessions.sweep();
    expect(ended).toEqual([[0, 'idle']]);
    finish();
    await work;
    sessions.sweep();
    expect(ended).toEqual([
      [0, 'idle'],
      [1, 'idle'],
    ]);
    expect(sessions.ids('a')).toEqual([2]);
  });

  it('takes the place of one that is stuck, after twice the time', async () => {
    const { sessions, clock, open } = table({ idle: 1000 });
    void (await open())?.inTurn(() => new Promise(() => undefined));
    clock.now = 1999;
    sessions.sweep();
    expect(sessions.size).toBe(1);
    clock.now = 2000;
    sessions.sweep();
    expect(sessions.size).toBe(0);
  });

  it('keeps environments apart', async () => {
    const { sessions, open } = table();
    await open('a');
    await open('b');
    expect([sessions.ids('a'), sessions.ids('b')]).toEqual([[0], [1]]);
    expect(sessions.use(1, 'a')).toBeUndefined();
  });

  it('closes a session after what is under way in it, and once', async () => {
    const { sessions, closed, open } = table();
    const episode = (await open()) as Episode;
    let finish = (): void => undefined;
    const work = episode.inTurn(() => new Promise<void>((done) => (finish = done)));
    const ends = [sessions.end(episode, 'closed'), sessions.end(episode, 'closed')];
    expect(sessions.size).toBe(0);
    expect(closed).toEqual([]);
    finish();
    await Promise.all([work, ...ends]);
    expect(closed).toEqual([0]);
  });

  it('ends them all, also where one cannot be closed', async () => {
    const { sessions, closed, faults, open } = table();
    await open();
    await sessions.open('a', async () => ({
      reset: async () => ({ observation: '', fingerprint: '' }),
      step: async () => ({ observation: '', reward: 0, done: false }),
      close: () => Promise.reject(new Error('stuck')),
    }));
    await sessions.endAll();
    expect([sessions.size, closed, faults]).toEqual([0, [0], [new Error('stuck')]]);
  });
});
