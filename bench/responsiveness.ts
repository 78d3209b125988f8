// npm run bench:responsiveness -- [--rollouts 4000] [--at-once 2000] [--json]
/**
 * The event loop under 2,000 rollouts at once against slow environments: how late timers are, at the 99th percentile and at
 * worst, while rollouts are played and stored. One environment is in this process and only waits; the other is behind HTTP,
 * in processes of their own: `agentgym serve`, and a server before it that answers late.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  collectInto,
  createEnvironment,
  defineEnvironment,
  type Environment,
  parseConfig,
  type Policy,
} from '../dist/index.js';

const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '4000' },
    'at-once': { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
});
const [rollouts, atOnce] = [Number(values.rollouts), Number(values['at-once'])];
if (!(rollouts >= 1 && atOnce >= 1)) throw new Error('Needs --rollouts and --at-once from 1.');

/** Milliseconds that an environment takes for a step. */
const [LEAST, MOST] = [100, 1000];
const ROUNDS = 10;
/** Milliseconds of the delay at the 99th percentile, the sampling interval among them. */
const BAR = 50;
const RESOLUTION = 10;
const SAMPLES = 4;

interface Result {
  what: string;
  rollouts: number;
  seconds: number;
  steps: number;
  /** Milliseconds. */
  median: number;
  p99: number;
  worst: number;
}

function wait(): Promise<void> {
  return delay(LEAST + Math.random() * (MOST - LEAST));
}

function waiting(): Environment {
  return defineEnvironment({
    name: 'waiting',
    maxRounds: ROUNDS,
    tasks: { train: Math.ceil(rollouts / SAMPLES) },
    instructions: 'Look around. Answer in this form:\nThought: why\nAction: look',
    reset: async () => {
      await wait();
      return { state: 0, observation: 'It is dark.' };
    },
    step: async (state: number) => {
      await wait();
      return { state: state + 1, observation: `It is still dark. ${'You wait. '.repeat(20)}` };
    },
  });
}

/** What a child process prints first. */
async function saidBy(child: ChildProcess): Promise<string> {
  for await (const chunk of child.stdout ?? []) return String(chunk).trim();
  throw new Error('A server did not start.');
}

const children: ChildProcess[] = [];
function launched(argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function remote(): Promise<Environment> {
  const serving = launched(['bin/agentgym.js', 'serve', '--env', 'textcraft', '--port', '0', '--json', '--quiet']);
  const { listening } = JSON.parse(await saidBy(serving)) as { listening: { url: string }[] };
  const before = join(import.meta.dirname, 'responsiveness/slow-server.mjs');
  const url = await saidBy(launched([before, listening[0]?.url ?? '', String(LEAST), String(MOST)]));
  const tasks = { train: { from: 0, count: Math.ceil(rollouts / SAMPLES) } };
  const entry = { name: 'textcraft', kind: 'agentgym', url, rounds: ROUNDS, tasks };
  const [config] = parseConfig({ name: 'bench', environments: [entry], policy: { checkpoint: '.' } }).environments;
  if (!config) throw new Error('The config has no environment.');
  return createEnvironment(config);
}

const usage = { prompt: 0, cached: 0, completion: 0 };
const steady: Policy = {
  name: 'steady',
  checkpoint: undefined,
  concurrency: atOnce,
  open: (): ReturnType<Policy['open']> => ({
    complete: async () => ({ text: 'Thought: I look.\nAction: inventory', finishReason: 'stop', usage }),
    close: () => {},
  }),
  close: async () => {},
};

async function measure(what: string, environment: Environment, file: string): Promise<Result> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  const start = performance.now();
  let steps = 0;
  const { rollouts: played } = await collectInto({
    environments: [environment],
    policy: steady,
    split: 'train',
    samples: SAMPLES,
    seed: 1,
    temperature: 0,
    maxTokens: 64,
    file,
    onTrajectory: ({ rounds }) => {
      steps += rounds;
    },
  });
  histogram.disable();
  await environment.close?.();
  const at = (percent: number): number => histogram.percentile(percent) / 1e6;
  const seconds = (performance.now() - start) / 1000;
  return { what, rollouts: played, seconds, steps, median: at(50), p99: at(99), worst: histogram.max / 1e6 };
}

const folder = await mkdtemp(join(tmpdir(), 'agentgym-bench-'));
const results: Result[] = [];
try {
  results.push(await measure('an environment in this process', waiting(), join(folder, 'waiting.jsonl')));
  results.push(await measure('an environment behind HTTP', await remote(), join(folder, 'remote.jsonl')));
} finally {
  for (const child of children) child.kill('SIGTERM');
  await rm(folder, { recursive: true });
}
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
if (values.json) {
  console.log(JSON.stringify({ machine, atOnce, resolution: RESOLUTION, results }));
} else {
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. ${atOnce} rollouts at once.`);
  console.log(`A timer every ${RESOLUTION} ms; the delay is from one to the next.\n`);
  console.log('| what | rollouts | steps a second | delay, median | 99 % | worst | bar |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { what, rollouts: played, steps, seconds, median, p99, worst } of results) {
    const cells = [what, played, (steps / seconds).toFixed(0), `${median.toFixed(1)} ms`, `${p99.toFixed(1)} ms`];
    const bar = `99 % < ${BAR} ms: ${p99 < BAR ? 'reached' : 'missed'}`;
    console.log(`| ${[...cells, `${worst.toFixed(0)} ms`, bar].join(' | ')} |`);
  }
}
