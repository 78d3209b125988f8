/**
 * Our client against the recorded answers of AgentGym's servers: every recorded episode gives the observations, rewards
 * and dones that the protocol says, every recorded fault an error, and nothing is asked that the originals were not.
 */
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../src/environments/remote/adapters.ts';
import { createHttp } from '../../src/environments/remote/http.ts';
import { step } from '../../src/environments/remote/protocol.ts';
import { remote } from '../support/remote.ts';
import { type Replay, replay } from '../support/replay.ts';
import { type Exchange, transcript } from '../support/transcripts.ts';

type Recorded =
  | 'alfworld'
  | 'babyai'
  | 'maze'
  | 'sciworld'
  | 'searchqa'
  | 'sqlgym'
  | 'textcraft'
  | 'weather'
  | 'webshop'
  | 'wordle';

/** The protocol's table, written down once more: base path, id, index, and where text and reward of a step are. */
const TABLE: Record<Recorded, { base: string; id: 'id' | 'env_idx'; index: string; text: string; reward: string }> = {
  alfworld: { base: '', id: 'id', index: 'game', text: 'observation', reward: 'reward' },
  babyai: { base: '', id: 'id', index: 'data_idx', text: 'observation', reward: 'score' },
  maze: { base: '/maze', id: 'id', index: 'game', text: 'observation', reward: 'reward' },
  sciworld: { base: '', id: 'id', index: 'data_idx', text: 'observation', reward: 'score' },
  searchqa: { base: '', id: 'env_idx', index: 'id', text: 'observation', reward: 'reward' },
  sqlgym: { base: '', id: 'env_idx', index: 'item_id', text: 'state', reward: 'reward' },
  textcraft: { base: '', id: 'id', index: 'data_idx', text: 'observation', reward: 'reward' },
  weather: { base: '', id: 'env_idx', index: 'id', text: 'observation', reward: 'reward' },
  webshop: { base: '', id: 'env_idx', index: 'session_id', text: 'state', reward: 'reward' },
  wordle: { base: '/wordle', id: 'id', index: 'seed', text: 'observation', reward: 'reward' },
};
const NAMES = Object.keys(TABLE) as Recorded[];

interface Episode {
  at: number;
  index: number;
  reset: Exchange;
  steps: Exchange[];
}

function isGood({ status, answer }: Exchange): boolean {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer;
  return status === 200 && !error;
}

/** A recorded call of the shape that a client sends. */
function isCall(name: Recorded, call: 'reset' | 'step', { method, path, body }: Exchange): boolean {
  const { base, id, index } = TABLE[name];
  const field = call === 'reset' ? index : 'action';
  if (name === 'alfworld' && call === 'reset' && body?.['world_type'] !== 'Text') return false;
  return method === 'POST' && path === `${base}/${call}` && typeof body?.[id] === 'number' && field in body;
}

/** Resets that went well, each with the steps of its session up to its end. */
function episodesOf(name: Recorded): Episode[] {
  const { id, index } = TABLE[name];
  const exchanges = transcript(name);
  return exchanges.flatMap((reset, at) => {
    const number = reset.body?.[index];
    if (!isCall(name, 'reset', reset) || !isGood(reset) || typeof number !== 'number' || number < 0) return [];
    const rest = exchanges.slice(at + 1);
    const end = rest.findIndex((one) => isCall(name, 'reset', one) || one.path.endsWith('/close'));
    const steps: Exchange[] = [];
    for (const one of end < 0 ? rest : rest.slice(0, end)) {
      if (!isCall(name, 'step', one) || one.body?.[id] !== reset.body?.[id]) continue;
      if (!isGood(one)) break;
      steps.push(one);
      if ((one.answer as { done: boolean }).done && name !== 'sqlgym') break;
    }
    return [{ at, index: number, reset, steps }];
  });
}

async function replaying(name: Recorded): Promise<{ server: Replay; url: string }> {
  const server = await replay(transcript(name), TABLE[name].id);
  return { server, url: server.url + TABLE[name].base };
}

describe.each(NAMES)('the recording of %s', (name) => {
  const episodes = episodesOf(name);

  it('has episodes with steps', () => {
    expect(episodes.filter(({ steps }) => steps.length > 0).length).toBeGreaterThan(0);
  });

  it.each(episodes.map((episode) => [episode.at, episode] as const))(
    'plays as recorded from exchange %i on',
    async (at, { index, steps }) => {
      const { server, url } = await replaying(name);
      const tasks = { train: { ids: [index] } };
      const environment = await remote(name, url, { tasks });
      await environment.check?.();
      server.begin(at);
      const session = await environment.open();
      const [task] = environment.tasks('train');
      const { observation, fingerprint } = await session.reset(task!, 1);
      expect(observation).not.toBe('');
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/u);
      for (const { body, answer } of steps) {
        const fields = answer as Record<string, unknown>;
        const { text, reward } = TABLE[name];
        const expected = { observation: fields[text], reward: Number(fields[reward]), done: fields['done'] };
        expect(await session.step(String(body?.['action']))).toEqual(expected);
      }
      await session.close();
      await environment.close?.();
      expect(server.strange).toEqual([]);
    },
  );

  it('has, if any, faults at resets that are errors', async () => {
    const { server, url } = await replaying(name);
    const faults = transcript(name).flatMap((one, at) => {
      const index = one.body?.[TABLE[name].index];
      const faulty =
        isCall(name, 'reset', one) && !isGood(one) && one.status !== 422 && typeof index === 'number' && index >= 0;
      return faulty && isOpened(name, one) ? [{ at, index }] : [];
    });
    for (const { at, index } of faults) {
      const environment = await remote(name, url, { tasks: { train: { ids: [index] } } });
      server.begin(at);
      const session = await environment.open();
      const [task] = environment.tasks('train');
      await expect(session.reset(task!, 1)).rejects.toMatchObject({ code: 'E_ENV_ANSWER', restartable: false });
      await session.close();
      await environment.close?.();
    }
    expect(server.strange).toEqual([]);
  });

  it('has faults at steps, each of which is an error that another session may cure', async () => {
    const { server, url } = await replaying(name);
    const http = createHttp(url);
    const faults = transcript(name).filter((one) => isCall(name, 'step', one) && !isGood(one) && one.status !== 422);
    expect(faults.length).toBeGreaterThan(0);
    for (const { body } of faults) {
      server.begin(transcript(name).findIndex((one) => !isGood(one) && one.body?.['action'] === body?.['action']));
      const of = { id: body?.[TABLE[name].id] as number, action: body?.['action'] as string, itemId: `${name}_0` };
      const failing = step(http, ADAPTERS[name], of, { deadline: 2000 });
      await expect(failing).rejects.toMatchObject({ code: 'E_ENV_ANSWER', restartable: true });
    }
    await http.destroy();
    expect(server.strange).toEqual([]);
  });
});

/** Whether a session of that id was created in the recording. */
function isOpened(name: Recorded, { body }: Exchange): boolean {
  const { id } = TABLE[name];
  return transcript(name).some(({ path, answer, status }) => {
    const made = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[id] : answer;
    return path.endsWith('/create') && status === 200 && made === body?.[id];
  });
}
