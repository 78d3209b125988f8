/** household, served: it speaks as AgentGym's alfworld server was recorded, and alfworld's clients can play it. */
import { describe, expect, it } from 'vitest';
import { createHousehold } from '../../src/environments/builtin/household/environment.ts';
import { remote, task } from '../support/remote.ts';
import { serving } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

const household = createHousehold();

/** Keys in their order, and types; what a list holds is the world's own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', typeof value[0]];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

describe('household over the wire', () => {
  it('answers what was recorded of alfworld in the recorded shapes', async () => {
    const server = await serving([{ environment: household }]);
    let compared = 0;
    for (const { method, path, body, raw, status, answer } of transcript('alfworld')) {
      const reply = method === 'GET' ? await server.get(path) : await server.post(path, raw ?? body);
      // The recorded episode ends where ours goes on; the original has no /close.
      if (path === '/close' || (typeof answer === 'object' && 'error' in (answer ?? {}))) continue;
      expect([reply.status, shapeOf(reply.json)], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
        status,
        shapeOf(answer),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
  });

  it('is played to the end by a client of alfworld, word for word, with the type of its task and the legal actions', async () => {
    const server = await serving([{ environment: household }]);
    const tasks = household.tasks('eval').slice(0, 6);
    const client = await remote('alfworld', server.url, { tasks: { eval: { ids: tasks.map(({ index }) => index) } } });
    const types: unknown[] = [];
    for (const own of tasks) {
      const [near, far] = [await household.open(), await client.open()];
      const { observation } = await near.reset(own, 1);
      const theirs = task(client, own.index, 'eval');
      if (!theirs) throw new Error('no task');
      const listed = `\nAVAILABLE ACTIONS: ${near.actions?.().join(',')}`;
      expect((await far.reset(theirs, 1)).observation).toBe(observation + listed);
      types.push(near.details?.()['task_type']);
      for (let done = false; !done; ) {
        const { action } = near.expert?.() ?? { action: '' };
        const step = await near.step(action);
        expect(await far.step(action)).toEqual(step);
        done = step.done;
      }
      await far.close();
    }
    expect(types.map((type) => String(type).split('-')[0])).toEqual([
      'pick_and_place_simple',
      'pick_two_obj_and_place',
      'look_at_obj_in_light',
      'pick_clean_then_place_in_recep',
      'pick_heat_then_place_in_recep',
      'pick_cool_then_place_in_recep',
    ]);
    const { id } = (await server.post('/create')).json as { id: number };
    const game = tasks[0]?.index;
    const reset = (await server.post('/reset', { id, game, world_type: 'Text' })).json;
    expect(reset).toMatchObject({ task_type: types[0], available_actions: expect.arrayContaining(['look']) });
  });
});
