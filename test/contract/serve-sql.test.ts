/** sql, served as sqlgym: the shapes that AgentGym's server was recorded with, and what its client does in an episode. */
import { afterAll, describe, expect, it } from 'vitest';
import { createSql } from '../../src/environments/builtin/sql/environment.ts';
import type { Task } from '../../src/environments/contract.ts';
import { serving, type TestServer } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

const environments = { 'one-shot': createSql({ mode: 'one-shot' }), interactive: createSql() };
afterAll(async () => {
  for (const one of Object.values(environments)) await one.close?.();
});

/** Keys in their order, and types; what `info` holds is the server's business. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, key === 'info' ? typeof member : shapeOf(member)]);
}

/** What the client of sqlgym sends and reads in one episode; ends with the answer to `sql`. */
async function episode(server: TestServer, task: Task, sql: string): Promise<Record<string, unknown>> {
  const id = (await server.post('/create')).json;
  expect(id).toEqual(expect.any(Number));
  const reset = await server.post('/reset', { env_idx: id, item_id: task.index });
  const seen = await server.get(`/observation?env_idx=${String(id)}`);
  expect(reset.json).toEqual([seen.json, null]);
  expect(seen.json).toContain('CREATE TABLE');
  const step = await server.post('/step', { env_idx: id, action: sql });
  expect(step.status).toBe(200);
  return step.json as Record<string, unknown>;
}

describe.each(['one-shot', 'interactive'] as const)('sql (%s), served as sqlgym', (mode) => {
  const environment = environments[mode];
  const [task] = environment.tasks('train');

  it('answers the right query with 1 and others with 0, and keeps the right query to itself', async () => {
    const server = await serving([{ environment }]);
    if (!task) throw new Error('no task');
    const session = await environment.open();
    await session.reset(task, 0);
    const right = session.expert?.().action.replace(/^answer: /u, '') ?? '';
    const won = await episode(server, task, right);
    expect(won).toMatchObject({ reward: 1, done: true, info: { db_id: 'shop' } });
    expect(JSON.stringify(won)).not.toContain(right);
    const recorded = transcript('sqlgym').find(({ path, status }) => path === '/step' && status === 200);
    expect(shapeOf(won)).toEqual(shapeOf(recorded?.answer));
    expect(await episode(server, task, 'SELECT 1')).toMatchObject({ reward: 0, done: true });
    const lost = await episode(server, task, 'SELEC');
    expect(lost).toMatchObject({ reward: 0, done: mode === 'one-shot' });
    expect(lost['state']).toEqual(expect.stringMatching(/^(?:Only queries can be run|Begin with query:)/u));
  });
});
