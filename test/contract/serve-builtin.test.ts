/** The built-in environments, served: the shapes that AgentGym's servers were recorded with, and whole episodes. */
import { describe, expect, it } from 'vitest';
import { createBabyai } from '../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../src/environments/builtin/textcraft/environment.ts';
import type { Environment, Task } from '../../src/environments/contract.ts';
import { seedOf } from '../../src/seeds.ts';
import { babyaiTasks } from '../../src/serve/tasks.ts';
import { serving, type TestServer } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

const textcraft = createTextcraft();
const babyai = createBabyai({ levels: [1, 13], observation: 'full' });

/** Keys in their order, and types. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

describe.each([
  { name: 'textcraft', entry: { environment: textcraft } },
  { name: 'babyai', entry: { environment: babyai, tasks: babyaiTasks([1, 13]) } },
])('$name, asked what was recorded', ({ name, entry }) => {
  it('answers in the recorded shapes', async () => {
    const server = await serving([entry]);
    const first = name === 'babyai' ? 1 : 0;
    // A recorded id is one more where the original counts from 1.
    const ours = (id: unknown): unknown => (typeof id === 'number' ? id - first : id);
    let compared = 0;
    for (const { method, path, body, raw, status, answer } of transcript(name)) {
      const there = path.replace(/id=(\d+)/u, (_, id) => `id=${Number(id) - first}`);
      const said = body !== undefined && 'id' in body ? { ...body, id: ours(body['id']) } : body;
      const reply = method === 'GET' ? await server.get(there) : await server.post(there, raw ?? said);
      // Broken routes, and what depends on where the recorded world's episode ended (serve-transcripts.test.ts).
      if (status === 500 || (status === 200 && typeof answer === 'object' && 'error' in (answer ?? {}))) continue;
      if (name === 'babyai' && JSON.stringify(body) === '{"id":2,"data_idx":0}') continue;
      expect([reply.status, shapeOf(reply.json)], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
        status,
        shapeOf(answer),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });
});

/** Plays an expert's episode over the wire, beside one in process; both must be the same. */
async function playBeside(
  environment: Environment,
  task: Task,
  server: TestServer,
): Promise<Record<string, unknown>[]> {
  const session = await environment.open();
  const { observation } = await session.reset(task, seedOf('serve', task.itemId));
  const { id } = (await server.post('/create', {})).json as { id: number };
  expect((await server.post('/reset', { id, data_idx: task.index })).json).toMatchObject({ observation });
  const answers: Record<string, unknown>[] = [];
  for (let done = false; !done; ) {
    const { action } = session.expert?.() ?? { action: '' };
    const step = await session.step(action);
    const answer = (await server.post('/step', { id, action })).json as Record<string, unknown>;
    expect(answer).toMatchObject({ observation: step.observation, done: step.done });
    answers.push(answer);
    done = step.done;
  }
  answers.push((await server.post('/step', { id, action: 'turn left' })).json as Record<string, unknown>);
  expect((await server.post('/close', { id })).json).toBe(true);
  return answers;
}

describe('an expert over the wire', () => {
  it('wins textcraft as in process', async () => {
    const server = await serving([{ environment: textcraft }]);
    for (const task of textcraft.tasks('dev').slice(0, 4)) {
      const answers = await playBeside(textcraft, task, server);
      expect(answers.map(({ reward }) => reward)).toEqual([...answers.slice(2).map(() => 0), 1, 0]);
    }
  });

  it('wins babyai as in process, with the score of its first success', async () => {
    const server = await serving([{ environment: babyai, tasks: babyaiTasks([1, 13]) }]);
    for (const task of babyai.tasks('dev').slice(0, 4)) {
      const answers = await playBeside(babyai, task, server);
      const [last, after] = answers.slice(-2);
      expect(last?.['score']).toBeGreaterThan(0.5);
      expect(last?.['reward']).toBe(last?.['score']);
      expect(after).toEqual({ error: expect.stringMatching(/^The task with environment \d+ has finished\.$/u) });
    }
  });
});
