/** weather, movie and academia, served: the shapes that AgentGym's server was recorded with, and what their clients send. */
import { describe, expect, it } from 'vitest';
import { createAcademia } from '../../src/environments/builtin/academia/environment.ts';
import { createMovie } from '../../src/environments/builtin/movie/environment.ts';
import { createWeather } from '../../src/environments/builtin/weather/environment.ts';
import { serving } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

/** Keys in their order, and types. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

describe.each([createWeather(), createMovie(), createAcademia()])('$name, served', (environment) => {
  it('is won by the whole turns that its client sends', async () => {
    const server = await serving([{ environment }]);
    const id = (await server.post('/create', { id: 0 })).json;
    expect(id).toEqual(expect.any(Number));
    const session = await environment.open();
    for (const task of environment.tasks('dev').slice(0, 6)) {
      const { observation } = await session.reset(task, 0);
      expect((await server.post('/reset', { id: task.index, env_idx: id })).json).toBe(observation);
      expect((await server.get(`/observation?env_idx=${String(id)}`)).json).toBe(observation);
      let answer: unknown;
      for (let done = false; !done; ) {
        const { thought, action } = session.expert?.() ?? { thought: '', action: '' };
        const step = await session.step(action);
        const whole = `Thought: ${thought}\n\nAction: ${action}`;
        answer = (await server.post('/step', { env_idx: id, action: whole })).json;
        expect(answer).toEqual(step);
        done = step.done;
      }
      expect(answer).toMatchObject({ reward: 1, done: true });
    }
  });
});

it('weather answers in the recorded shapes', async () => {
  const server = await serving([{ environment: createWeather() }]);
  let compared = 0;
  for (const { method, path, body, raw, status, answer } of transcript('weather')) {
    if (status === 500) continue;
    const reply = method === 'GET' ? await server.get(path) : await server.post(path, raw ?? body);
    // This server closes sessions, and lists those that there are.
    if (path === '/list_envs' || path === '/close') continue;
    expect([reply.status, shapeOf(reply.json)], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
      status,
      shapeOf(answer),
    ]);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(8);
});
