/** What servers do wrong, and what becomes of it: a typed error, sent once, and a rollout that starts again or says so. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../../src/environments/contract.ts';
import { rollout } from '../../../../src/explore/rollout.ts';
import { seedOf } from '../../../../src/seeds.ts';
import { act, createAnsweringPolicy } from '../../../support/answering-policy.ts';
import { answering, type AnsweringServer, type Said } from '../../../support/answering-server.ts';
import { remote, type RemoteChanges, started, task } from '../../../support/remote.ts';

const GOOD_STEP = { observation: 'You did it.', reward: 1, done: true };

interface Faulty {
  environment: Environment;
  server: AnsweringServer;
  /** How often a call was made. */
  count: (call: string) => number;
}

/** A textcraft server of which one call is faulty: always, or as long as `says` says something. */
async function faulty(call: string, says: (nth: number) => Said | undefined, changes?: RemoteChanges): Promise<Faulty> {
  let nth = 0;
  let ids = 0;
  const server = await answering(({ path }) => {
    if (path === `/${call}`) {
      const said = says(nth++);
      if (said !== undefined) return said;
    }
    if (path === '/create') return { json: { id: ids++, observation: '', done: false, reward: 0 } };
    if (path === '/reset') return { json: { observation: 'Goal: craft stick.', done: false, reward: 0 } };
    if (path === '/step') return { json: GOOD_STEP };
    return { json: true };
  });
  const environment = await remote('textcraft', server.url, { ...changes });
  return { environment, server, count: (name) => server.asked.filter(({ path }) => path === `/${name}`).length };
}

const FAULTS: readonly [name: string, said: Said, code: string, restartable: boolean][] = [
  ['200 with an error', { json: { error: 'The id 0 is not valid.' } }, 'E_ENV_ANSWER', true],
  ['200 with an empty error', { json: { error: '' } }, 'E_ENV_ANSWER', true],
  ['200 with an error beside good fields', { json: { ...GOOD_STEP, error: '1' } }, 'E_ENV_ANSWER', true],
  ['500 with text', { text: 'Internal Server Error', status: 500 }, 'E_ENV_ANSWER', true],
  ['503 of a proxy', { text: '<html>busy</html>', status: 503, type: 'text/html' }, 'E_ENV_ANSWER', true],
  ['422', { json: { detail: [{ type: 'missing' }] }, status: 422 }, 'E_ENV_ANSWER', false],
  ['404', { json: { detail: 'Not Found' }, status: 404 }, 'E_ENV_ANSWER', false],
  ['a redirect', { text: '', status: 307 }, 'E_ENV_ANSWER', false],
  ['a hang', 'hang', 'E_ENV_TIMEOUT', true],
  ['a broken connection', 'break', 'E_ENV_UNREACHABLE', true],
  ['no JSON', { text: '{"observation": "x"' }, 'E_ENV_ANSWER', false],
  ['NaN as Python writes it', { text: '{"observation": "x", "reward": NaN, "done": false}' }, 'E_ENV_ANSWER', false],
  ['an empty answer', { text: '' }, 'E_ENV_ANSWER', false],
  ['null', { json: null }, 'E_ENV_ANSWER', false],
  ['a bare text', { json: 'ok' }, 'E_ENV_ANSWER', false],
  ['no observation', { json: { reward: 0, done: false } }, 'E_ENV_ANSWER', false],
  ['no reward', { json: { observation: 'x', done: false } }, 'E_ENV_ANSWER', false],
  ['a reward that is no number', { json: { observation: 'x', reward: '1', done: false } }, 'E_ENV_ANSWER', false],
  ['a reward that is null', { json: { observation: 'x', reward: null, done: false } }, 'E_ENV_ANSWER', false],
  ['an infinite reward', { text: '{"observation": "x", "reward": 1e999, "done": false}' }, 'E_ENV_ANSWER', false],
  ['a reward outside the range', { json: { observation: 'x', reward: 1.5, done: false } }, 'E_ENV_ANSWER', false],
  ['no done', { json: { observation: 'x', reward: 0 } }, 'E_ENV_ANSWER', false],
  ['an answer that is too long', { text: 'x'.repeat(5000) }, 'E_ENV_ANSWER', false],
];

describe('a faulty step', () => {
  it.each(FAULTS)('%s is an error, and is not sent again', async (_, said, code, restartable) => {
    const timeouts = said === 'hang' ? { call: 1 } : {};
    const { environment, count, server } = await faulty('step', () => said, { http: { mostBytes: 4000 }, timeouts });
    const session = await started(environment);
    const failing = session.step('get 1 dirt');
    await expect(failing).rejects.toMatchObject({ name: 'AgentgymError', code, restartable });
    await expect(failing).rejects.toThrow(server.url);
    expect(count('step')).toBe(1);
    await session.close();
    expect(count('close')).toBe(1);
  });

  it('with a reward outside the range names the task', async () => {
    const answer = { json: { observation: 'x', reward: 1.5, done: false } };
    const { environment } = await faulty('step', () => answer);
    const session = await started(environment, 2);
    await expect(session.step('x')).rejects.toThrow('`reward` of textcraft_2 is 1.5, outside 0 to 1');
    await session.close();
  });

  it('at a server that is gone is an error at once', async () => {
    const { environment, server } = await faulty('none', () => undefined);
    const session = await started(environment);
    await server.stop();
    await expect(session.step('x')).rejects.toMatchObject({ code: 'E_ENV_UNREACHABLE', restartable: true });
    await session.close();
  });

  it('that comes after the rollout has waited too long ends it for good', async () => {
    const { environment } = await faulty('step', () => 'hang', { timeouts: { call: 5, rollout: 1 } });
    const session = await started(environment);
    await expect(session.step('x')).rejects.toMatchObject({ code: 'E_ENV_TIMEOUT', restartable: false });
    await expect(session.step('x')).rejects.toThrow('the most it may');
  });
});

describe('a faulty create or reset', () => {
  it.each(['create', 'reset'])('%s is tried again in a new session', async (call) => {
    const { environment, count } = await faulty(call, (nth) => (nth === 0 ? 'break' : undefined));
    const session = await started(environment);
    expect(count('create')).toBe(2);
    expect(await session.step('x')).toEqual(GOOD_STEP);
  });

  it.each(['create', 'reset'])('%s is given up after the configured attempts', async (call) => {
    const { environment, count } = await faulty(call, () => 'break', { retries: 3 });
    await expect(started(environment)).rejects.toMatchObject({ code: 'E_ENV_UNREACHABLE', restartable: false });
    expect(count(call)).toBe(4);
    expect(count('close')).toBe(call === 'reset' ? 4 : 0);
  });

  it('reset that answers an error is believed the second time', async () => {
    const { environment, count } = await faulty('reset', () => ({ json: { error: 'list index out of range' } }), {
      retries: 9,
    });
    await expect(started(environment)).rejects.toThrow('list index out of range');
    expect(count('reset')).toBe(2);
    expect(count('close')).toBe(2);
  });

  it.each([
    ['no id', { json: {} }],
    ['a list', { json: [1] }],
    ['an id that is no whole number', { json: { id: 1.5 } }],
    ['null', { json: null }],
  ])('create with %s is an error', async (_, said) => {
    const { environment, count } = await faulty('create', () => said);
    await expect(started(environment)).rejects.toThrow('expected an id under `id`');
    expect(count('create')).toBe(1);
  });
});

describe('a rollout on a faulty server', () => {
  const play = (environment: Environment, policy = createAnsweringPolicy(() => act('get 1 dirt'))) =>
    rollout({
      environment,
      task: task(environment, 0),
      policy,
      sample: 0,
      seed: 7,
      temperature: 1,
      maxTokens: 9,
      maxRounds: 5,
      format: 'react',
    });

  it('starts again in a new session, with the same seeds, and says so', async () => {
    const got = { json: { observation: 'Got 1 dirt', reward: 0, done: false } };
    const says = (nth: number): Said | undefined => (nth === 0 ? got : nth === 1 ? 'hang' : undefined);
    const { environment, count, server } = await faulty('step', says, { timeouts: { call: 1 } });
    const policy = createAnsweringPolicy(() => act('get 1 dirt'));
    const trajectory = await play(environment, policy);
    expect(trajectory).toMatchObject({ outcome: 'success', reward: 1, rounds: 1, restarts: 1 });
    expect(trajectory.messages.filter(({ role }) => role === 'assistant')).toHaveLength(2);
    expect(policy.requests.map(({ seed }) => seed)).toEqual([seedOf(7, 0), seedOf(7, 1), seedOf(7, 0)]);
    expect(trajectory.usage.completion).toBe(9);
    const ids = server.asked.filter(({ path }) => path === '/step').map(({ body }) => (body as { id: number }).id);
    expect(ids).toEqual([0, 0, 1]);
    expect(count('close')).toBe(2);
  });

  it('ends as env_error, without a reward, after three sessions', async () => {
    const { environment, count } = await faulty('step', () => ({ text: 'Internal Server Error', status: 500 }));
    const trajectory = await play(environment);
    expect(trajectory).toMatchObject({ outcome: 'env_error', reward: null, rewardRaw: null, restarts: 2 });
    expect(trajectory.error?.code).toBe('E_ENV_ANSWER');
    expect(count('step')).toBe(3);
    expect(count('close')).toBe(3);
  });

  it('ends at once where another session would fare no better', async () => {
    const { environment, count } = await faulty('step', () => ({ json: { observation: 'x' } }));
    const trajectory = await play(environment);
    expect(trajectory).toMatchObject({ outcome: 'env_error', reward: null });
    expect(trajectory.restarts).toBeUndefined();
    expect(count('step')).toBe(1);
  });

  it('sends nothing for a turn that holds several actions', async () => {
    const { environment, count } = await faulty('none', () => undefined);
    const policy = createAnsweringPolicy(({ round }) =>
      round === 0 ? 'Action: a\nAction: b' : 'Thought: now.\nAction: get 1 oak_planks!',
    );
    const trajectory = await play(environment, policy);
    expect(trajectory).toMatchObject({ outcome: 'success', rounds: 2, parseErrors: 1 });
    expect(count('step')).toBe(1);
  });
});
