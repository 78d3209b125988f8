/** sheet and todo, served: as AgentGym's tool servers, playable by their clients, which send whole turns. */
import { describe, expect, it } from 'vitest';
import { createSheet } from '../../src/environments/builtin/sheet/environment.ts';
import { createTodo } from '../../src/environments/builtin/todo/environment.ts';
import type { Environment } from '../../src/environments/contract.ts';
import { remote, task } from '../support/remote.ts';
import { serving } from '../support/serving.ts';

const entries: { name: 'sheet' | 'todo'; environment: Environment }[] = [
  { name: 'sheet', environment: createSheet() },
  { name: 'todo', environment: createTodo() },
];

describe.each(entries)('$name over the wire', ({ name, environment }) => {
  it('answers in the shapes of the original', async () => {
    const server = await serving([{ environment }]);
    const [first] = environment.tasks('eval');
    if (!first) throw new Error('no task');
    const id = (await server.post('/create', { id: first.index })).json;
    expect(typeof id).toBe('number');
    const goal = (await server.get(`/observation?env_idx=${String(id)}`)).json;
    expect(goal).toMatch(/^Goal: /u);
    expect((await server.post('/reset', { env_idx: id, id: first.index })).json).toBe(goal);
    const action = 'Thought: What is there?\n\nAction: check_valid_actions with Action Input: {}';
    expect((await server.post('/step', { env_idx: id, action })).json).toEqual({
      observation: expect.stringMatching(/^Tools: .*, finish\.$/u) as string,
      reward: 0,
      done: false,
    });
  });

  it('is won by a client of the original, as in process', async () => {
    const server = await serving([{ environment }]);
    const tasks = environment.tasks('eval').slice(0, 9);
    const client = await remote(name, server.url, { tasks: { eval: { ids: tasks.map(({ index }) => index) } } });
    for (const own of tasks) {
      const [near, far] = [await environment.open(), await client.open()];
      const { observation } = await near.reset(own, 1);
      expect((await far.reset(task(client, own.index, 'eval'), 1)).observation).toBe(observation);
      let last = { reward: 0, done: false };
      while (!last.done) {
        const { thought, action } = near.expert?.() ?? { thought: '', action: '' };
        const step = await near.step(action);
        expect(await far.step(`Thought: ${thought}\n\nAction: ${action}`)).toEqual(step);
        last = step;
      }
      expect(last.reward).toBe(1);
      await far.close();
    }
  });
});
