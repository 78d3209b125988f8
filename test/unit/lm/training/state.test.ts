import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../../src/errors.ts';
import { decodeSafetensors } from '../../../../src/lm/checkpoint/safetensors.ts';
import { pauseAfter } from '../../../../src/lm/training/saving.ts';
import { readState, writeState } from '../../../../src/lm/training/state.ts';
import { TRAINING_DEFAULTS, type TrainingSettings } from '../../../../src/lm/training/settings.ts';
import { type TrainedModel, trainModel, type TrainModelRequest } from '../../../../src/lm/training/train.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { smallModel } from '../../../support/small-model.ts';

const root = scratchDirectory('state');
const STEPS = 40;
const settings: TrainingSettings = { ...TRAINING_DEFAULTS, warmup: 6, batchTokens: 128, shards: 4, threads: 1 };

/** Nine sequences: two steps take more than an epoch, so batches are shuffled again and again. */
const sequences = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((s) => {
  const ids = Array.from({ length: 10 + 3 * s }, (_, t) => (s + t * (s + 1)) % 50);
  return { ids, weights: ids.map((_, t) => (t < 4 ? 0 : 1 / (1 + (s % 3)))) };
});

type Kind = 'llama' | 'qwen3';

interface Heard {
  steps: number[];
  resumed: { step: number; note: unknown }[];
  notices: string[];
}

interface Asked extends Partial<Omit<TrainModelRequest, 'state'>> {
  kind?: Kind;
  file?: string;
  every?: number;
  /** The state of this step is the last one: training is interrupted while it is written. */
  until?: number;
}

/** Trains with a state, and says what was heard; rejects with InterruptedError where it is told to stop. */
async function train({ kind = 'llama', file, every, until, ...changes }: Asked, heard = hearing()) {
  const controller = new AbortController();
  let step = 0;
  const note = (): unknown => {
    if (step === until) controller.abort();
    return { at: step };
  };
  const onResumed = (from: number, told: unknown): void => void heard.resumed.push({ step: from, note: told });
  const trained = await trainModel({
    ...smallModel({ kind, layers: 1 }),
    sequences,
    settings,
    steps: STEPS,
    seed: 3,
    state: file === undefined ? undefined : { file, every, note, onResumed },
    signal: controller.signal,
    on: (progress) => {
      ({ step } = progress);
      heard.steps.push(step);
    },
    onNotice: (notice) => heard.notices.push(notice),
    ...changes,
  });
  return { trained, ...heard };
}

function hearing(): Heard {
  return { steps: [], resumed: [], notices: [] };
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

let files = 0;
function fresh(): string {
  return join(root, `state-${++files}.safetensors`);
}

let whole: TrainedModel;
beforeAll(async () => {
  whole = (await train({})).trained;
});

describe('a training that is interrupted', () => {
  it.each<[Kind, number]>([
    ['llama', 1],
    ['llama', 7],
    ['llama', STEPS - 1],
    ['qwen3', 11],
  ])('%s, at step %i: goes on from there to the same bits', async (kind, at) => {
    const file = fresh();
    const before = hearing();
    await expect(train({ kind, file, every: at, until: at }, before)).rejects.toBeInstanceOf(InterruptedError);
    expect(before.steps).toEqual(upTo(at));
    const after = await train({ kind, file });
    expectSame(after.trained, kind === 'llama' ? whole : (await train({ kind })).trained);
    expect(after.steps).toEqual(upTo(STEPS, at + 1));
    expect(after.resumed).toEqual([{ step: at, note: { at } }]);
    expect(after.notices).toEqual([`training goes on from step ${at}`]);
  });

  it('again and again, with other numbers of threads: the same', async () => {
    const file = fresh();
    for (const [i, until] of [5, 20, 25].entries()) {
      const threads = 1 + (i % 2);
      const part = train({ file, every: 5, until, settings: { ...settings, threads } });
      await expect(part).rejects.toBeInstanceOf(InterruptedError);
    }
    const last = await train({ file, settings: { ...settings, threads: 2 } });
    expect(last.steps).toEqual(upTo(STEPS, 26));
    expectSame(last.trained, whole);
  });

  it('without warning, at a step that no state was due: writes one then', async () => {
    const file = fresh();
    const controller = new AbortController();
    const before = hearing();
    const steps = 100_000;
    const on = ({ step }: { step: number }): void => {
      before.steps.push(step);
      if (step === 3) controller.abort();
    };
    const asked = { file, steps, signal: controller.signal, on, settings: { ...settings, threads: 2 } };
    await expect(train(asked)).rejects.toBeInstanceOf(InterruptedError);
    const after = hearing();
    const going = train({ file, steps, every: before.steps.length + 4, until: before.steps.length + 4 }, after);
    await expect(going).rejects.toBeInstanceOf(InterruptedError);
    // The same as if it had never been interrupted.
    const other = fresh();
    const asWhole = train({ file: other, steps, every: before.steps.length + 4, until: before.steps.length + 4 });
    await expect(asWhole).rejects.toBeInstanceOf(InterruptedError);
    expect(after.steps[0]).toBe(before.steps.length + 1);
    expect(isDeepStrictEqual(tensors(file), tensors(other))).toBe(true);
  });
});

/** To the bit; thousands of numbers that differ are no message. */
function expectSame({ parameters, ...told }: TrainedModel, expected: TrainedModel): void {
  const { parameters: others, ...rest } = expected;
  expect(told).toEqual(rest);
  expect([...parameters.keys()].filter((name) => !isDeepStrictEqual(parameters.get(name), others.get(name)))).toEqual(
    [],
  );
}

function ones(length: number): Float32Array {
  return new Float32Array(length).fill(1);
}

function tensors(file: string): unknown {
  return decodeSafetensors(readFileSync(file), file);
}

describe('a state', () => {
  it.each([
    [16, 32],
    [1, STEPS - 1],
  ])('every %i steps, written while training goes on, is as good, and costs it no bit', async (every, last) => {
    const file = fresh();
    const first = await train({ file, every, settings: { ...settings, threads: 2 } });
    expectSame(first.trained, whole);
    const again = await train({ file });
    expect(again.steps).toEqual(upTo(STEPS, last + 1));
    expectSame(again.trained, whole);
  });

  it('of another training is not used', async () => {
    const file = fresh();
    await train({ file, every: 16 });
    const kept = readFileSync(file);
    const { parameters } = smallModel({ layers: 1 });
    parameters.get('model.norm.weight')?.data.fill(0.5);
    const weights = sequences[2]?.ids.map(() => 1) ?? [];
    const others: Asked[] = [
      { seed: 4 },
      { steps: STEPS + 1 },
      { settings: { ...settings, learningRate: 1e-3 } },
      { sequences: sequences.with(2, { ids: sequences[2]?.ids ?? [], weights }) },
      { parameters },
    ];
    for (const other of others) {
      writeFileSync(file, kept);
      const heard = hearing();
      await expect(train({ ...other, file, every: 1, until: 1 }, heard)).rejects.toBeInstanceOf(InterruptedError);
      expect(heard.steps).toEqual([1]);
      expect(heard.notices).toEqual([
        `training starts anew: ${file} is not used, it is of a training with other examples or settings`,
      ]);
    }
    writeFileSync(file, kept);
    expectSame((await train({ file, seed: 4 })).trained, (await train({ seed: 4 })).trained);
  });

  it('that is damaged is not used, wherever the damage is', async () => {
    const file = fresh();
    const vectors = { parameters: ones(30), first: ones(30), second: ones(30) };
    const totals = { step: 12, tokens: 34, lossTokens: 5, last: { loss: 0.1, steps: 1 } };
    const read = () => readState(file, { of: 'this', vectors });
    await writeState(file, { of: 'this', totals, note: { sum: 1.5 }, vectors }, () => {});
    expect(await read()).toEqual({ kind: 'state', totals, note: { sum: 1.5 } });
    const kept = readFileSync(file);
    const flipped = (at: number): Buffer => Buffer.from(kept.map((byte, i) => (i === at ? byte ^ 1 : byte)));
    for (let at = 0; at < kept.length; at += at < 8 ? 1 : 5) {
      for (const [what, bytes] of Object.entries({ flipped: flipped(at), cut: kept.subarray(0, at) })) {
        writeFileSync(file, bytes);
        expect(await read(), `${what} at byte ${at}`).toMatchObject({ kind: 'unusable' });
      }
    }
    writeFileSync(file, Buffer.concat([kept, Buffer.alloc(1)]));
    expect(await read()).toMatchObject({ kind: 'unusable' });
  });

  it.each([
    ['torn', (bytes: Buffer) => bytes.subarray(0, -9)],
    ['other than what was written', (bytes: Buffer) => bytes.fill(1, bytes.length - 9)],
  ])('that is %s leaves no trace in what is trained', async (_, damage) => {
    const file = fresh();
    await train({ file, every: 16 });
    writeFileSync(file, damage(readFileSync(file)));
    const found = await train({ file });
    expect(found.notices).toEqual([expect.stringContaining(`training starts anew: ${file} is not used`)]);
    expectSame(found.trained, whole);
  });

  it('that cannot be written is said once, and stops nothing', async () => {
    const inTheWay = join(root, 'a-file');
    writeFileSync(inTheWay, '');
    const { trained, notices } = await train({ file: join(inTheWay, 'state.safetensors'), every: 8 });
    expectSame(trained, whole);
    // ENOTDIR is met when it is looked for, too.
    expect(notices.map((notice) => notice.split(':')[0])).toEqual([
      'training starts anew',
      'the state of training cannot be written, so an interruption would cost it',
    ]);
  });

  it('is a safetensors file: parameters and moments', async () => {
    const file = fresh();
    await train({ file, every: 16 });
    const size = [...whole.parameters.values()].reduce((sum, { data }) => sum + data.length, 0);
    const found = decodeSafetensors(readFileSync(file), file);
    expect([...found].map(([name, { shape }]) => [name, ...shape])).toEqual(
      ['parameters', 'first', 'second'].map((name) => [name, size]),
    );
  });

  it('is due every ten seconds, less often where it takes more than a fiftieth of the time', () => {
    expect([0, 5, 200, 1000].map(pauseAfter)).toEqual([10_000, 10_000, 10_000, 50_000]);
  });
});
