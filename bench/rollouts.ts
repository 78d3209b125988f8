// npm run bench:rollouts -- [--checkpoint DIR] [--threads 2] [--limit 300] [--json]
/**
 * Rollouts a second of the in-process policy on both built-in environments, through the pool that runs explore with,
 * and the share of its threads' time in which the model is busy. Without a checkpoint a fresh model of the quickstart's
 * shape plays. It neither solves a task nor ends a turn, so that every rollout has its full number of rounds, and its
 * turns are cut to about the mean length of an expert's.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createBaseModel,
  createEnvironment,
  createLocalPolicy,
  digestOfCheckpoint,
  type Environment,
  explore,
  parseConfig,
} from '../dist/index.js';

const { values } = parseArgs({
  options: {
    checkpoint: { type: 'string' },
    threads: { type: 'string', default: '2' },
    limit: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
});
const [threads, limit] = [Number(values.threads), Number(values.limit)];
if (!(threads >= 1 && limit >= 1)) throw new Error('Needs --threads and --limit from 1.');

/** Most tokens of a turn: of a checkpoint, which ends its turns itself, as in the quickstart. */
const MAX_TOKENS = values.checkpoint === undefined ? 30 : 64;

interface Result {
  environment: string;
  rollouts: number;
  rolloutsPerSecond: number;
  roundsPerRollout: number;
  /** Tokens sampled, of all rollouts together. */
  tokensPerSecond: number;
  /** Share of the threads' time, from 0 to 1. */
  busy: number;
  success: number;
}

/** The quickstart's model, untrained. */
async function fresh(directory: string, environments: readonly Environment[]): Promise<string> {
  const heads = { heads: 2, kvHeads: 1, headDim: 32, tiedHead: true, rmsEps: 1e-5, ropeTheta: 10_000 };
  const sizes = { hiddenSize: 64, layers: 4, intermediateSize: 192, maxPositions: 1024 };
  await createBaseModel(directory, {
    architecture: { kind: 'llama', ...heads, ...sizes },
    lexicon: environments.flatMap((environment) => [...environment.lexicon()]),
    seed: 1,
    init: 'induction',
  });
  return directory;
}

async function measure(environment: Environment, path: string): Promise<Result> {
  const checkpoint = { path, id: await digestOfCheckpoint(path) };
  const policy = await createLocalPolicy({ checkpoint, threads });
  const [start, before] = [performance.now(), policy.activity()];
  const trajectories = await explore({
    environments: [{ environment, tasks: environment.tasks('train') }],
    policy,
    samples: 1,
    stop: 'never',
    seed: 1,
    temperature: 0.7,
    maxTokens: MAX_TOKENS,
    failureShare: 0,
  });
  const [seconds, after] = [(performance.now() - start) / 1000, policy.activity()];
  await policy.close();
  const [busy, idle] = [after.busy - before.busy, after.idle - before.idle];
  const total = (of: (one: (typeof trajectories)[number]) => number): number =>
    trajectories.reduce((sum, one) => sum + of(one), 0);
  return {
    environment: environment.name,
    rollouts: trajectories.length,
    rolloutsPerSecond: trajectories.length / seconds,
    roundsPerRollout: total(({ rounds }) => rounds) / trajectories.length,
    tokensPerSecond: total(({ usage }) => usage.completion) / seconds,
    busy: busy / (busy + idle),
    success: total(({ outcome }) => (outcome === 'success' ? 1 : 0)) / trajectories.length,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

function rowOf(result: Result): string {
  const { environment, rollouts, rolloutsPerSecond, roundsPerRollout, tokensPerSecond, busy, success } = result;
  const figures = [rolloutsPerSecond.toFixed(1), roundsPerRollout.toFixed(1), tokensPerSecond.toFixed(0)];
  return `| ${[environment, rollouts, ...figures, percent(busy), percent(success)].join(' | ')} |`;
}

const config = parseConfig({
  name: 'bench',
  environments: [
    { name: 'textcraft', depths: [1, 2], rounds: 12, tasks: { train: limit } },
    { name: 'babyai', levels: [4, 5], rounds: 10, tasks: { train: limit } },
  ],
});
const environments = await Promise.all(config.environments.map((entry) => createEnvironment(entry)));
const folder = await mkdtemp(join(tmpdir(), 'agentgym-bench-'));
const results: Result[] = [];
try {
  const path = values.checkpoint ?? (await fresh(join(folder, 'base'), environments));
  for (const environment of environments) results.push(await measure(environment, path));
} finally {
  await rm(folder, { recursive: true });
}

const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
if (values.json) {
  console.log(JSON.stringify({ machine, threads, maxTokens: MAX_TOKENS, results }));
} else {
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. Generation on ${threads} threads.\n`);
  console.log('| environment | rollouts | a second | rounds each | tokens sampled a second | model busy | success |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const result of results) console.log(rowOf(result));
}
