import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBaseModel } from '../../../src/lm/checkpoint/checkpoint.ts';
import { TrainSchema } from '../../../src/config/stages/train.ts';
import type { CheckpointRef, TrainRequest, WeightedExample } from '../../../src/train/contract.ts';
import { createTrainer } from '../../../src/train/create.ts';
import { createLocalTrainer } from '../../../src/train/local.ts';

let root: string;
let base: CheckpointRef;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-train-'));
  base = { id: 'base', path: join(root, 'base') };
  const heads = { heads: 2, kvHeads: 1, headDim: 16, tiedHead: true, rmsEps: 1e-5, ropeTheta: 10_000 };
  const sizes = { hiddenSize: 32, layers: 2, intermediateSize: 48, maxPositions: 32 };
  const architecture = { kind: 'llama', ...heads, ...sizes } as const;
  await createBaseModel(base.path, { architecture, lexicon: ['go to red blue ball box'], seed: 1, init: 'induction' });
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

function example(asked: string, answer: string, weight: number): WeightedExample {
  const messages = [
    { role: 'user', content: asked, weight: 0 },
    { role: 'assistant', content: answer, weight },
  ] as const;
  return { itemId: asked, environment: 'test', source: 'test', messages };
}

const examples = [example('red', 'go to red ball', 1), example('blue', 'go to blue box', 1)];

let runs = 0;
async function train(request: Partial<TrainRequest> = {}): Promise<{ loss: number; weights: Buffer }> {
  const out = join(root, `out-${runs++}`);
  const trainer = createLocalTrainer({ batchTokens: 64, learningRate: 0.01, warmup: 2, shards: 1, threads: 1 });
  const { loss, path } = await trainer.train({ base, examples, out, steps: 30, seed: 1, ...request });
  await trainer.close();
  return { loss: loss ?? Number.NaN, weights: readFileSync(join(path, 'model.safetensors')) };
}

it('learns what it is shown, and the same seed gives the same bytes', async () => {
  const [once, twice, short] = [await train(), await train(), await train({ steps: 2 })];
  expect(once.loss).toBeLessThan(0.5 * short.loss);
  expect(once.weights.equals(twice.weights)).toBe(true);
  expect(once.weights.equals(readFileSync(join(base.path, 'model.safetensors')))).toBe(false);
});

it('learns nothing from what weighs nothing', async () => {
  const silent = [...examples, example('box', 'ball box ball box', 0)];
  expect((await train({ examples: silent })).weights.equals((await train()).weights)).toBe(true);
});

it('an example that outgrows the context is refused by its name', async () => {
  const long = example('long', Array.from({ length: 40 }, () => 'ball').join(' '), 1);
  await expect(train({ examples: [long] })).rejects.toMatchObject({
    code: 'E_TRAIN_DATA',
    message: expect.stringContaining('long (test)') as string,
    hint: expect.stringContaining('context') as string,
  });
});

it('nothing to learn from is an error, not a model', async () => {
  await expect(train({ examples: [] })).rejects.toMatchObject({ code: 'E_TRAIN_DATA' });
  await expect(train({ examples: [example('red', 'go', 0)] })).rejects.toMatchObject({ code: 'E_TRAIN_DATA' });
});

it('stops when it is told to', async () => {
  const controller = new AbortController();
  const on = (): void => controller.abort();
  await expect(train({ steps: 10_000, signal: controller.signal, on })).rejects.toMatchObject({
    name: 'InterruptedError',
  });
});

it('made from a config, learns the same, byte for byte', async () => {
  const config = TrainSchema.parse({ batchTokens: 64, learningRate: 0.01, warmup: 2, shards: 1, threads: 1, steps: 5 });
  const trainer = createTrainer(config, { jobs: join(root, 'jobs'), env: {}, onNotice: () => {} });
  const { path } = await trainer.train({ base, examples, out: join(root, 'configured'), steps: 30, seed: 1 });
  await trainer.close();
  expect(readFileSync(join(path, 'model.safetensors')).equals((await train()).weights)).toBe(true);
});
