/** Our side: training and generation with the in-process model, on one thread. */
import { Decoder } from '../../dist/lm/generation/decoder.js';
import { Engine } from '../../dist/lm/generation/engine.js';
import { trainModel } from '../../dist/lm/training/train.js';
import type { Inputs } from './inputs.ts';
import { type Generated, median, type Rate, type Trained } from './measurement.ts';
import { GENERATION, OPTIMISER, type Shape, WARM_UP } from './shapes.ts';

interface Moment {
  seconds: number;
  cpuSeconds: number;
}

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6 };
}

function rateOf(tokens: number, start: Moment, end: Moment): Rate {
  return {
    wall: tokens / (end.seconds - start.seconds),
    cpu: tokens / (end.cpuSeconds - start.cpuSeconds),
  };
}

/** Whole optimiser steps (forward, backward, clipping, AdamW) on one batch; the median step after the warm-up. */
export async function train(shape: Shape, inputs: Inputs, steps: number): Promise<Trained> {
  const { architecture, batch, length } = shape;
  const sequences = inputs.sequences.map((ids) => ({ ids, weights: ids.map(() => 1) }));
  const batchTokens = batch * length;
  const schedule = { schedule: 'constant', warmup: 0 } as const;
  const settings = { ...OPTIMISER, ...schedule, batchTokens, threads: 1, shards: 1 };
  const losses: number[] = [];
  const ends: Moment[] = [];
  const on = ({ loss }: { loss: number }): void => {
    losses.push(loss);
    ends.push(now());
  };
  await trainModel({ architecture, parameters: inputs.parameters, sequences, settings, steps, seed: 1, on });
  const timed = ends.slice(WARM_UP - 1);
  const rates = timed.slice(1).map((end, i) => rateOf(batchTokens, timed[i] as Moment, end));
  return { wall: median(rates.map(({ wall }) => wall)), cpu: median(rates.map(({ cpu }) => cpu)), losses };
}

/** Greedy answers to a batch of prompts, again and again for at least `seconds`; the time includes the prompts. */
export async function generate(
  { architecture }: Shape,
  inputs: Inputs,
  { batch, seconds }: { batch: number; seconds: number },
): Promise<Generated> {
  const context = GENERATION.prompt + GENERATION.tokens;
  const decoder = await Decoder.create(architecture, inputs.parameters, { slots: batch, context });
  const { vocabSize } = architecture;
  const engine = new Engine(decoder, { vocabSize, slots: batch, context, endIds: [], bannedIds: [] });
  const options = { temperature: 0, maxTokens: GENERATION.tokens, seed: 1 };
  const answerAll = async (): Promise<number[][]> => {
    const prompts = inputs.prompts.slice(0, batch);
    const turns = await Promise.all(
      prompts.map((ids, conversation) => engine.submit({ conversation, ids, restart: true, options })),
    );
    return turns.map(({ ids }) => ids);
  };
  const answers = await answerAll();
  const start = now();
  let tokens = 0;
  do {
    await answerAll();
    tokens += batch * GENERATION.tokens;
  } while (now().seconds - start.seconds < seconds);
  const rate = rateOf(tokens, start, now());
  await engine.close();
  return { ...rate, answers };
}
