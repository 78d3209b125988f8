import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../../src/errors.ts';
import type { Architecture, Parameters } from '../../../../src/lm/architecture.ts';
import { initialise } from '../../../../src/lm/initialise.ts';
import { TRAINING_DEFAULTS, type TrainingSettings } from '../../../../src/lm/training/settings.ts';
import { trainModel, type TrainModelRequest } from '../../../../src/lm/training/train.ts';
import { architectureOf, deviation, filled, kept, reference } from './reference.ts';

const tiny: Architecture = {
  kind: 'llama',
  vocabSize: 16,
  hiddenSize: 16,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  headDim: 8,
  intermediateSize: 24,
  rmsEps: 1e-5,
  ropeTheta: 100,
  maxPositions: 32,
  tiedHead: true,
};
const settings: TrainingSettings = { ...TRAINING_DEFAULTS, warmup: 2, batchTokens: 128, shards: 4, threads: 1 };

/** Eight sequences of several lengths; after its first tokens, each is determined. */
const sequences = [0, 1, 2, 3, 4, 5, 6, 7].map((s) => {
  const ids = Array.from({ length: 10 + 2 * s }, (_, t) => (s + t * (s + 1)) % 16);
  return { ids, weights: ids.map((_, t) => (t < 4 ? 0 : 1)) };
});

function request(changes: Partial<TrainModelRequest> = {}): TrainModelRequest {
  return { architecture: tiny, parameters: initialise(tiny, 1), sequences, settings, steps: 8, seed: 1, ...changes };
}

function numbers(parameters: Parameters): number[] {
  return [...parameters.values()].flatMap(({ data }) => [...data]);
}

describe('trainModel', () => {
  for (const model of reference.models) {
    it(`takes the same three AdamW steps as PyTorch for ${model.kind}`, async () => {
      const architecture = architectureOf(model);
      const { learning_rate: learningRate, weight_decay: weightDecay, clip, betas, epsilon } = reference.steps;
      const adamW = { learningRate, weightDecay, clip, betas, epsilon, schedule: 'constant', warmup: 0 } as const;
      const norms: number[] = [];
      const trained = await trainModel({
        architecture,
        parameters: filled(architecture),
        sequences: reference.sequences,
        settings: { ...adamW, batchTokens: 64, shards: 1 },
        steps: 3,
        seed: 1,
        on: ({ gradientNorm }) => norms.push(gradientNorm),
      });
      expect(deviation(norms, model.norms)).toBeLessThan(1e-4);
      for (const [name, { data }] of trained.parameters) {
        expect(deviation(kept(data), model.trained[name] as number[]), name).toBeLessThan(2e-4);
      }
    });
  }

  it('gives the same bits with one thread and with two, and when run again', async () => {
    const [one, again, two] = await Promise.all([
      trainModel(request()),
      trainModel(request()),
      trainModel(request({ settings: { ...settings, threads: 2 } })),
    ]);
    expect(again).toEqual(one);
    expect(two).toEqual(one);
  });

  it('depends on the seed, and leaves the parameters it starts from alone', async () => {
    const start = request();
    const before = numbers(start.parameters);
    const first = await trainModel(start);
    const other = await trainModel(request({ seed: 2 }));
    expect(numbers(start.parameters)).toEqual(before);
    expect(numbers(other.parameters)).not.toEqual(numbers(first.parameters));
  });

  it('learns a small set by heart', async () => {
    const trained = await trainModel(request({ steps: 250, settings: { ...settings, learningRate: 1e-2 } }));
    expect(trained.loss).toBeLessThan(0.02);
    expect(trained.steps).toBe(250);
  });

  it('counts tokens, and reports every step once', async () => {
    const seen: number[] = [];
    const whole = { ...settings, batchTokens: 10_000, shards: 1 };
    const trained = await trainModel(request({ settings: whole, steps: 3, on: ({ step }) => seen.push(step) }));
    expect(seen).toEqual([1, 2, 3]);
    expect(trained.tokens).toBe(3 * sequences.reduce((sum, { ids }) => sum + ids.length - 1, 0));
    expect(trained.lossTokens).toBe(3 * sequences.reduce((sum, { ids }) => sum + ids.length - 4, 0));
  });

  it('says when it diverges', async () => {
    const parameters = initialise(tiny, 1);
    parameters.get('model.norm.weight')?.data.fill(Number.NaN);
    await expect(trainModel(request({ parameters }))).rejects.toMatchObject({ code: 'E_TRAIN_DIVERGED' });
  });

  it('stops when its signal fires, with all its threads', async () => {
    const controller = new AbortController();
    const steps: number[] = [];
    const on = ({ step }: { step: number }): void => {
      steps.push(step);
      if (step === 3) controller.abort();
    };
    const running = trainModel(
      request({ steps: 1_000_000, settings: { ...settings, threads: 2 }, signal: controller.signal, on }),
    );
    await expect(running).rejects.toBeInstanceOf(InterruptedError);
    // Steps that were finished by then are told, each once.
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    expect(steps.length).toBeLessThan(1_000_000);
    await expect(trainModel(request({ signal: controller.signal }))).rejects.toBeInstanceOf(InterruptedError);
  });
});
