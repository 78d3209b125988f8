/** search, served as searchqa: the shapes that AgentGym's server was recorded with, and what its client does in an episode. */
import { expect, it } from 'vitest';
import { createSearch } from '../../src/environments/builtin/search/environment.ts';
import { serving } from '../support/serving.ts';
import { transcript } from '../support/transcripts.ts';

/** Keys in their order, and types. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

it('is played by the whole turns that the client of searchqa sends', async () => {
  const environment = createSearch();
  const server = await serving([{ environment }]);
  const id = (await server.post('/create', { id: 0 })).json;
  expect(id).toEqual(expect.any(Number));
  const index = 57;
  const reset = await server.post('/reset', { id: index, env_idx: id });
  const seen = await server.get(`/observation?env_idx=${String(id)}`);
  expect(seen.json).toBe('Question: In which town was the mayor of Rowan Ford born?');
  expect(reset.json).toBe(seen.json);
  const step = async (action: string): Promise<unknown> => (await server.post('/step', { env_idx: id, action })).json;
  const found = await step('<think>Who is it?</think>\n<search>mayor of Rowan Ford</search>');
  expect(found).toMatchObject({ reward: 0, done: false, observation: expect.stringContaining('Kira Lind') });
  const recorded = transcript('searchqa').find(({ path, status }) => path === '/step' && status === 200);
  expect(shapeOf(found)).toEqual(shapeOf(recorded?.answer));
  await step('<think>Where was Kira Lind born?</think> <search>Kira Lind born</search>');
  expect(await step('<think>I know.</think>\n<answer> Juniper Rock </answer>')).toMatchObject({
    reward: 1,
    done: true,
  });
});
