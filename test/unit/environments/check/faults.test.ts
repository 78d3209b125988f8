/** What a check finds in a server with one fault, and in one that cannot be checked. */
import { describe, expect, it } from 'vitest';
import { checkServer, type CheckOptions, type CheckReport } from '../../../../src/environments/check/check.ts';
import { type FindingCode, FINDINGS } from '../../../../src/environments/check/findings.ts';
import { originalSearchqa, originalTool } from '../../../support/original-servers.ts';
import { faultlessTextcraft } from '../../../support/textcraft-server.ts';
import {
  type Parts,
  type ProtocolServer,
  protocolServer,
  Refused,
  type Reply,
} from '../../../support/protocol-server.ts';

type Craft = ReturnType<ReturnType<typeof faultlessTextcraft>['begin']>;
type Change = Partial<Parts<Craft>>;

const good = faultlessTextcraft();
const TRACE = 'Traceback (most recent call last):\n  File "server.py", line 3, in step\nKeyError: 1';

async function check(change: Change, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const server = await protocolServer({ ...good, ...change });
  return checkServer({ url: server.url, as: 'textcraft', timeout: 5000, samples: 5, ...options });
}

/** Changes the good answers of one path. */
function answering(path: string, change: (json: Record<string, unknown>) => Reply): Change {
  const twist: Change['twist'] = (reply, asked) => {
    const fields = (reply.json ?? {}) as Record<string, unknown>;
    return asked.path === path && reply.status === 200 && !('error' in fields) ? change(fields) : reply;
  };
  return { twist };
}

/** Changes what is refused. */
function refusing(reply: Reply): Change {
  return {
    twist: (given) => (typeof given.json === 'object' && given.json !== null && 'error' in given.json ? reply : given),
  };
}

const stepped = (change: object): Change =>
  answering('/step', (json) => ({ status: 200, json: { ...json, ...change } }));

function counter(): () => number {
  let count = 0;
  return () => (count += 1);
}

const held = new Map<string, number>();
const open = new Map<number, Craft | undefined>();

const CASES: readonly (readonly [FindingCode, string, () => Change])[] = [
  ['no-answer', 'breaks connections', () => ({ twist: (reply, { path }) => (path === '/detail' ? 'break' : reply) })],
  [
    'call-failed',
    'answers steps with an error',
    () => answering('/step', () => ({ status: 200, json: { error: 'no' } })),
  ],
  [
    'not-json',
    'answers text',
    () => answering('/step', () => ({ status: 200, text: 'fine', type: 'application/json' })),
  ],
  ['shape-wrong', 'leaves the observation out', () => stepped({ observation: undefined })],
  ['shape-wrong', 'gives `done` as a number', () => stepped({ done: 0 })],
  [
    'reward-not-a-number',
    'writes NaN',
    () =>
      answering('/step', () => ({
        status: 200,
        text: '{"observation": "x", "reward": NaN, "done": false}',
        type: 'application/json',
      })),
  ],
  ['reward-not-a-number', 'writes rewards as texts', () => stepped({ reward: '1' })],
  ['reward-not-a-number', 'writes null', () => stepped({ reward: null })],
  ['reward-out-of-range', 'gives 2', () => stepped({ reward: 2 })],
  ['junk-rewarded', 'rewards anything', () => stepped({ reward: 0.5 })],
  ['reward-boolean', 'gives true or false', () => stepped({ reward: false })],
  ['id-shared', 'has one id', () => ({ next: () => 7 })],
  [
    'id-reused',
    'hands out free ids again',
    () => ({ next: (sessions) => [...Array(99).keys()].find((id) => !sessions.has(id)) ?? 99 }),
  ],
  ['alive-after-close', 'forgets nothing', () => ({ close: () => true })],
  [
    'reset-differs',
    'counts resets',
    () => {
      const next = counter();
      return { opening: (state, id) => ({ id, observation: `${next()}: ${state.goal}`, done: false, reward: 0 }) };
    },
  ],
  [
    'sessions-differ',
    'greets by id',
    () => ({ opening: (state, id) => ({ id, observation: `${id}: ${state.goal}`, done: false, reward: 0 }) }),
  ],
  [
    'steps-differ',
    'counts steps',
    () => {
      const next = counter();
      return answering('/step', (json) => ({ status: 200, json: { ...json, observation: `${next()}` } }));
    },
  ],
  [
    'sessions-mixed',
    'has one inventory',
    () => ({
      begin: (index) => {
        held.clear();
        return { ...good.begin(index), held };
      },
    }),
  ],
  [
    'parallel-mixed',
    'looks at what was asked last',
    () => {
      let last = 0;
      return {
        twist: async (reply, { path, body }) => {
          if (path !== '/reset' || reply.status !== 200) return reply;
          last = Number(body['data_idx']);
          for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
          return { status: 200, json: { ...(reply.json as object), observation: `Goal: craft ${last}.` } };
        },
      };
    },
  ],
  [
    'session-spoiled',
    'drops the session of a bad request',
    () => ({
      fresh: (id) => {
        open.set(id, undefined);
        return good.begin(0);
      },
      twist: (reply, { body }) => {
        if (reply.status === 422) open.delete(Number(body['id']));
        const gone = body['id'] !== undefined && body['id'] !== 'zero' && !open.has(Number(body['id']));
        return gone ? { status: 200, json: { error: 'That session is gone.' } } : reply;
      },
    }),
  ],
  [
    'unknown-id-accepted',
    'answers for anybody',
    () => refusing({ status: 200, json: { observation: 'Hello.', reward: 0, done: false } }),
  ],
  ['server-error', 'answers 500', () => refusing({ status: 500, text: 'Internal Server Error' })],
  ['stack-trace', 'shows its stack', () => refusing({ status: 500, text: TRACE })],
  [
    'stack-trace',
    'shows a page',
    () => refusing({ status: 500, text: '<!doctype html><title>Error</title>', type: 'text/html' }),
  ],
  ['error-empty', 'says nothing', () => refusing({ status: 200, json: { error: '' } })],
  ['error-empty', 'says a key', () => refusing({ status: 200, json: { error: "'observation'" } })],
  [
    'bad-request-accepted',
    'takes a step without an action',
    () => ({
      twist: (reply) =>
        reply.status === 422 ? { status: 200, json: { observation: 'Fine.', reward: 0, done: false } } : reply,
    }),
  ],
  [
    'refusal-unlike',
    'answers 400',
    () => ({ twist: (reply) => (reply.status === 422 ? { ...reply, status: 400 } : reply) }),
  ],
  [
    'health-missing',
    'has no page',
    () => ({ twist: (reply, { path }) => (path === '/' ? { status: 404, json: {} } : reply) }),
  ],
  ['content-type', 'calls it text', () => answering('/step', (json) => ({ status: 200, text: JSON.stringify(json) }))],
  [
    'field-unlike',
    'leaves out what nobody reads',
    () => answering('/create', ({ id }) => ({ status: 200, json: { id } })),
  ],
  ['get-missing', 'has no /detail', () => ({ gets: { '/observation': ({ goal }) => goal } })],
  [
    'get-failed',
    'fails in /detail',
    () => answering('/detail', () => ({ status: 500, text: 'Internal Server Error' })),
  ],
  [
    'close-failed',
    'cannot close',
    () => ({
      close: () => {
        throw new Refused('busy');
      },
    }),
  ],
  ['tasks-alike', 'has one task', () => ({ begin: () => good.begin(0) })],
  [
    'task-missing',
    'lacks a task',
    () => ({
      begin: (index) => {
        if (index === 1) throw new Refused('There is no task 1.');
        return good.begin(index);
      },
    }),
  ],
  [
    'odd-action-failed',
    'chokes on a long action',
    () => ({
      step: (state, action) => {
        if (action.length > 1000) throw new Refused('The action is too long.');
        return good.step(state, action);
      },
    }),
  ],
  [
    'done-on-junk',
    'ends at a slip',
    () => ({
      step: (state, action) => {
        state.done = action === 'xyzzy';
        return state.done ? { observation: 'What?', reward: 0, done: true } : good.step(state, action);
      },
    }),
  ],
  [
    'step-after-done',
    'answers after the end',
    () => ({
      over: () => false,
      step: (state, action) =>
        state.done ? { observation: 'Over.', reward: 0, done: true } : good.step(state, action),
    }),
  ],
  [
    'reward-after-done',
    'pays again',
    () => ({
      over: () => false,
      step: (state, action) =>
        state.done ? { observation: 'Over.', reward: 1, done: true } : good.step(state, action),
    }),
  ],
  [
    'reset-after-end',
    'plays once',
    () => {
      let ended = false;
      return {
        twist: (reply, { path }) => {
          const { done } = (reply.json ?? {}) as { done?: boolean };
          ended ||= done === true;
          return path === '/reset' && ended ? { status: 200, json: { error: 'It is over.' } } : reply;
        },
      };
    },
  ],
];

describe('a server that', () => {
  it.each(CASES)('%s: %s', async (code, _, change) => {
    const { findings } = await check(change(), code === 'task-missing' ? { tasks: [0, 1, 2] } : {});
    expect(findings.map((one) => one.code)).toContain(code);
    // What is only to be warned of breaks nothing else.
    if (FINDINGS[code].severity !== 'broken')
      expect(findings.filter(({ severity }) => severity === 'broken').map((one) => one.code)).toEqual([]);
  });

  it('keeps closed sessions on its list is warned of', async () => {
    const tool = originalTool();
    const listed = new Set<number>();
    const server = await protocolServer({
      ...tool,
      created: (id) => {
        listed.add(id);
        return id;
      },
      close: (sessions, id) => sessions.delete(id),
      free: { '/list_envs': () => [...listed] },
    });
    const { findings } = await checkServer({ url: server.url, as: 'todo', timeout: 5000, samples: 5 });
    expect(findings.map(({ code }) => code)).toContain('closed-but-listed');
  });
});

describe('evidence', () => {
  it('names the request and the answer, both shortened', async () => {
    const { findings } = await check(refusing({ status: 500, text: `${TRACE}${'x'.repeat(5000)}` }));
    const found = findings.find(({ code }) => code === 'stack-trace');
    expect(found?.severity).toBe('warning');
    expect(found?.evidence[0]?.request).toBe('POST /step {"id":987654321,"action":"xyzzy"}');
    expect(found?.evidence[0]?.answer).toMatch(/^500 Traceback \(most recent call last\): File "server.py".{0,200}…$/u);
    expect(found?.evidence.length).toBeLessThanOrEqual(3);
    expect(found?.times).toBeGreaterThan(1);
  });
});

describe('bounds', () => {
  it('a server that hangs is given up, and the rest is not checked; what is open is closed', async () => {
    const server: ProtocolServer<Craft> = await protocolServer({
      ...good,
      twist: (reply, { path }) => (path === '/step' ? 'hang' : reply),
    });
    const { findings, notChecked, checked } = await checkServer({
      url: server.url,
      as: 'textcraft',
      timeout: 50,
      samples: 5,
    });
    expect(findings.map(({ code }) => code)).toContain('no-answer');
    expect(checked).toContain('health');
    expect(checked).not.toContain('isolation of sessions');
    expect(notChecked.find(({ check: name }) => name === 'closing')?.why).toContain('no answer');
    expect(server.sessions.size).toBe(0);
  });

  it('the time of all requests together is bounded', async () => {
    let clock = 0;
    const { notChecked, checked, requests } = await check({}, { total: 1000, now: () => (clock += 100) });
    expect(requests).toBeLessThan(20);
    expect(checked).toEqual(['health']);
    expect(notChecked.find(({ check: name }) => name === 'latency')?.why).toBe('the time of the check was up');
  });

  it('a check that is interrupted closes its sessions', async () => {
    const interruption = new AbortController();
    const server = await protocolServer({
      ...good,
      twist: (reply, { path }) => {
        if (path === '/step') interruption.abort();
        return reply;
      },
    });
    const running = checkServer({ url: server.url, timeout: 5000, samples: 5, signal: interruption.signal });
    await expect(running).rejects.toThrow('Interrupted.');
    expect(server.created()).toBeGreaterThan(0);
    expect(server.sessions.size).toBe(0);
  });

  it('a session that comes after the interruption is closed too', async () => {
    const interruption = new AbortController();
    const server = await protocolServer({
      ...good,
      twist: (reply, { path }) => {
        if (path === '/create') interruption.abort();
        return reply;
      },
    });
    const running = checkServer({ url: server.url, timeout: 5000, samples: 5, signal: interruption.signal });
    await expect(running).rejects.toThrow('Interrupted.');
    expect([server.created(), server.sessions.size]).toEqual([1, 0]);
  });

  it('a server that does not create sessions is broken, and little else is said of it', async () => {
    const { findings, latency } = await check(answering('/create', () => ({ status: 200, json: { error: 'full' } })));
    expect(findings.filter(({ severity }) => severity === 'broken').map(({ code }) => code)).toEqual(['call-failed']);
    expect(latency.step).toBeNull();
  });

  it('what cannot be told is listed, never passed', async () => {
    const server = await protocolServer(originalSearchqa());
    const { checked, notChecked } = await checkServer({ url: server.url, as: 'searchqa', timeout: 5000, samples: 5 });
    expect(checked).not.toContain('the end of an episode');
    expect(notChecked).toContainEqual({
      check: 'the end of an episode',
      why: 'no action is known that ends an episode here',
    });
  });
});
