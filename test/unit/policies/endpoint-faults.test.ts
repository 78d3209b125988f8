/** Endpoints that fail in every way, under a thousand rollouts: nothing is lost, counted twice, or retried for ever. */
import { describe, expect, it } from 'vitest';
import { explore } from '../../../src/explore/pool.ts';
import { seedOf } from '../../../src/seeds.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { act } from '../../support/answering-policy.ts';
import { type ChatReply, chatServer, completionOf } from '../../support/chat-server.ts';
import { createCountingEnvironment } from '../../support/counting-environment.ts';
import { context, endpointPolicy, patient, turn } from '../../support/endpoint-policy.ts';

const EXPLORING = {
  samples: 1,
  stop: 'never',
  seed: 1,
  temperature: 1,
  maxTokens: 64,
  failureShare: 1,
} as const;

const ROLLOUTS = 1000;
const RETRIES = 4;

/** What the server does at the first attempts of a turn before it answers; the last one for ever. */
const PASSING = ['429', '429-after', '503', '500', 'break', 'cut', 'hang', 'garbage', 'page', 'null'] as const;
type Fault = (typeof PASSING)[number];

function faultReply(fault: Fault): ChatReply {
  const error = { message: 'try again', type: 'server_error' };
  if (fault === '429') return { status: 429, json: { error } };
  if (fault === '429-after') return { status: 429, json: { error }, headers: { 'retry-after': '7' } };
  if (fault === '503') return { status: 503, json: { error }, headers: { 'retry-after': '1' } };
  if (fault === '500') return { status: 500, json: { error } };
  if (fault === 'garbage') return { text: '\u0000{"choices": [', headers: { 'content-type': 'application/json' } };
  if (fault === 'page') return { text: '<html>Bad Gateway</html>' };
  if (fault === 'null') return { json: null };
  return fault;
}

describe('a thousand rollouts against a server that fails in every way', () => {
  it('end with exact accounting', async () => {
    const time = patient();
    const attempts = new Map<number, number>();
    const spent = { prompt: 0, cached: 0, completion: 0 };
    const doomed = new Set<number>();
    let silences = 0;
    const server = await chatServer(({ body }) => {
      const { seed = 0 } = body;
      const attempt = attempts.get(seed) ?? 0;
      attempts.set(seed, attempt + 1);
      const lot = seedOf('lot', seed) % 100;
      const fault = PASSING[seedOf('fault', seed, attempt) % PASSING.length] ?? '500';
      // One turn in a hundred never gets an answer, one in five only after failures.
      if (lot === 0) doomed.add(seed);
      if (lot === 0 || (lot < 20 && attempt < 1 + (lot % RETRIES))) {
        if (fault === 'hang') time.hangs();
        return faultReply(fault);
      }
      const usage = { prompt_tokens: 30 + (seed % 7), completion_tokens: 1 + (seed % 5) };
      const details = { prompt_tokens_details: { cached_tokens: seed % 3 } };
      spent.prompt += usage.prompt_tokens;
      spent.cached += seed % 3;
      spent.completion += usage.completion_tokens;
      const filled = { usage: { ...usage, ...details } };
      if (lot < 30) {
        silences += 1;
        if (lot < 22) return completionOf(null, { ...filled, choices: [] });
        if (lot < 24) return completionOf('', filled);
        if (lot < 26) return completionOf(null, filled);
        const message = { role: 'assistant', content: null, refusal: 'I cannot.' };
        return completionOf(null, { ...filled, choices: [{ index: 0, message, finish_reason: 'content_filter' }] });
      }
      return completionOf(act('add 2'), filled);
    });
    const policy = endpointPolicy(
      { url: server.url, retries: RETRIES, concurrency: 24, prices: { input: 2, cached: 1, output: 4 } },
      { timing: time },
    );
    const environment = createCountingEnvironment({ train: ROLLOUTS, maxRounds: 8 });
    const stored: Trajectory[] = [];
    const trajectories = await explore({
      environments: [{ environment, tasks: environment.tasks('train') }],
      policy,
      ...EXPLORING,
      onTrajectory: (one) => void stored.push(one),
    });

    expect(new Set(trajectories.map(({ id }) => id)).size).toBe(ROLLOUTS);
    expect(stored).toHaveLength(ROLLOUTS);
    const failed = trajectories.filter(({ outcome }) => outcome === 'policy_error');
    // Each doomed turn ended its rollout, and nothing else did.
    expect(failed).toHaveLength(doomed.size);
    expect(doomed.size).toBeGreaterThan(10);
    expect(new Set(failed.map(({ error }) => error?.code))).toEqual(new Set(['E_POLICY_FAILED']));
    expect(trajectories.filter(({ outcome }) => outcome === 'env_error')).toEqual([]);

    const sum = (of: (one: Trajectory) => number): number => trajectories.reduce((total, one) => total + of(one), 0);
    expect(sum(({ usage }) => usage.prompt)).toBe(spent.prompt);
    expect(sum(({ usage }) => usage.cached)).toBe(spent.cached);
    expect(sum(({ usage }) => usage.completion)).toBe(spent.completion);
    expect(sum(({ parseErrors }) => parseErrors)).toBe(silences);
    expect(sum(({ rounds }) => rounds)).toBe(attempts.size - doomed.size);
    const bill = ((spent.prompt - spent.cached) * 2 + spent.cached + spent.completion * 4) / 1e6;
    expect(sum(({ cost }) => cost ?? 0)).toBeCloseTo(bill, 9);

    expect(Math.max(...attempts.values())).toBe(RETRIES + 1);
    for (const seed of doomed) expect(attempts.get(seed)).toBe(RETRIES + 1);
    expect(server.open()).toBe(0);
    expect(server.most()).toBeLessThanOrEqual(24);
  });
});

describe('a fault that no rollout could cure stops them all', () => {
  const cases: [string, ChatReply, { code: string; hint: RegExp }][] = [
    ['401', { status: 401, json: { error: { message: 'bad key' } } }, { code: 'E_POLICY_ACCESS', hint: /SOME_KEY/u }],
    ['403', { status: 403, json: { error: 'forbidden' } }, { code: 'E_POLICY_ACCESS', hint: /SOME_KEY/u }],
    [
      'an allowance that is used up',
      { status: 429, json: { error: { message: 'quota', code: 'insufficient_quota' } } },
      { code: 'E_POLICY_ACCESS', hint: /goes on where it stopped/u },
    ],
    [
      'a wait of hours',
      { status: 429, json: {}, headers: { 'retry-after': '7200' } },
      { code: 'E_POLICY_ACCESS', hint: /7200 s/u },
    ],
    [
      'an unknown model',
      { status: 404, json: { error: { message: 'The model `tiny` does not exist.', code: 'model_not_found' } } },
      { code: 'E_POLICY_MODEL', hint: /`tiny`/u },
    ],
    [
      'an unknown model, as a bad request',
      { status: 400, json: { object: 'error', message: 'The model `tiny` is not served.', type: 'BadRequestError' } },
      { code: 'E_POLICY_MODEL', hint: /`tiny`/u },
    ],
    ['a wrong address', { status: 404, text: '404 page not found' }, { code: 'E_POLICY_MODEL', hint: /address/u }],
    [
      'a redirect',
      { status: 301, text: '', headers: { location: 'https://elsewhere.example/v1' } },
      { code: 'E_POLICY_MODEL', hint: /elsewhere/u },
    ],
    [
      'a first request that is refused',
      { status: 400, json: { error: { message: 'unexpected role' } } },
      { code: 'E_POLICY_CAPABILITY', hint: /policy\.extra/u },
    ],
  ];
  it.each(cases)('%s', async (_, reply, { code, hint }) => {
    const server = await chatServer(() => reply);
    const policy = endpointPolicy(
      { url: server.url, apiKey: 'env:SOME_KEY', concurrency: 4 },
      { env: { SOME_KEY: 'sk-secret' } },
    );
    const environment = createCountingEnvironment({ train: 200 });
    const exploring = explore({
      environments: [{ environment, tasks: environment.tasks('train') }],
      policy,
      ...EXPLORING,
    });
    await expect(exploring).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
    // Those that were under way together, and none after.
    expect(server.calls.length).toBeLessThanOrEqual(4);
  });

  it('a server that is not there', async () => {
    const server = await chatServer(() => completionOf('never'));
    await server.stop();
    const time = patient();
    const policy = endpointPolicy({ url: server.url, retries: 3 }, { timing: time });
    const conversation = policy.open(await context());
    await expect(conversation.complete(turn())).rejects.toMatchObject({ code: 'E_POLICY_UNREACHABLE' });
    expect(time.waits).toHaveLength(3);
  });

  it('a server that has never answered, once the retries of a request have run out', async () => {
    const server = await chatServer(() => ({ text: '<html>Welcome.</html>' }));
    const policy = endpointPolicy({ url: server.url, retries: 2, concurrency: 4 });
    const environment = createCountingEnvironment({ train: 200 });
    const exploring = explore({
      ...EXPLORING,
      environments: [{ environment, tasks: environment.tasks('train') }],
      policy,
    });
    await expect(exploring).rejects.toMatchObject({
      code: 'E_POLICY_UNREACHABLE',
      message: expect.stringContaining('<html>Welcome.</html>'),
    });
    expect(server.calls.length).toBeLessThanOrEqual(12);
  });
});

describe('what comes back', () => {
  it('hides the key, also where the server repeats it', async () => {
    const key = 'sk-1234567890';
    for (const status of [400, 401, 404, 429, 500]) {
      const server = await chatServer(({ headers }) => ({
        status,
        json: { error: { message: `You sent ${headers.authorization}`, param: key } },
      }));
      const policy = endpointPolicy(
        { url: server.url, apiKey: 'env:SOME_KEY', retries: 1 },
        { env: { SOME_KEY: key } },
      );
      const error: unknown = await policy
        .open(await context())
        .complete(turn())
        .catch((thrown: unknown) => thrown);
      expect(server.calls[0]?.headers.authorization).toBe(`Bearer ${key}`);
      expect(error).toBeInstanceOf(Error);
      const { message, stack, cause, hint } = error as Error & { hint?: string };
      expect([message, stack, String(cause), hint, JSON.stringify(error)].join('\n')).not.toContain(key);
      expect(message).toContain('(SOME_KEY)');
    }
  });

  it.each([
    [{ 'retry-after': '33' }, 33_000],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ date: 'Sat, 21 Nov 2026 09:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 09:02:00 GMT' }, 120_000],
  ])('keeps to %s', async (headers: Record<string, string>, milliseconds) => {
    let calls = 0;
    const server = await chatServer(() => {
      calls += 1;
      return calls === 1 ? { status: 429, json: {}, headers } : completionOf('Action: add 1');
    });
    const time = patient();
    const policy = endpointPolicy({ url: server.url }, { timing: time });
    const completion = await policy.open(await context()).complete(turn());
    expect(completion.text).toBe('Action: add 1');
    expect(time.waits).toContain(milliseconds);
    expect(time.waits).toHaveLength(2);
  });

  it('counts no token that an endpoint cannot have used', async () => {
    const lies = [
      undefined,
      null,
      'many',
      { prompt_tokens: -5, completion_tokens: 1.5 },
      { prompt_tokens: 1e12, completion_tokens: 1e12, prompt_tokens_details: { cached_tokens: 1e13 } },
      { prompt_tokens: '20', completion_tokens: null, prompt_tokens_details: 'none' },
    ];
    let next = 0;
    const server = await chatServer(() => completionOf('twelve bytes', { usage: lies[next++] }));
    const policy = endpointPolicy({ url: server.url });
    for (const _ of lies) {
      const { usage } = await policy.open(await context()).complete(turn());
      // 'Hello.' has six bytes, about two tokens.
      expect(usage).toEqual({ prompt: 2, cached: 0, completion: 3 });
    }
  });

  it('reads the NaN of Python servers', async () => {
    const server = await chatServer(() => ({
      text: '{"choices": [{"message": {"content": "x: NaN"}}], "usage": {"prompt_tokens": NaN, "completion_tokens": 2}}',
      headers: { 'content-type': 'application/json' },
    }));
    const completion = await endpointPolicy({ url: server.url })
      .open(await context())
      .complete(turn());
    expect(completion).toMatchObject({ text: 'x: NaN', usage: { prompt: 2, completion: 2 } });
  });

  it('is given up when the run stops', async () => {
    const halt = new AbortController();
    const server = await chatServer(() => {
      if (server.open() === 8) halt.abort();
      return 'hang';
    });
    const policy = endpointPolicy({ url: server.url, concurrency: 8 });
    const environment = createCountingEnvironment({ train: 100 });
    const environments = [{ environment, tasks: environment.tasks('train') }];
    const exploring = explore({ ...EXPLORING, environments, policy, signal: halt.signal });
    await expect(exploring).rejects.toMatchObject({ name: 'InterruptedError' });
    await server.idle();
    expect(server.calls).toHaveLength(8);
  });
});
