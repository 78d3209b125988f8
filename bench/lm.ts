// npm run build && npx tsx bench/lm.ts [--rounds 3] [--json]
/**
 * The in-process language model beside PyTorch: training against eager and sdpa attention, generation against
 * transformers' generate, at the shapes S and M. One thread on both sides; the sides take turns, round by round, so that
 * a machine that slows down slows both. Python is optional (AGENTGYM_PYTHON, or python3): without torch and
 * transformers only our side is measured.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { generationRate, trainingRate } from './lm/ours.ts';
import { GENERATION, SHAPES, type Shape } from './lm/shapes.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
const STEPS = 6;
const run = promisify(execFile);
const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

const hasPython = await run(python, ['-c', 'import torch, transformers'], { env }).then(
  () => true,
  () => false,
);

async function theirs(request: object): Promise<number> {
  const { stdout } = await run(python, [join(import.meta.dirname, 'lm/pytorch.py'), JSON.stringify(request)], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as number;
}

interface Measured {
  what: string;
  bar: number;
  ours: number[];
  /** By name; the first is what the bar is against. */
  others: Record<string, number[]>;
}

interface Comparison {
  what: string;
  bar: number;
  ours: () => Promise<number>;
  others: Record<string, () => Promise<number>>;
}

async function compare({ what, bar, ours, others }: Comparison): Promise<Measured> {
  const measured: Measured = { what, bar, ours: [], others: {} };
  for (let round = 0; round < rounds; round++) {
    measured.ours.push(await ours());
    if (!hasPython) continue;
    for (const [name, measure] of Object.entries(others)) (measured.others[name] ??= []).push(await measure());
  }
  return measured;
}

function training(name: string, shape: Shape): Comparison {
  const { architecture, batch, length } = shape;
  const against = (attention: string) => (): Promise<number> =>
    theirs({ what: 'train', architecture, batch, length, steps: STEPS, attention });
  return {
    what: `${name} training`,
    bar: shape.bars.train,
    ours: () => trainingRate(shape, STEPS),
    others: { eager: against('eager'), sdpa: against('sdpa') },
  };
}

function generation(name: string, shape: Shape, batch: number): Comparison {
  const { prompt, tokens } = GENERATION;
  const { architecture } = shape;
  return {
    what: `${name} generation, batch ${batch}`,
    bar: shape.bars.generate[batch] ?? 0,
    ours: () => generationRate(shape, batch),
    others: { generate: () => theirs({ what: 'generate', architecture, batch, prompt, tokens }) },
  };
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}

function rate(list: readonly number[]): string {
  return `${Math.round(median(list))}`;
}

function lineOf({ what, bar, ours, others }: Measured): string {
  const ratios = Object.entries(others).map(
    ([name, list]) => `${name} ${rate(list)} (×${(median(ours) / median(list)).toFixed(2)})`,
  );
  return `| ${what} | ${rate(ours)} | ${ratios.join(', ') || '–'} | ≥ ${bar} |`;
}

const results: Measured[] = [];
for (const [name, shape] of Object.entries(SHAPES)) {
  results.push(await compare(training(name, shape)));
  for (const batch of GENERATION.batches) results.push(await compare(generation(name, shape, batch)));
}
if (values.json) console.log(JSON.stringify({ rounds, python: hasPython, results }));
else {
  if (!hasPython) console.log(`${python} has no torch and transformers: only our side is measured.\n`);
  console.log(`Tokens a second, median of ${rounds} rounds, one thread on each side.\n`);
  console.log('| what | agentgym | PyTorch | bar |\n| --- | --- | --- | --- |');
  for (const result of results) console.log(lineOf(result));
}
