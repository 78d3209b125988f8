// npm run build && npx tsx bench/rollouts.ts [--checkpoint DIR] [--threads 2] [--limit 300]
/**
 * Rollouts a second of the in-process policy on both built-in environments, through the pool that runs explore with,
 * and the share of its threads' time in which the model was busy. Without a checkpoint a fresh model of the quickstart's
 * shape plays: it solves nothing, so that every rollout has its full number of rounds.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createBaseModel,
  createEnvironment,
  createLocalPolicy,
  digestOfCheckpoint,
  explore,
  parseConfig,
} from '../dist/index.js';

const { values } = parseArgs({
  options: {
    checkpoint: { type: 'string' },
    threads: { type: 'string', default: '2' },
    limit: { type: 'string', default: '300' },
  },
});
const config = parseConfig({
  name: 'bench',
  environments: [
    { name: 'textcraft', depths: [1, 2], rounds: 12, tasks: { train: Number(values.limit) } },
    { name: 'babyai', levels: [1, 2, 5], rounds: 10, tasks: { train: Number(values.limit) } },
  ],
});
const environments = await Promise.all(config.environments.map((entry) => createEnvironment(entry)));
const path = values.checkpoint ?? (await fresh());
const checkpoint = { path, id: await digestOfCheckpoint(path) };

console.log('| environment | rollouts a second | tokens sampled a second | model busy |\n| --- | --- | --- | --- |');
for (const environment of environments) {
  const policy = await createLocalPolicy({ checkpoint, threads: Number(values.threads) });
  const before = policy.activity();
  const start = performance.now();
  const trajectories = await explore({
    environments: [{ environment, tasks: environment.tasks('train') }],
    policy,
    samples: 1,
    stop: 'never',
    seed: 1,
    temperature: 0.7,
    maxTokens: 64,
    failureShare: 0,
    known: [],
    onTrajectory: () => Promise.resolve(),
  });
  const seconds = (performance.now() - start) / 1000;
  const after = policy.activity();
  await policy.close();
  const [busy, idle] = [after.busy - before.busy, after.idle - before.idle];
  const tokens = trajectories.reduce((sum, { usage }) => sum + usage.completion, 0);
  const cells = [
    (trajectories.length / seconds).toFixed(1),
    (tokens / seconds).toFixed(0),
    `${((100 * busy) / (busy + idle)).toFixed(0)} %`,
  ];
  console.log(`| ${environment.name} | ${cells.join(' | ')} |`);
}

/** The quickstart's model, untrained. */
async function fresh(): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'agentgym-bench-')), 'base');
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
