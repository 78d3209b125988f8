/** What environment servers and endpoints answer: bodies, headers, statuses and lengths changed, connections broken. */
import type { Session } from '../../../src/environments/contract.ts';
import { createRemote } from '../../../src/environments/remote/environment.ts';
import { parseConfig } from '../../../src/config/load.ts';
import type { EndpointConfig } from '../../../src/config/schema.ts';
import { createEndpointPolicy } from '../../../src/policies/endpoint.ts';
import type { Timing } from '../../../src/policies/endpoint/timing.ts';
import { createHttp } from '../../../src/train/hosted/http.ts';
import { createAdmin } from '../../../src/policies/serving/admin.ts';
import type { Random } from '../../../src/seeds.ts';
import { mutated, mutatedTree } from '../../../test/support/mutate.ts';
import { type RawAnswer, rawServer } from '../raw-server.ts';
import type { Input, Surface } from '../surface.ts';

/** Of one call that nobody answers: most of what a hostile answer costs here. */
const CALL_SECONDS = 0.3;

const STATUSES = [
  '100 a',
  '101 a',
  '200 OK',
  '200 OK',
  '200 OK',
  '204 a',
  '301 a',
  '400 a',
  '401 a',
  '404 a',
  '413 a',
  '429 a',
  '500 a',
  '503 a',
  '999 a',
  '0 a',
  'OK',
];
const HEADERS = [
  'retry-after: 1e308',
  'retry-after: -1',
  'content-length: 5',
  'content-length: -1',
  'transfer-encoding: chunked',
  'content-encoding: gzip',
  'content-type: text/html',
  'connection: close',
  'location: ../../x',
  'set-cookie: a',
  'x: \u{1f600}',
  `x: ${'a'.repeat(20_000)}`,
];
const ENDINGS = ['end', 'end', 'stay', 'reset', 'hang'] as const;

/** The answer to a call: as it should be, but for some of it. */
function answerOf(stream: Random, good: unknown): RawAnswer {
  const value = stream.below(2) === 0 ? mutatedTree(good, stream) : good;
  const json = Buffer.from(JSON.stringify(value) ?? '');
  const body = stream.below(3) === 0 ? mutated(json, stream) : json;
  const length = stream.below(10) === 0 ? body.length + stream.below(9) - 4 : body.length;
  const status = stream.below(3) === 0 ? stream.pick(STATUSES) : '200 OK';
  const headers = stream.below(6) === 0 ? `${stream.pick(HEADERS)}\r\n` : '';
  const head = Buffer.from(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${headers}content-length: ${length}\r\n\r\n`,
  );
  const whole = Buffer.concat([head, body]);
  if (stream.below(150) === 0) {
    const endless = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"');
    return { bytes: endless, after: 'endless' };
  }
  const bytes = stream.below(10) === 0 ? mutated(whole, stream) : whole;
  return { bytes, after: stream.below(12) === 0 ? stream.pick(ENDINGS) : length > body.length ? 'end' : 'stay' };
}

function inputOf(answers: readonly RawAnswer[]): Input {
  const files = Object.fromEntries(answers.map(({ bytes, after }, i) => [`answer-${i}-${after}`, bytes]));
  return { files, value: answers };
}

const TIMEOUTS = { call: CALL_SECONDS, rollout: 2, health: CALL_SECONDS, close: 0.1 };

/** One kind of server that closes sessions, one that keeps them, one that scores at the end. */
const KINDS = [
  {
    environment: 'textcraft',
    calls: [
      { id: 1 },
      { observation: 'Goal: craft.', done: false, reward: 0 },
      { observation: 'Got it.', reward: 1, done: true },
      true,
    ],
  },
  { environment: 'webshop', calls: [3, ['page', null], 'page [SEP] a', { state: 'page', reward: 0.5, done: true }] },
  {
    environment: 'sciworld',
    calls: [
      { id: 1 },
      { task_name: 'a', var_num: 1, task_description: 'b', observation: 'c' },
      { observation: 'd', reward: 100, score: 100, done: true },
      true,
    ],
  },
] as const;

export const environmentServers: Surface = {
  name: 'environment server',
  open: async () => {
    const server = await rawServer();
    return {
      input: (stream) => {
        const kind = stream.pick(KINDS);
        // The call that goes wrong is not always the first.
        const wrong = stream.below(kind.calls.length);
        const answers = kind.calls.map((call, i) => (i < wrong ? plain(call) : answerOf(stream, call)));
        return { ...inputOf(answers), value: { environment: kind.environment, answers } };
      },
      attempt: async ({ value }) => {
        const { environment, answers } = value as { environment: 'textcraft'; answers: RawAnswer[] };
        server.answers(answers);
        const made = await createRemote({
          name: 'a',
          environment,
          urls: [server.url],
          tasks: {
            train: {
              from: 0,
              count: 3,
            },
          },
          retries: 1,
          pause: 1,
          timeouts: TIMEOUTS,
          http: { mostBytes: 2 ** 20 },
        });
        try {
          const session = await made.open();
          try {
            return await play(session, made.tasks('train')[0]);
          } finally {
            await session.close();
          }
        } finally {
          await made.close?.();
        }
      },
      close: () => server.stop(),
    };
  },
};

function plain(value: unknown): RawAnswer {
  const body = JSON.stringify(value);
  return {
    bytes: Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    after: 'stay',
  };
}

async function play(session: Session, task: Parameters<Session['reset']>[0] | undefined): Promise<string> {
  if (task === undefined) throw new Error('no task');
  const { observation, fingerprint } = await session.reset(task, 1);
  const step = await session.step('look');
  const sound = [observation, fingerprint, step.observation].every((one) => typeof one === 'string');
  if (!sound || !Number.isFinite(step.reward) || typeof step.done !== 'boolean')
    throw new Error('a bad step was let through');
  return 'played';
}

const COMPLETION = {
  id: 'a',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: '<think>hm</think>Action: go',
        tool_calls: [{ id: 'b', type: 'function', function: { name: 'go', arguments: '{"where": "left"}' } }],
      },
      finish_reason: 'stop',
      logprobs: { content: [{ token: 'a', logprob: -0.5 }] },
      token_ids: [1, 2],
    },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25, prompt_tokens_details: { cached_tokens: 4 } },
};
const ERROR = {
  error: {
    message: "This model's maximum context length is 4096 tokens.",
    type: 'a',
    param: 'b',
    code: 'context_length_exceeded',
  },
};

/** Pauses pass at once; deadlines are real, since answers are. */
const hasty: Timing = {
  now: () => performance.now(),
  wait: async () => {},
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

export const endpoints: Surface = {
  name: 'endpoint',
  open: async () => {
    const server = await rawServer();
    const { policy } = parseConfig({
      name: 'a',
      environments: [{ name: 'textcraft' }],
      policy: {
        kind: 'endpoint',
        model: 'tiny',
        url: `${server.url}/v1`,
        timeout: CALL_SECONDS,
        retries: 1,
      },
    });
    return {
      input: (stream) =>
        inputOf([answerOf(stream, stream.below(4) === 0 ? ERROR : COMPLETION), answerOf(stream, COMPLETION)]),
      attempt: async ({ value }) => {
        server.answers(value as RawAnswer[]);
        const made = createEndpointPolicy(policy as EndpointConfig, { env: {}, timing: hasty });
        try {
          const messages = [{ role: 'user', content: 'Hello.' }] as const;
          const answer = await made.open().complete({ messages, temperature: 1, maxTokens: 8, seed: 1 });
          const { prompt, cached, completion } = answer.usage;
          const counted = [prompt, cached, completion].every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);
          if (typeof answer.text !== 'string' || !counted) throw new Error('a bad completion was let through');
          return 'answered';
        } finally {
          await made.close();
        }
      },
      close: () => server.stop(),
    };
  },
};

/** What fine-tuning services and serving interfaces say. */
export const services: Surface = {
  name: 'service',
  open: async () => {
    const server = await rawServer();
    const good = { id: 'ftjob-1', status: 'succeeded', data: [{ id: 'tiny' }], error: { message: 'no' } };
    return {
      input: (stream) => inputOf([answerOf(stream, good), answerOf(stream, good)]),
      attempt: async ({ value }) => {
        server.answers(value as RawAnswer[]);
        const http = createHttp({ url: server.url, key: undefined, timeout: CALL_SECONDS, retries: 1, timing: hasty });
        const admin = createAdmin(server.url, { key: undefined, timeout: CALL_SECONDS });
        try {
          await http.get('/jobs', { a: 'b' });
          await admin.models();
          return 'answered';
        } finally {
          await Promise.all([http.close(), admin.close()]);
        }
      },
      close: () => server.stop(),
    };
  },
};
