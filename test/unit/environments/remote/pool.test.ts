/** Which server a session comes from, and what becomes of sessions: many at once, reused, closed, and never too many. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../../src/environments/contract.ts';
import { InterruptedError } from '../../../../src/errors.ts';
import { answering, type AnsweringServer, type Said } from '../../../support/answering-server.ts';
import { remote, started, task } from '../../../support/remote.ts';

/** A maze server: keeps its sessions for ever, and mixes up none. */
function mazeAnswers(id = 0): (asked: { path: string; body: unknown }) => Said {
  let next = id;
  const games = new Map<number, number>();
  return ({ path, body }) => {
    const { id: one, game } = (body ?? {}) as { id: number; game: number };
    if (path === '/create') return { json: { id: next++ } };
    if (path === '/reset') {
      games.set(one, game);
      return { json: { observation: `game ${game}` } };
    }
    if (path === '/step') return { json: { observation: `game ${games.get(one)}`, reward: 0, done: false } };
    if (path === '/') return { json: 'This is environment LMRL-Gym.' };
    return { json: { detail: 'Not Found' }, status: 404 };
  };
}

const count = (server: AnsweringServer, path: string): number => server.asked.filter((one) => one.path === path).length;

describe('sessions of a server that has no /close', () => {
  it('are used again', async () => {
    const server = await answering(mazeAnswers());
    const environment = await remote('maze', server.url);
    for (let index = 0; index < 5; index++) {
      const session = await started(environment, index);
      expect((await session.step('move up')).observation).toBe(`game ${index}`);
      await session.close();
    }
    expect(count(server, '/create')).toBe(1);
    expect(count(server, '/close')).toBe(0);
  });

  it('are as many as rollouts run at once, each with its own game, over connections that are kept', async () => {
    const server = await answering(mazeAnswers());
    const environment = await remote('maze', server.url, { http: { connections: 32 } });
    const play = async (index: number): Promise<void> => {
      const session = await started(environment, index);
      for (let step = 0; step < 4; step++) expect((await session.step('move up')).observation).toBe(`game ${index}`);
      await session.close();
    };
    await Promise.all(Array.from({ length: 200 }, (_, index) => play(index)));
    expect(count(server, '/create')).toBe(200);
    expect(server.connections()).toBeLessThanOrEqual(32);
    await Promise.all(Array.from({ length: 200 }, (_, index) => play(index)));
    expect(count(server, '/create')).toBe(200);
  });

  it('are made anew where the server does not know them any more', async () => {
    let lost = new Set<number>();
    const answer = mazeAnswers();
    const server = await answering((asked) => {
      const { id } = (asked.body ?? {}) as { id: number };
      return asked.path === '/reset' && lost.has(id)
        ? { json: { error: `The id ${id} is not valid.` } }
        : answer(asked);
    });
    const environment = await remote('maze', server.url);
    const sessions = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => started(environment, index)));
    await Promise.all(sessions.map((session) => session.close()));
    lost = new Set([0, 1, 2, 3, 4, 5]);
    const session = await started(environment, 9);
    expect((await session.step('move up')).observation).toBe('game 9');
    expect(count(server, '/create')).toBe(7);
  });

  it('are not shared where the server draws an id twice', async () => {
    const drawn = [7, 7, 8];
    const answer = mazeAnswers();
    const server = await answering((asked) =>
      asked.path === '/create' ? { json: { id: drawn.shift() } } : answer(asked),
    );
    const environment = await remote('maze', server.url);
    const sessions = await Promise.all([started(environment, 0), started(environment, 1)]);
    const seen = await Promise.all(sessions.map((session) => session.step('move up')));
    expect(seen.map(({ observation }) => observation)).toEqual(['game 0', 'game 1']);
    expect(count(server, '/create')).toBe(3);
  });

  it('are closed at the end where the server can after all', async () => {
    const answer = mazeAnswers();
    const server = await answering((asked) => (asked.path === '/close' ? { json: true } : answer(asked)));
    const environment = await remote('maze', server.url);
    const sessions = await Promise.all([0, 1, 2].map((index) => started(environment, index)));
    await Promise.all(sessions.slice(1).map((session) => session.close()));
    await environment.close?.();
    const closed = server.asked.filter(({ path }) => path === '/close').map(({ body }) => (body as { id: number }).id);
    expect(new Set(closed)).toEqual(new Set([0, 1, 2]));
  });

  it('are not closed one by one where the server cannot', async () => {
    const server = await answering(mazeAnswers());
    const environment = await remote('maze', server.url);
    const sessions = await Promise.all([0, 1, 2].map((index) => started(environment, index)));
    await Promise.all(sessions.map((session) => session.close()));
    await environment.close?.();
    expect(count(server, '/close')).toBe(1);
  });
});

describe('sessions of sqlgym', () => {
  /** As the original: from the ninth create on, ids are handed out again. */
  const sqlgym = (taken = 0) => {
    let creates = taken;
    const questions = new Map<number, number>();
    const answer = ({ path, body }: { path: string; body: unknown }): Said => {
      const { env_idx: id, item_id: item } = (body ?? {}) as { env_idx: number; item_id: number };
      if (path === '/create') return { json: 100 + (creates++ % 8) };
      if (path === '/reset') {
        questions.set(id, item);
        return { json: [`question ${item}`, null] };
      }
      if (path === '/step')
        return { json: { state: `question ${questions.get(id)}`, reward: 1, done: true, info: {} } };
      if (path.startsWith('/observation')) return { json: `question ${questions.get(Number(path.split('=')[1]))}` };
      return { json: { detail: 'Not Found' }, status: 404 };
    };
    return { answer };
  };

  it.each([0, 5, 8])('are at most eight on a server, and never shared, where %i were created before', async (taken) => {
    const { answer } = sqlgym(taken);
    const server = await answering(answer);
    const environment = await remote('sqlgym', server.url);
    const play = async (index: number): Promise<void> => {
      const session = await environment.open();
      expect((await session.reset(task(environment, index), 1)).observation).toBe(`question ${index}`);
      expect((await session.step('SELECT 1')).observation).toBe(`question ${index}`);
      await session.close();
    };
    await Promise.all(Array.from({ length: 60 }, (_, index) => play(index)));
    expect(count(server, '/create')).toBe(8);
  });

  it('are not shared where another client holds some of the eight', async () => {
    let creates = 0;
    const { answer } = sqlgym();
    // Only the ids 100 to 102 are free: every further create hands one of them out again.
    const server = await answering((asked) =>
      asked.path === '/create' ? { json: 100 + (creates++ % 3) } : answer(asked),
    );
    const environment = await remote('sqlgym', server.url);
    const sessions = await Promise.all([0, 1, 2].map((index) => started(environment, index)));
    const waiting = started(environment, 3);
    for (const session of sessions) await session.close();
    expect((await (await waiting).step('SELECT 1')).observation).toBe('question 3');
  });

  it('that wait for a free one can be interrupted', async () => {
    const server = await answering(sqlgym().answer);
    const environment = await remote('sqlgym', server.url);
    const eight = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((index) => started(environment, index)));
    const stop = new AbortController();
    const ninth = await environment.open(stop.signal);
    const waiting = ninth.reset(task(environment, 8), 1);
    const tenth = started(environment, 9);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    await ninth.close();
    await eight[0]?.close();
    expect((await (await tenth).step('SELECT 1')).observation).toBe('question 9');
    expect(count(server, '/create')).toBe(8);
  });
});

describe('several servers', () => {
  const openMany = (environment: Environment, indices: readonly number[]) =>
    Promise.all(indices.map((index) => started(environment, index)));

  it('share the sessions evenly', async () => {
    const servers = await Promise.all([0, 1, 2].map(() => answering(mazeAnswers())));
    const environment = await remote(
      'maze',
      servers.map(({ url }) => url),
    );
    await openMany(environment, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(servers.map((server) => count(server, '/create'))).toEqual([3, 3, 3]);
  });

  it('leave out one that does not answer, and try it again later', async () => {
    const good = await answering(mazeAnswers());
    const bad = await answering(mazeAnswers());
    let now = 0;
    const environment = await remote('maze', [bad.url, good.url], { clock: () => now });
    await bad.stop();
    await environment.check?.();
    await openMany(environment, [0, 1, 2, 3]);
    expect(count(good, '/create')).toBe(4);
    const back = await answering(mazeAnswers(), { port: bad.port });
    await openMany(environment, [4, 5]);
    expect(count(back, '/create')).toBe(0);
    now += 60_000;
    await openMany(environment, [6, 7, 8, 9]);
    expect(count(back, '/create')).toBeGreaterThan(0);
  });

  it('take over the rollouts of one that goes away', async () => {
    const [one, other] = await Promise.all([answering(mazeAnswers()), answering(mazeAnswers())]);
    const environment = await remote('maze', [one.url, other.url]);
    await openMany(environment, [0, 1]);
    await one.stop();
    const session = await started(environment, 2);
    await openMany(environment, [3, 4, 5]);
    expect((await session.step('move up')).observation).toBe('game 2');
    expect(count(other, '/create')).toBe(5);
  });
});

describe('an interruption', () => {
  const textcraft = (hanging: string) => {
    let hung = (): void => {};
    const reached = new Promise<void>((resolve) => {
      hung = resolve;
    });
    let release = (): void => {};
    const answer = async ({ path }: { path: string }): Promise<Said> => {
      if (path === hanging) {
        hung();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      if (path === '/create') return { json: { id: 4 } };
      if (path === '/close') return { json: true };
      return { json: { observation: 'x', reward: 0, done: false } };
    };
    return { answer, reached, release: () => release() };
  };

  it.each(['/reset', '/step'])('during %s breaks the call off, and closes the session', async (path) => {
    const { answer, reached } = textcraft(path);
    const server = await answering(answer);
    const environment = await remote('textcraft', server.url);
    const stop = new AbortController();
    const session = await environment.open(stop.signal);
    const work = session.reset(task(environment, 0), 1).then(() => session.step('x'));
    const failing = expect(work).rejects.toThrow();
    await reached;
    stop.abort(new InterruptedError());
    await failing;
    await session.close();
    await environment.close?.();
    expect(server.asked.at(-1)).toMatchObject({ path: '/close', body: { id: 4 } });
  });

  it('during /create closes the session that comes late', async () => {
    const { answer, reached, release } = textcraft('/create');
    const server = await answering(answer);
    const environment = await remote('textcraft', server.url);
    const stop = new AbortController();
    const session = await environment.open(stop.signal);
    const failing = expect(session.reset(task(environment, 0), 1)).rejects.toThrow();
    await reached;
    stop.abort(new InterruptedError());
    await failing;
    await session.close();
    const closed = environment.close?.();
    release();
    await closed;
    expect(server.asked.map(({ path }) => path)).toEqual(['/create', '/close']);
  });

  it('closes what is open, and does not wait for a server that hangs', async () => {
    const server = await answering(({ path }) => {
      if (path === '/create') return { json: { id: 1 } };
      return path === '/close' ? 'hang' : { json: { observation: 'x', reward: 0, done: false } };
    });
    const environment = await remote('textcraft', server.url, { timeouts: { close: 0.2 } });
    await started(environment);
    await environment.close?.();
    expect(count(server, '/close')).toBe(1);
    await environment.close?.();
    expect(count(server, '/close')).toBe(1);
  });
});
