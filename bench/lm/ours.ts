/** Our side: tokens a second of training and of generation, on one thread. */
import { Decoder } from '../../dist/lm/generation/decoder.js';
import { Engine } from '../../dist/lm/generation/engine.js';
import { initialise } from '../../dist/lm/initialise.js';
import { TRAINING_DEFAULTS } from '../../dist/lm/training/settings.js';
import { trainModel } from '../../dist/lm/training/train.js';
import { random } from '../../dist/seeds.js';
import { GENERATION, type Shape } from './shapes.ts';

/** Whole optimiser steps (forward, backward, clipping, AdamW) of one batch; the median step after the first. */
export async function trainingRate({ architecture, batch, length }: Shape, steps: number): Promise<number> {
  const stream = random(1);
  const sequences = Array.from({ length: 4 * batch }, () => ({
    ids: Array.from({ length: length + 1 }, () => stream.below(architecture.vocabSize)),
    weights: Array.from({ length: length + 1 }, () => 1),
  }));
  const settings = { ...TRAINING_DEFAULTS, learningRate: 1e-3, batchTokens: batch * length, threads: 1, shards: 1 };
  const times: number[] = [];
  let last = 0;
  await trainModel({
    architecture,
    parameters: initialise(architecture, 1),
    sequences,
    settings,
    steps,
    seed: 1,
    on: () => {
      const now = performance.now();
      if (last > 0) times.push(now - last);
      last = now;
    },
  });
  const [middle = Number.NaN] = times.toSorted((a, b) => a - b).slice(Math.floor(times.length / 2));
  return (1000 * batch * length) / middle;
}

/** New tokens a second of a batch of greedy answers, prompts included in the time; prompts differ. */
export async function generationRate({ architecture }: Shape, batch: number): Promise<number> {
  const context = GENERATION.prompt + GENERATION.tokens + 1;
  const decoder = await Decoder.create(architecture, initialise(architecture, 1), { slots: batch, context });
  const { vocabSize } = architecture;
  const engine = new Engine(decoder, { vocabSize, slots: batch, context, endIds: [], bannedIds: [] });
  const stream = random(2);
  const run = async (first: number): Promise<void> => {
    const turns = Array.from({ length: batch }, (_, row) => {
      const ids = Array.from({ length: GENERATION.prompt }, () => stream.below(vocabSize));
      const options = { temperature: 0, maxTokens: GENERATION.tokens, seed: row };
      return engine.submit({ conversation: first + row, ids, options });
    });
    await Promise.all(turns);
    for (let row = 0; row < batch; row++) engine.release(first + row);
  };
  await run(0);
  const start = performance.now();
  await run(batch);
  return (1000 * batch * GENERATION.tokens) / (performance.now() - start);
}
