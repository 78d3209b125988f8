/** maze and wordle, served: in the shapes AgentGym's lmrlgym server was recorded with, and playable by its clients. */
import { describe, expect, it } from 'vitest';
import { createMaze } from '../../src/environments/builtin/maze/environment.ts';
import { createWordle } from '../../src/environments/builtin/wordle/environment.ts';
import type { Environment } from '../../src/environments/contract.ts';
import { seedOf } from '../../src/seeds.ts';
import { remote, task } from '../support/remote.ts';
import { serving } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

/** Keys in their order, and types. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', typeof value[0]];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

const entries: { name: 'maze' | 'wordle'; environment: Environment }[] = [
  { name: 'maze', environment: createMaze() },
  { name: 'wordle', environment: createWordle() },
];

describe.each(entries)('$name over the wire', ({ name, environment }) => {
  it('answers what was recorded in the recorded shapes', async () => {
    const server = await serving([{ environment }]);
    let compared = 0;
    for (const { method, path, body, status, answer } of transcript(name)) {
      if (!path.startsWith(`/${name}/`) || path === '/wordle/') continue;
      const here = path.replace(/id=1$/u, 'id=0');
      const reply = method === 'GET' ? await server.get(here) : await server.post(here, body && { ...body, id: 0 });
      // The recorded episode ends where ours goes on; the original has no /close.
      if (path.endsWith('/close') || (typeof answer === 'object' && 'error' in (answer ?? {}))) continue;
      // The original counts games from the end too.
      if (body?.['game'] === -2) continue;
      expect([reply.status, shapeOf(reply.json)], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
        status,
        shapeOf(answer),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(10);
  });

  it('is won by a client of the original, as in process', async () => {
    const server = await serving([{ environment }]);
    const tasks = environment.tasks('eval').slice(0, 5);
    const client = await remote(name, `${server.url}/${name}`, {
      tasks: { eval: { ids: tasks.map(({ index }) => index) } },
    });
    for (const own of tasks) {
      const [near, far] = [await environment.open(), await client.open()];
      await near.reset(own, seedOf('serve', own.itemId));
      const theirs = task(client, own.index, 'eval');
      if (!theirs) throw new Error('no task');
      await far.reset(theirs, 1);
      let last = { reward: 0, done: false };
      while (!last.done) {
        const { action } = near.expert?.() ?? { action: '' };
        last = await near.step(action);
        expect(await far.step(action)).toEqual(last);
      }
      expect(last.reward).toBe(1);
      await far.close();
    }
  });
});

it('tells the name of the maze, and the words to choose from', async () => {
  const server = await serving(entries);
  const { id: maze } = (await server.post('/maze/create')).json as { id: number };
  await server.post('/maze/reset', { id: maze, game: 10 });
  expect((await server.get(`/maze/detail?id=${maze}`)).json).toMatchObject({ maze_name: 'double_t_maze' });
  const { id: wordle } = (await server.post('/wordle/create')).json as { id: number };
  const words = (await server.get(`/wordle/filtered_vocab?id=${wordle}`)).json as string[];
  expect(words.length).toBeGreaterThanOrEqual(12);
  expect(words.every((word) => /^[a-z]{5}$/u.test(word))).toBe(true);
});
