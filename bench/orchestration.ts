// npm run bench:orchestration -- [--seconds 5] [--json]
/**
 * What rollouts over HTTP cost. A server of textcraft (`agentgym serve`) in one process and this one, the client, on the
 * same machine; a policy that answers after a constant time, so that only the orchestration is measured:
 *
 * - `serve` alone: steps a second over keep-alive connections, the client doing as little as it can;
 * - rollouts with a policy of 0 ms: steps a second, and CPU time of the client a step;
 * - 1,000 rollouts at once: the client's largest memory;
 * - a policy of 50 ms with 64 rollouts at once: share of the 1,280 steps a second which that allows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { createEnvironment, type Environment, explore, parseConfig, type Policy } from '../dist/index.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new Error('Needs --seconds above 0.');

const ROUNDS = 20;
/** Connections of the bare client. */
const CONNECTIONS = 32;
const MANY = 1000;
/** Steps a second that a run at 0 ms is guessed to make, so that it takes about as long as it was told to. */
const GUESS = 2000;

interface Result {
  what: string;
  figure: string;
  bar: string;
  reached: boolean;
}

interface Served {
  url: string;
  child: ChildProcess;
}

/** `agentgym serve` in a process of its own; what it answers with is its URL. */
async function serve(): Promise<Served> {
  const argv = ['bin/agentgym.js', 'serve', '--env', 'textcraft', '--port', '0', '--json', '--quiet'];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) {
    const said = JSON.parse(String(chunk)) as { listening: { url: string }[] };
    return { url: said.listening[0]?.url ?? '', child };
  }
  throw new Error('The server did not start.');
}

/** Looks into its bag until the rounds are over, each time after `latency` milliseconds. */
function steady(latency: number, concurrency: number): Policy {
  const usage = { prompt: 0, cached: 0, completion: 0 };
  const answer = { text: 'Thought: I look.\nAction: inventory', finishReason: 'stop', usage } as const;
  const complete = latency === 0 ? async () => answer : () => delay(latency, answer);
  return {
    name: 'steady',
    checkpoint: undefined,
    concurrency,
    open: () => ({ complete, close: () => {} }),
    close: async () => {},
  };
}

async function remote(url: string): Promise<Environment> {
  const tasks = { train: { from: 0, count: 500 } };
  const entry = { name: 'textcraft', kind: 'agentgym', url, rounds: ROUNDS, tasks };
  const [config] = parseConfig({ name: 'bench', environments: [entry], policy: { checkpoint: '.' } }).environments;
  if (!config) throw new Error('The config has no environment.');
  return createEnvironment(config);
}

interface Played {
  stepsPerSecond: number;
  /** Milliseconds of this process's CPU a step. */
  cpu: number;
}

/** Plays so many rollouts, of 20 rounds each. */
async function play(url: string, load: { latency: number; concurrency: number; rollouts: number }): Promise<Played> {
  const environment = await remote(url);
  const tasks = environment.tasks('train');
  const samples = Math.max(1, Math.ceil(load.rollouts / tasks.length));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const trajectories = await explore({
    environments: [{ environment, tasks: tasks.slice(0, Math.ceil(load.rollouts / samples)) }],
    policy: steady(load.latency, load.concurrency),
    samples,
    stop: 'never',
    seed: 1,
    temperature: 0,
    maxTokens: 1,
    failureShare: 0,
  });
  const [milliseconds, { user, system }] = [performance.now() - start, process.cpuUsage(before)];
  await environment.close?.();
  const steps = trajectories.reduce((sum, { rounds }) => sum + rounds, 0);
  return { stepsPerSecond: (1000 * steps) / milliseconds, cpu: (user + system) / 1000 / steps };
}

/** Steps a second of a client that only sends steps and reads the answers. */
async function bare(url: string): Promise<number> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.body.json()) as Record<string, unknown>;
  };
  const until = performance.now() + 1000 * seconds;
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, index) => {
      const { id } = await post('/create', {});
      await post('/reset', { id, data_idx: index });
      let steps = 0;
      for (; performance.now() < until; steps++) await post('/step', { id, action: 'inventory' });
      await post('/close', { id });
      return steps;
    }),
  );
  await pool.close();
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

const megabytes = (bytes: number): number => bytes / 1024 / 1024;

function row(what: string, [figure, bar]: readonly [string, string], reached: boolean): Result {
  return { what, figure, bar, reached };
}

async function measure(url: string): Promise<Result[]> {
  const alone = await bare(url);
  await play(url, { latency: 0, concurrency: 64, rollouts: 50 });
  const fast = await play(url, { latency: 0, concurrency: 64, rollouts: (seconds * GUESS) / ROUNDS });
  const slow = await play(url, { latency: 50, concurrency: 64, rollouts: 64 * Math.max(1, Math.round(seconds)) });
  // Last, so that the largest memory so far is that of the many.
  await play(url, { latency: 50, concurrency: MANY, rollouts: MANY });
  const most = megabytes(process.resourceUsage().maxRSS * 1024);
  const share = slow.stepsPerSecond / 1280;
  return [
    row('serve alone, keep-alive', [`${alone.toFixed(0)} steps/s`, '≥ 6000 steps/s'], alone >= 6000),
    row(
      'rollouts at 0 ms',
      [`${fast.stepsPerSecond.toFixed(0)} steps/s`, '≥ 1500 steps/s'],
      fast.stepsPerSecond >= 1500,
    ),
    row('client at 0 ms', [`${fast.cpu.toFixed(3)} ms CPU a step`, '≤ 0.5 ms'], fast.cpu <= 0.5),
    row('64 rollouts at 50 ms', [`${(100 * share).toFixed(1)} % of 1280 steps/s`, '≥ 95 %'], share >= 0.95),
    row(`${MANY} rollouts at once`, [`${most.toFixed(0)} MB`, '< 1024 MB'], most < 1024),
  ];
}

const { url, child } = await serve();
let results: Result[];
try {
  results = await measure(url);
} finally {
  child.kill('SIGTERM');
}
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
if (values.json) {
  console.log(JSON.stringify({ machine, results }));
} else {
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; server and client on it together.\n`);
  console.log('| what | measured | bar |\n| --- | --- | --- |');
  for (const { what, figure, bar, reached } of results) {
    console.log(`| ${what} | ${figure} | ${bar}: ${reached ? 'reached' : 'missed'} |`);
  }
}
