/** What the server does whatever the dialect: order, limits, failures, several environments, metrics and its end. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Environment, Session, StepResult } from '../../../src/environments/contract.ts';
import { defineEnvironment } from '../../../src/environments/define.ts';
import { type Reply, serving } from '../../support/serving.ts';

/** An environment whose steps are given by the test. */
function stepping(
  name: string,
  step: (action: string) => StepResult | Promise<StepResult>,
  more: Partial<Session> = {},
): Environment {
  return defineEnvironment({
    name,
    maxRounds: 10,
    tasks: { train: 4 },
    instructions: '',
    open: () => ({
      reset: async ({ index }) => ({ observation: `task ${index}`, fingerprint: '' }),
      step: async (action) => step(action),
      close: async () => undefined,
      ...more,
    }),
  });
}

const echo = (name = 'echo'): Environment =>
  stepping(name, (action) => ({ observation: action, reward: action === 'win' ? 1 : 0, done: action === 'win' }));

/** A promise that the test settles. */
function gate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), passed };
}

describe('requests on one session', () => {
  it('are served one after the other', async () => {
    const [log, first] = [[] as string[], gate()];
    const environment = stepping('slow', async (action) => {
      log.push(`begin ${action}`);
      if (action === 'a') await first.passed;
      log.push(`end ${action}`);
      return { observation: action, reward: 0, done: false };
    });
    const server = await serving([{ environment }]);
    await server.post('/create', {});
    const answers = ['a', 'b', 'c'].map((action) => server.post('/step', { id: 0, action }));
    // A request on another session overtakes them.
    expect((await server.post('/create', {})).json).toMatchObject({ id: 1 });
    expect((await server.post('/step', { id: 1, action: 'other' })).json).toMatchObject({ observation: 'other' });
    first.open();
    const said = await Promise.all(answers);
    expect(said.map(({ json }) => (json as { observation: string }).observation)).toEqual(['a', 'b', 'c']);
    const own = log.filter((line) => !line.endsWith('other'));
    for (let i = 0; i < own.length; i += 2) expect(own[i]?.slice(6)).toBe(own[i + 1]?.slice(4));
  });

  it('that wait for a close find the session gone', async () => {
    const [started, first] = [gate(), gate()];
    const environment = stepping('slow', async (action) => {
      started.open();
      await first.passed;
      return { observation: action, reward: 0, done: false };
    });
    const server = await serving([{ environment }]);
    await server.post('/create', {});
    const step = server.post('/step', { id: 0, action: 'a' });
    await started.passed;
    const close = server.post('/close', { id: 0 });
    // The id is free at once, whatever is under way.
    await expect.poll(async () => (await server.get('/list_envs')).json).toEqual([]);
    expect((await server.post('/step', { id: 0, action: 'b' })).json).toEqual({ error: 'The id 0 is not valid.' });
    first.open();
    expect([(await step).json, (await close).json]).toEqual([{ observation: 'a', reward: 0, done: false }, true]);
  });
});

describe('an environment that fails', () => {
  const faults: readonly [string, () => StepResult, string | RegExp][] = [
    ['throws', () => fail('the dice fell off the table'), 'the dice fell off the table'],
    ['gives NaN', () => ({ observation: '', reward: Number.NaN, done: false }), /gave the reward NaN/u],
    ['gives no observation', () => ({ reward: 0, done: false }) as StepResult, /gave no observation/u],
  ];
  const fail = (message: string): never => {
    throw new Error(message);
  };

  it.each(faults)('%s: an error of the family, and the session goes on', async (_, fault, message) => {
    const step = (action: string): StepResult =>
      action === 'bad' ? fault() : { observation: 'fine', reward: 0, done: false };
    for (const [name, field] of [
      ['own', 'id'],
      ['webshop', 'env_idx'],
    ] as const) {
      const server = await serving([{ environment: stepping(name, step) }]);
      await server.post('/create', {});
      const bad = await server.post('/step', { [field]: 0, action: 'bad' });
      if (field === 'id') expect(bad.json).toEqual({ error: expect.stringMatching(message) });
      else expect([bad.status, bad.text]).toEqual([500, 'Internal Server Error']);
      expect(bad.text).not.toMatch(/at .*\.(?:js|ts)/u);
      expect((await server.post('/step', { [field]: 0, action: 'good' })).text).toContain('fine');
      expect((await server.get('/metrics')).text).toMatch(
        new RegExp(`environment_failures_total\\{environment="${name}",operation="step"\\} 1`, 'u'),
      );
    }
  });

  it('in its reset has no episode until the next', async () => {
    let broken = true;
    const reset: Session['reset'] = async () =>
      broken ? Promise.reject(new Error('no world')) : { observation: 'world', fingerprint: '' };
    const server = await serving([{ environment: stepping('maze', () => fail('unreachable'), { reset }) }]);
    await server.post('/create');
    expect((await server.post('/reset', { id: 0, game: 1 })).json).toEqual({ error: 'no world' });
    expect((await server.post('/step', { id: 0, action: 'x' })).json).toEqual({
      error: 'The environment 0 has not been reset.',
    });
    broken = false;
    expect((await server.post('/reset', { id: 0, game: 1 })).json).toEqual({ observation: 'world' });
  });

  it('as a session begins gives its place back', async () => {
    let broken = true;
    const reset: Session['reset'] = async () =>
      broken ? Promise.reject(new Error('no world')) : { observation: 'world', fingerprint: '' };
    const server = await serving([{ environment: stepping('own', () => fail('unreachable'), { reset }) }], {
      sessions: 1,
    });
    expect((await server.post('/create', {})).json).toEqual({ error: 'no world' });
    broken = false;
    expect((await server.post('/create', {})).json).toEqual({ id: 1, observation: 'world', done: false, reward: 0 });
  });
});

describe('limits', () => {
  it('a session too many is refused with 503', async () => {
    const server = await serving([{ environment: echo() }], { sessions: 2 });
    const created = [
      await server.post('/create', {}),
      await server.post('/create', {}),
      await server.post('/create', {}),
    ];
    expect(created.map(({ status }) => status)).toEqual([200, 200, 503]);
    expect(created[2]?.headers.get('retry-after')).toBe('5');
    expect((await server.post('/close', { id: 0 })).json).toBe(true);
    expect((await server.post('/create', {})).json).toMatchObject({ id: 2 });
  });

  it('a body too large is refused with 413, also without its length', async () => {
    const server = await serving([{ environment: echo() }], { limits: { body: 100, text: 50 } });
    await server.post('/create', {});
    const large = JSON.stringify({ id: 0, action: 'x', more: 'x'.repeat(100) });
    expect((await server.post('/step', large)).status).toBe(413);
    expect((await chunked(server.url, ['{"id":0,"action":"', 'x'.repeat(60), '"}', 'x'.repeat(60)])).status).toBe(413);
    expect((await chunked(server.url, ['{"id":0,"action":"', 'ö'.repeat(9), '"}'])).text).toContain('öööööö');
    expect((await server.post('/step', { id: 0, action: 'x'.repeat(51) })).json).toMatchObject({
      detail: [{ type: 'string_too_long' }],
    });
  });

  it('idle sessions are closed', async () => {
    let now = 0;
    const server = await serving([{ environment: echo() }], { idle: 20, now: () => now });
    await server.post('/create', {});
    now = 21;
    await expect.poll(async () => (await server.get('/list_envs')).json).toEqual([]);
    expect((await server.get('/metrics')).text).toContain('sessions_ended_total{environment="echo",how="idle"} 1');
  });
});

describe('several environments', () => {
  it('are under their names, each with sessions of its own', async () => {
    const server = await serving([{ environment: echo('one') }, { environment: echo('webshop') }]);
    expect(server.urls.map(({ environment, url }) => [environment, url.slice(server.url.length)])).toEqual([
      ['one', '/one'],
      ['webshop', '/webshop'],
    ]);
    expect((await server.get('/')).json).toBe('ok');
    expect((await server.get('/one')).json).toBe('This is environment one.');
    expect((await server.get('/webshop/')).json).toBe('ok');
    expect((await server.post('//one//create', {})).json).toMatchObject({ id: 0 });
    expect((await server.post('/webshop/create')).json).toBe(1);
    expect((await server.post('/one/step', { id: 1, action: 'x' })).json).toEqual({ error: 'The id 1 is not valid.' });
    expect((await server.post('/create', {})).status).toBe(404);
    expect((await server.get('/one/list_envs')).json).toEqual([0]);
  });

  it('a verb that a path does not have is refused', async () => {
    const server = await serving([{ environment: echo() }]);
    const get = await server.get('/create');
    expect([get.status, get.text, get.headers.get('allow')]).toEqual([405, '{"detail":"Method Not Allowed"}', 'POST']);
    expect((await server.send('/observation', { method: 'DELETE' })).status).toBe(405);
    expect((await server.get('/nothing')).json).toEqual({ detail: 'Not Found' });
  });
});

describe('an episode', () => {
  it('pays its reward once, and says again that it is over', async () => {
    const server = await serving([{ environment: echo() }]);
    await server.post('/create', {});
    const win = { observation: 'win', reward: 1, done: true };
    expect((await server.post('/step', { id: 0, action: 'win' })).json).toEqual(win);
    expect((await server.post('/step', { id: 0, action: 'win' })).json).toEqual({ ...win, reward: 0 });
    expect((await server.post('/step', { id: 0, action: 'on' })).json).toEqual({ ...win, reward: 0 });
    const { text } = await server.get('/metrics');
    expect(text).toContain('agentgym_serve_episodes_total{environment="echo",outcome="success"} 1');
    expect(text).toContain('agentgym_serve_requests_total{environment="echo",operation="step",status="200"} 3');
  });
});

describe('the OpenAPI document', () => {
  it('has every route that is served, with its body and a schema of its answer', async () => {
    const server = await serving([{ environment: echo('textcraft') }, { environment: echo('sqlgym') }]);
    const { paths } = (await server.get('/openapi.json')).json as { paths: Record<string, Record<string, unknown>> };
    for (const [path, verbs] of Object.entries(paths)) {
      for (const verb of Object.keys(verbs)) {
        const answer = await server.send(path, { method: verb.toUpperCase() });
        expect([404, 405], `${verb} ${path}`).not.toContain(answer.status);
      }
    }
    expect(paths['/textcraft/step']).toMatchObject({
      post: {
        requestBody: {
          content: {
            'application/json': { schema: { required: ['id', 'action'], properties: { id: { type: 'integer' } } } },
          },
        },
        responses: {
          '200': {
            content: {
              'application/json': { schema: { anyOf: [{ required: ['observation', 'reward', 'done'] }, {}] } },
            },
          },
        },
      },
    });
    expect(paths['/sqlgym/observation']).toMatchObject({ get: { parameters: [{ name: 'env_idx', in: 'query' }] } });
  });
});

describe('draining', () => {
  it('finishes what is under way, opens nothing, and closes the sessions', async () => {
    const [started, finish, closed] = [gate(), gate(), [] as string[]];
    const environment = stepping(
      'slow',
      async (action) => {
        started.open();
        await finish.passed;
        return { observation: action, reward: 0, done: false };
      },
      { close: async () => void closed.push('closed') },
    );
    const server = await serving([{ environment }]);
    await server.post('/create', {});
    const step = server.post('/step', { id: 0, action: 'last' });
    await started.passed;
    const drained = server.drain(60_000);
    await expect(server.get('/')).rejects.toThrow('fetch failed');
    expect(closed).toEqual([]);
    finish.open();
    const last: Reply = await step;
    expect([last.status, last.headers.get('connection')]).toEqual([200, 'close']);
    await drained;
    expect(closed).toEqual(['closed']);
  });

  it('does not wait for ever', async () => {
    const started = gate();
    const environment = stepping('stuck', () => {
      started.open();
      return new Promise(() => undefined);
    });
    const server = await serving([{ environment }]);
    await server.post('/create', {});
    const step = server.post('/step', { id: 0, action: 'x' }).catch((error: unknown) => error);
    await started.passed;
    await server.drain(50);
    expect(await step).toBeInstanceOf(Error);
  });
});

/** Sends a body in pieces, without its length. */
async function chunked(url: string, pieces: readonly string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const sent = request(`${url}/step`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    for (const piece of pieces) sent.write(piece);
    sent.end();
  });
}
