/** Whatever is sent, the answer is one of the protocol's: no crash, no stack trace, and the server goes on. */
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { defineEnvironment } from '../../../src/environments/define.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { serving, type TestServer } from '../../support/serving.ts';

const NAMES = [
  'own',
  'babyai',
  'maze',
  'wordle',
  'alfworld',
  'sciworld',
  'webshop',
  'webarena',
  'sqlgym',
  'searchqa',
  'todo',
];
const PATHS = ['create', 'reset', 'step', 'close', 'observation', 'detail', 'state', 'list_envs', 'nothing', ''];

function world(name: string) {
  return defineEnvironment({
    name,
    maxRounds: 9,
    tasks: { train: 3 },
    instructions: '',
    reset: () => ({ state: 0, observation: 'begin' }),
    step: (state: number, action) => ({
      observation: action,
      reward: action.length % 2,
      done: action.length > 3,
      state,
    }),
  });
}

const field = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.string(),
  fc.constantFrom(null, true, 1.5, '0', [], {}),
  fc.jsonValue(),
);
const body = fc.record(
  {
    id: field,
    env_idx: field,
    action: field,
    data_idx: field,
    game: field,
    seed: field,
    idx: field,
    item_id: field,
    session_id: field,
    world_type: field,
  },
  { requiredKeys: [] },
);
const sent = fc.record({
  name: fc.constantFrom(...NAMES),
  path: fc.constantFrom(...PATHS),
  query: fc.constantFrom('', '?id=0', '?id=x', '?env_idx=1', '?id=', '?id=99999999999999999999'),
  verb: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT'),
  body: fc.oneof({ weight: 5, arbitrary: body.map((value) => JSON.stringify(value)) }, fc.string(), fc.json()),
});

describe('a server that is sent anything', () => {
  it('answers in the protocol', async () => {
    const server = await serving(NAMES.map((name) => ({ environment: world(name) })));
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: 5, maxLength: 20 }), async (requests) => {
        const replies = await Promise.all(
          requests.map(({ name, path, query, verb, body: text }) => {
            const headers = { 'content-type': 'application/json' };
            return server.send(`/${name}/${path}${query}`, {
              method: verb,
              ...(verb === 'GET' ? {} : { body: text, headers }),
            });
          }),
        );
        for (const [i, { status, text, json }] of replies.entries()) {
          const about = JSON.stringify([requests[i], status, text]);
          expect([200, 404, 405, 422, 500, 503], about).toContain(status);
          if (status === 500) expect(text, about).toBe('Internal Server Error');
          else expect(JSON.stringify(json), about).not.toMatch(/\.(?:js|ts):\d+/u);
        }
      }),
      { numRuns: 60 },
    );
    expect((await server.get('/own')).status).toBe(200);
  });

  it('is not for pages that call it by a name of theirs, or that are of another origin', async () => {
    const server = await serving([{ environment: world('own') }]);
    const create = { path: '/create', method: 'POST', body: '{}' };
    const headers = { 'content-type': 'application/json' };
    for (const host of ['rebound.example', `rebound.example:${server.port}`]) {
      const answer = await rawRequest(server.port, { ...create, headers: { ...headers, host } });
      expect(answer.status).toBe(421);
      expect(answer.body).toContain('--allow-host');
    }
    const page = await rawRequest(server.port, {
      ...create,
      headers: { ...headers, origin: 'http://elsewhere.example' },
    });
    expect(page.status).toBe(403);
    const own = await rawRequest(server.port, { ...create, headers: { ...headers, host: `localhost:${server.port}` } });
    expect(own.status).toBe(200);
    expect(JSON.parse(own.body)).toMatchObject({ id: 0 });
  });

  it('tells browsers, with every answer, to run nothing, frame it nowhere and guess at no type', async () => {
    const failing = { ...world('own'), open: () => Promise.reject(new Error('no room')) };
    const server = await serving([{ environment: failing }]);
    const json = { 'content-type': 'application/json' };
    const answers: [number, Parameters<typeof rawRequest>[1]][] = [
      [200, { path: '/' }],
      [200, { path: '/metrics' }],
      [200, { path: '/openapi.json' }],
      [200, { path: '/create', method: 'POST', headers: json, body: '{}' }],
      [403, { headers: { origin: 'http://elsewhere.example' } }],
      [404, { path: '/<script>' }],
      [405, { path: '/create', method: 'PUT' }],
      [413, { path: '/step', method: 'POST', headers: json, body: JSON.stringify('x'.repeat(300_000)) }],
      [421, { headers: { host: 'rebound.example' } }],
      [422, { path: '/step', method: 'POST', headers: json, body: '{' }],
    ];
    for (const [status, request] of answers) {
      const { headers, ...answer } = await rawRequest(server.port, request);
      expect(answer).toMatchObject({ status });
      expect([status, headers['content-security-policy'], headers['x-content-type-options']]).toEqual([
        status,
        "default-src 'none'; frame-ancestors 'none'",
        'nosniff',
      ]);
    }
  });

  it('survives what is nested deeply', async () => {
    const server = await serving([{ environment: world('own') }]);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect((await server.post('/step', deep)).status).toBe(422);
    expect((await server.post('/step', `{"id":${deep}}`)).status).toBe(422);
    expect((await server.post('/step', '{"a":'.repeat(40_000))).status).toBe(422);
  });

  it('survives requests that are broken off, and what is no HTTP', async () => {
    const said: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void said.push(line) });
    const server = await serving([{ environment: world('own') }], { log });
    const head = 'POST /step HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    await brokenOff(server, `${head}Content-Length: 100\r\n\r\n{"id":0`);
    await brokenOff(server, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"id"`);
    await brokenOff(server, 'hello\r\n\r\n');
    await brokenOff(server, `GET /${'x'.repeat(70_000)} HTTP/1.1\r\n\r\n`);
    expect((await server.post('/create', {})).json).toMatchObject({ id: 0 });
    expect(said).toEqual([]);
  });
});

/** Sends the beginning of a request, and hangs up. */
async function brokenOff(server: TestServer, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.end(text));
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.resume();
  });
}
