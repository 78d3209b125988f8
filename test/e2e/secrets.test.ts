/**
 * Keys of every kind, in runs that go well and in runs that fail, against servers that repeat the key wherever they can:
 * nothing that the command writes or says has it, nor has any process of its own among its arguments.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answerOf, completionOf } from '../fixtures/model-answers.js';
import { answering } from '../support/answering-server.ts';
import { chatServer } from '../support/chat-server.ts';
import { fixture, type Ran, start, until } from '../support/command-line.ts';
import { fineTuningServer } from '../support/fine-tuning-server.ts';
import { startHub } from '../support/hub-server.ts';
import { freePort } from '../support/ports.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('secrets');

/** Characters that URLs, base64 and regular expressions treat in their own way. */
const KEYS = {
  ENDPOINT_KEY: 'sk-endpoint+/=%26.$^key~1',
  TRAINER_KEY: 'ft-trainer+/=%26.$^key~22',
  SERVING_KEY: 'ad-serving+/=%26.$^key~333',
  RAY_AUTH_TOKEN: 'ra-cluster+/=%26.$^key~4444',
  JOB_SECRET: 'jo-variable+/=%26.$^key~5',
  HF_TOKEN: 'hf_hub+/=%26.$^key~66',
  MLFLOW_KEY: 'ml-tracker+/=%26.$^key~777',
  OTLP_KEY: 'ot-tracker+/=%26.$^key~8',
} as const;

beforeEach(() => {
  for (const [name, value] of Object.entries(KEYS)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

/** Names of the keys that the text gives away, in whatever form. */
function keysIn(text: string): string[] {
  return Object.entries(KEYS).flatMap(([name, value]) => {
    const based = ['', 'a', 'ab', 'Bearer ', 'user:'].map((before) =>
      Buffer.from(before + value)
        .toString('base64')
        .slice(Math.ceil((before.length * 4) / 3) + 1, -4),
    );
    const forms = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), ...based];
    return forms.some((form) => text.includes(form)) ? [name] : [];
  });
}

/** What a server may say of a request that carries a key. */
function repeated(header: string | undefined): string {
  const bearer = header ?? 'nothing';
  const key = bearer.replace('Bearer ', '');
  const based = Buffer.from(`user:${key}`).toString('base64');
  return `You sent ${bearer}, https://a/?key=${encodeURIComponent(key)}, Basic ${based}`;
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What was said, and every file of the run: both are searched. */
function expectNoKeys(run: string, { stdout, stderr }: Ran, { files = true } = {}): void {
  expect(keysIn(`${stdout}\n${stderr}`)).toEqual([]);
  const written = filesUnder(join(root, run));
  if (files) expect(written.length).toBeGreaterThan(1);
  for (const file of written) expect([file, ...keysIn(readFileSync(file, 'latin1'))]).toEqual([file]);
}

const ENVIRONMENTS = [{ name: 'counting', kind: 'custom', file: fixture('counting-environment.js') }];

function evolving(name: string, config: object): Promise<Ran> {
  const file = join(root, `${name}.json`);
  const whole = {
    name,
    environments: ENVIRONMENTS,
    demonstrations: { expert: 2 },
    iterations: 1,
    control: false,
    clone: { steps: 1 },
    evaluate: { final: 'dev' },
    promotion: { gate: 'better' },
    ...config,
  };
  writeFileSync(file, JSON.stringify(whole));
  return start(root, ['evolve', '--config', file, '--run-dir', name, '--json', '--events']).end;
}

function hostedRun(chat: string, service: string): object {
  return {
    policy: { kind: 'endpoint', url: chat, model: 'acme', base: 'acme', apiKey: 'env:ENDPOINT_KEY', retries: 2 },
    serving: { kind: 'static' },
    train: {
      kind: 'hosted',
      profile: 'custom',
      url: service,
      weights: 'message',
      apiKey: 'env:TRAINER_KEY',
      poll: {
        first: 0.01,
        most: 0.02,
      },
    },
  };
}

/** A model that counts right once it is fine-tuned, and thinks aloud about who asks. */
const talkative = (failing: (call: number) => boolean = () => false) => {
  let calls = 0;
  return chatServer(({ body, headers }) => {
    const said = repeated(headers.authorization);
    if (failing(++calls)) return { status: 500, json: { error: { message: said } } };
    const answer = answerOf(body.model.startsWith('ft:') ? 1 : 0, body.messages);
    const json = completionOf(body.model, answer, { logprobs: body['logprobs'] === true }) as {
      choices: { message: Record<string, unknown> }[];
    };
    for (const { message } of json.choices) message['reasoning_content'] = said;
    return { json };
  });
};

describe('a run over services', () => {
  it('that goes well keeps its keys to itself, whatever they repeat', async () => {
    const chat = await talkative((call) => call % 3 === 1);
    const service = await fineTuningServer({
      states: ['running', 'succeeded'],
      trouble: ({ line, authorization }, count) =>
        line.startsWith('GET') && count === 1
          ? { status: 500, json: { error: { message: repeated(authorization) } } }
          : undefined,
      events: () => [{ id: 'a', message: repeated(`Bearer ${KEYS.TRAINER_KEY}`), level: 'warn', created_at: 1 }],
    });
    const ran = await evolving('well', hostedRun(chat.url, service.url));
    expect(ran.status, ran.stderr).toBe(0);
    expect(chat.calls.every(({ headers }) => headers.authorization === `Bearer ${KEYS.ENDPOINT_KEY}`)).toBe(true);
    expect(service.calls[0]?.authorization).toBe(`Bearer ${KEYS.TRAINER_KEY}`);
    expectNoKeys('well', ran);
    // It was there to be found: the thought is stored, without the key.
    const rows = readFileSync(join(root, 'well/iterations/0001/trajectories.jsonl'), 'utf8');
    expect(rows).toContain('You sent Bearer (ENDPOINT_KEY)');
  });

  it.for([401, 500])('that ends with %d at the endpoint', async (status) => {
    const chat = await chatServer(({ headers }) => ({ status, text: repeated(headers.authorization) }));
    const service = await fineTuningServer();
    const ran = await evolving(`endpoint-${status}`, hostedRun(chat.url, service.url));
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('ENDPOINT_KEY');
    expectNoKeys(`endpoint-${status}`, ran);
  });

  it('that cannot reach its endpoint', async () => {
    const service = await fineTuningServer();
    const ran = await evolving('unreachable', hostedRun(`http://127.0.0.1:${await freePort()}/v1`, service.url));
    expect(ran.status).toBe(2);
    expectNoKeys('unreachable', ran);
  });

  it.for([
    [
      'a refusal',
      { trouble: ({ authorization }) => ({ status: 403, json: { error: { message: repeated(authorization) } } }) },
    ],
    ['a job that failed', { states: ['failed'], end: { error: { message: repeated(`Bearer ${KEYS.TRAINER_KEY}`) } } }],
  ] satisfies [string, Parameters<typeof fineTuningServer>[0]][])(
    'that ends with %s of its trainer',
    async ([what, behaviour]) => {
      const [chat, service] = [await talkative(), await fineTuningServer(behaviour)];
      const name = what.replaceAll(' ', '-');
      const ran = await evolving(name, hostedRun(chat.url, service.url));
      expect(ran.status, ran.stderr).toBe(2);
      expect(ran.stderr).toContain('(TRAINER_KEY)');
      expectNoKeys(name, ran);
    },
  );
});

describe('a run that is tracked', () => {
  const tracked = (name: string, mlflow: string, otlp: string): Promise<Ran> =>
    evolving(name, {
      policy: { model: { hidden: 16, layers: 1, heads: 1, intermediate: 32, context: 256, warmStart: { steps: 1 } } },
      train: { steps: 1 },
      tracking: {
        tensorboard: {},
        mlflow: { url: mlflow, user: 'user', key: 'env:MLFLOW_KEY' },
        otlp: { url: otlp, headers: { 'x-api-key': 'env:OTLP_KEY', authorization: 'env:OTLP_KEY' } },
      },
    });

  it('keeps the keys of its trackers to itself, whatever they repeat', async () => {
    const heard = new Set<string | string[] | undefined>();
    const based = Buffer.from(`user:${KEYS.MLFLOW_KEY}`).toString('base64');
    const said = `${repeated(KEYS.MLFLOW_KEY)} Basic ${based} ${KEYS.OTLP_KEY}`;
    const run = { info: { run_id: `run-${KEYS.MLFLOW_KEY}`, artifact_uri: said } };
    const mlflow = await answering(() => ({ json: { experiment: { experiment_id: '1' }, run, message: said } }), {
      heard: ({ headers }) => heard.add(headers.authorization),
    });
    const otlp = await answering(() => ({ json: { partialSuccess: { errorMessage: said, rejectedSpans: 1 } } }), {
      heard: ({ headers }) => heard.add(headers['x-api-key']),
    });
    const ran = await tracked('tracked', mlflow.url, otlp.url);
    expect(ran.status, ran.stderr).toBe(0);
    expect(heard).toEqual(new Set([`Basic ${based}`, KEYS.OTLP_KEY]));
    expectNoKeys('tracked', ran);
    expect(readFileSync(join(root, 'tracked', 'logs', 'run.log'), 'utf8')).toContain('a run id that is none');
    // Nor is either told to the other, or sent but as a header.
    const bodies = JSON.stringify([...mlflow.asked, ...otlp.asked].map(({ path, body }) => [path, body]));
    expect(bodies).toContain('agentgym.config.digest');
    expect(bodies).not.toContain(KEYS.OTLP_KEY);
  });

  it.for([401, 500])('by servers that refuse it with %d', async (status) => {
    const mlflow = await answering(() => ({ json: { message: repeated(KEYS.MLFLOW_KEY) }, status }));
    const otlp = await answering(() => ({ text: repeated(KEYS.OTLP_KEY), status }));
    const name = `untracked-${status}`;
    const ran = await tracked(name, mlflow.url, otlp.url);
    expect(ran.status, ran.stderr).toBe(0);
    const log = readFileSync(join(root, name, 'logs', 'run.log'), 'utf8');
    expect(log).toContain('(MLFLOW_KEY)');
    expect(log).toContain('does not take all that OpenTelemetry is told');
    expectNoKeys(name, ran);
  });
});

describe('other keys', () => {
  it('a cluster that repeats its token and the variables of the job', async () => {
    const chat = await talkative();
    const ray = await answering(({ body }) => ({
      status: 500,
      text: `Traceback\nError: ${repeated(`Bearer ${KEYS.RAY_AUTH_TOKEN}`)} ${JSON.stringify(body)} ${KEYS.JOB_SECRET}`,
    }));
    const model = { kind: 'endpoint', url: chat.url, model: 'm', base: 'org/tiny@main', apiKey: 'env:ENDPOINT_KEY' };
    const launcher = {
      kind: 'ray',
      url: ray.url,
      python: 'python3',
      runtimeEnv: { env_vars: { A: 'env:JOB_SECRET' } },
    };
    const ran = await evolving('ray', {
      policy: model,
      serving: { kind: 'static' },
      train: {
        kind: 'trl',
        launcher,
      },
    });
    expect(ran.status, ran.stderr).toBe(2);
    expect(ran.stderr).toMatch(/Ray refuses .* \(RAY_AUTH_TOKEN\)/u);
    expectNoKeys('ray', ran, { files: false });
  });

  it('a hub that repeats its token', async () => {
    const hub = await startHub({ 'data/train.jsonl': '{}\n' });
    hub.secret = 'another';
    vi.stubEnv('HF_ENDPOINT', hub.url);
    vi.stubEnv('HF_HUB_CACHE', join(root, 'hub-cache'));
    const ran = await evolving('hub', {
      demonstrations: {},
      data: { demonstrations: ['hf:AgentGym/AgentTraj-L/data/train.jsonl'] },
    });
    await hub.close();
    expect(ran.status, ran.stderr).toBe(2);
    expect(hub.tokens).toContain(`Bearer ${KEYS.HF_TOKEN}`);
    expectNoKeys('hub', ran, { files: false });
  });

  it('a server that it starts itself has keys in none of its arguments', async () => {
    const pids = join(root, 'pids');
    mkdirSync(join(root, 'started'), { recursive: true });
    const port = await freePort();
    const options = ['--port', '{port}', '--checkpoint', '{checkpoint}', '--model', '{model}', '--child', pids];
    const command = [process.execPath, fixture('model-server.js'), ...options];
    const file = join(root, 'started.json');
    const config = {
      name: 'started',
      environments: ENVIRONMENTS,
      demonstrations: { expert: 2 },
      clone: { steps: 0 },
      iterations: 0,
      control: false,
      train: { kind: 'trl' },
      policy: {
        kind: 'endpoint',
        url: `http://127.0.0.1:${port}/v1`,
        model: 'tiny',
        base: 'org/tiny@main',
        apiKey: 'env:ENDPOINT_KEY',
      },
      serving: {
        kind: 'command',
        command,
        grace: 0.2,
        timeout: 20,
      },
    };
    writeFileSync(file, JSON.stringify(config));
    const run = start(root, ['evolve', '--config', file, '--run-dir', 'started', '--json']);
    await until(run, pids, (text) => text !== '');
    const processes = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
    const ours = processes.flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });
    expect(ours.some((line) => line.includes('model-server.js'))).toBe(true);
    expect(keysIn(ours.join('\n'))).toEqual([]);
    const ran = await run.end;
    expect(ran.status, ran.stderr).toBe(0);
    expectNoKeys('started', ran);
  });
});
