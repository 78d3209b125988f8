// npm run bench:lm -- [--rounds 5] [--shapes S,M] [--steps 8] [--seconds 1] [--json]
/**
 * The in-process language model beside PyTorch: training against eager and sdpa attention, generation against
 * transformers' generate. One thread on both sides; the sides take turns, round by round, so that a machine that slows
 * down slows both. Python is optional (AGENTGYM_PYTHON, or python3): without torch and transformers only our side is
 * measured.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareGeneration, compareTraining } from './lm/compare.ts';
import { makeInputs } from './lm/inputs.ts';
import { PyTorch } from './lm/pytorch.ts';
import { type Result, resultOf, table } from './lm/report.ts';
import { GENERATION, SHAPES, WARM_UP } from './lm/shapes.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    shapes: { type: 'string', default: Object.keys(SHAPES).join(',') },
    steps: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [rounds, steps, seconds] = [Number(values.rounds), Number(values.steps), Number(values.seconds)];
if (!(rounds >= 1 && steps > WARM_UP && seconds >= 0)) {
  throw new Error(`Needs --rounds from 1, --steps above ${WARM_UP} and --seconds from 0.`);
}
const shapes = values.shapes.split(',').map((name) => {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`There is no shape ${name}, only ${Object.keys(SHAPES).join(' and ')}.`);
  return { name, shape };
});

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const started = new PyTorch(python);
const versions = await started.versions();
const pytorch = versions && started;
const folder = await mkdtemp(join(tmpdir(), 'agentgym-bench-'));
const results: Result[] = [];
try {
  for (const { name, shape } of shapes) {
    const plan = { shape, inputs: await makeInputs(shape, join(folder, name)), rounds, steps, seconds, pytorch };
    const comparisons = await compareTraining(plan);
    for (const batch of GENERATION.batches) comparisons.push(await compareGeneration(plan, batch));
    results.push(...comparisons.map((comparison) => resultOf(name, comparison)));
  }
} finally {
  started.close();
  await rm(folder, { recursive: true });
}

const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
const threads = { agentgym: 1, pytorch: versions?.threads };
if (values.json) {
  console.log(JSON.stringify({ machine, versions, threads, rounds, steps, seconds, results }));
} else {
  const theirs = versions
    ? `PyTorch ${versions.torch}, transformers ${versions.transformers}: ${versions.threads} thread`
    : `${python} has no torch and transformers, so only our side is measured`;
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. agentgym: 1 thread. ${theirs}.`);
  console.log(`Tokens a second: median of ${rounds} rounds, and range.\n`);
  console.log(table(results));
}
