/** science, served: it speaks as AgentGym's sciworld server was recorded, and sciworld's clients can play it. */
import { describe, expect, it } from 'vitest';
import { createScience } from '../../src/environments/builtin/science/environment.ts';
import { remote, task } from '../support/remote.ts';
import { serving } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

const science = createScience();

/** Keys in their order, and types; what a list holds is the world's own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', typeof value[0]];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

describe('science over the wire', () => {
  it('answers what was recorded of sciworld in the recorded shapes', async () => {
    const server = await serving([{ environment: science }]);
    let compared = 0;
    for (const { method, path, body, raw, status, answer } of transcript('sciworld')) {
      const reply = method === 'GET' ? await server.get(path) : await server.post(path, raw ?? body);
      // What only ScienceWorld's own engine can say has no route here.
      if (/^\/(?:close|object_tree|state|step_visual|inventory)/u.test(path)) continue;
      if (typeof answer === 'object' && 'error' in (answer ?? {})) continue;
      expect([reply.status, shapeOf(reply.json)], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
        status,
        shapeOf(answer),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(5);
  });

  it('is played to the end by a client of sciworld, with its task, scores and legal actions', async () => {
    const server = await serving([{ environment: science }]);
    const tasks = science.tasks('eval').slice(0, 10);
    const client = await remote('sciworld', server.url, { tasks: { eval: { ids: tasks.map(({ index }) => index) } } });
    for (const own of tasks) {
      const [near, far] = [await science.open(), await client.open()];
      const { observation } = await near.reset(own, 1);
      const theirs = task(client, own.index, 'eval');
      if (!theirs) throw new Error('no task');
      const description = String(near.details?.()['task_description']);
      expect(observation).toContain(`\n${description}`);
      expect((await far.reset(theirs, 1)).observation).toBe(`${description}\n${observation}`);
      for (let done = false; !done; ) {
        const { action } = near.expert?.() ?? { action: '' };
        const step = await near.step(action);
        expect(await far.step(action)).toEqual(step);
        done = step.done;
        if (done) expect(step.reward).toBe(100);
      }
      await far.close();
    }
    const { id } = (await server.post('/create')).json as { id: number };
    const reset = (await server.post('/reset', { id, data_idx: tasks[0]?.index })).json;
    expect(reset).toMatchObject({ task_name: 'find', var_num: tasks[0]?.index, score: 0, done: false });
    const hint = (await server.get(`/action_hint?id=${id}`)).json;
    expect(hint).toMatchObject({ possible_actions: expect.arrayContaining(['look around']) });
    expect((await server.get(`/goals?id=${id}`)).json).toMatchObject({ goals: expect.stringContaining('focus') });
  });
});
