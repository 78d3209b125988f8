/** shop, served: it speaks as AgentGym's webshop server was recorded, and webshop's clients can play it. */
import { describe, expect, it } from 'vitest';
import { createShop } from '../../src/environments/builtin/shop/environment.ts';
import { remote, task } from '../support/remote.ts';
import { serving } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

const shop = createShop({ observation: 'full' });

/** Keys in their order, and types; what a list holds is the shop's own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return 'list';
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

describe('shop over the wire', () => {
  it('answers what was recorded of webshop in the recorded shapes', async () => {
    const server = await serving([{ environment: shop }]);
    const ids = new Map<string, number>();
    /** The recorded ids are drawn; ours are counted. */
    const ours = (text: string) =>
      [...ids].reduce((known, [theirs, own]) => known.replaceAll(theirs, String(own)), text);
    let compared = 0;
    for (const { method, path, body, raw, status, answer } of transcript('webshop')) {
      const said = body === undefined ? undefined : (JSON.parse(ours(JSON.stringify(body))) as unknown);
      const reply = method === 'GET' ? await server.get(ours(path)) : await server.post(path, raw ?? said);
      if (path === '/create') ids.set(String(answer), Number(reply.json));
      // The original has no /close; its sessions can be asked before a reset, and after ids were drawn again.
      if (path === '/close' || status >= 400 || reply.status >= 400) continue;
      expect([reply.status, shapeOf(reply.json)], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
        status,
        shapeOf(answer),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
  });

  it('is played to the end by a client of webshop, word for word', async () => {
    const server = await serving([{ environment: shop }]);
    const tasks = shop.tasks('eval').slice(0, 5);
    const client = await remote('webshop', server.url, { tasks: { eval: { ids: tasks.map(({ index }) => index) } } });
    for (const own of tasks) {
      const [near, far] = [await shop.open(), await client.open()];
      const { observation } = await near.reset(own, 1);
      expect((await far.reset(task(client, own.index, 'eval'), 1)).observation).toBe(observation);
      let last = { reward: 0, done: false };
      while (!last.done) {
        const { action } = near.expert?.() ?? { action: '' };
        const step = await near.step(action);
        expect(await far.step(action)).toEqual(step);
        last = step;
      }
      expect(last.reward).toBe(1);
      await far.close();
    }
  });

  it('tells which buttons there are', async () => {
    const server = await serving([{ environment: shop }]);
    const id = (await server.post('/create')).json as number;
    await server.post('/reset', { env_idx: id, session_id: 2 });
    const buttons = async () => (await server.get(`/available_actions?env_idx=${id}`)).json;
    expect(await buttons()).toEqual({ has_search_bar: true, clickables: ['search'] });
    await server.post('/step', { env_idx: id, action: 'search[qwertz]' });
    expect(await buttons()).toEqual({ has_search_bar: false, clickables: ['back to search'] });
    expect((await server.get(`/instruction_text?env_idx=${id}`)).json).toBe(
      'Instruction: Find: canvas sneakers, color blue.',
    );
  });
});
