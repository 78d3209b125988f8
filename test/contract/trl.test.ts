/** The trl trainer, with PyTorch: the in-process trainer's loss and step, jobs that are found again, adapters, preferences, processes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModel } from '../../src/lm/checkpoint/checkpoint.ts';
import { checkpointKind } from '../../src/train/checkpoint-kind.ts';
import type { TrainProgress, TrainRequest, TrainResult } from '../../src/train/contract.ts';
import type { Launcher } from '../../src/train/launchers/contract.ts';
import { readMark, signalGroup } from '../../src/train/launchers/liveness.ts';
import { accelerateLauncher, localLauncher } from '../../src/train/launchers/local.ts';
import { createLocalTrainer } from '../../src/train/local.ts';
import { readProbes } from '../../src/train/probes.ts';
import type { TrlSettings } from '../../src/train/trl/settings.ts';
import { createTrlTrainer } from '../../src/train/trl.ts';
import {
  distance,
  example,
  conversation,
  examples,
  hasTrl,
  ledger,
  pairs,
  python,
  sgdStep,
  tinyCheckpoint,
} from '../support/trl.ts';

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-trl-'));
  await tinyCheckpoint(join(root, 'llama'));
  await tinyCheckpoint(join(root, 'qwen3'), 'qwen3');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const SMALL = {
  precision: 'fp32',
  gradientCheckpointing: false,
  batchTokens: 64,
  shards: 2,
  clip: 1e9,
  warmup: 0,
  learningRate: 0.01,
  weightDecay: 0.01,
} as const;

interface Trained extends TrainResult {
  progress: TrainProgress[];
  notices: string[];
}

let count = 0;
interface Options {
  settings?: Partial<TrlSettings>;
  launcher?: Launcher;
  kind?: 'llama' | 'qwen3';
}

async function train(
  request: Partial<TrainRequest> = {},
  { settings, launcher, kind = 'llama' }: Options = {},
): Promise<Trained> {
  const progress: TrainProgress[] = [];
  const notices: string[] = [];
  const trainer = createTrlTrainer({
    settings: { ...SMALL, ...settings },
    launcher: launcher ?? localLauncher(),
    python,
    jobs: join(root, 'jobs'),
    onNotice: (notice) => void notices.push(notice),
  });
  count++;
  const base = { id: kind, path: join(root, kind) };
  const on = (one: TrainProgress): void => void progress.push(one);
  const asked = { base, examples, out: join(root, `out-${count}`), name: `job-${count}`, steps: 1, seed: 1, on };
  const result = await trainer.train({ ...asked, ...request });
  return { ...result, progress, notices };
}

const lossesOf = ({ progress }: Trained): number[] => progress.map(({ loss }) => loss ?? Number.NaN);

describe.skipIf(!hasTrl)(
  `trl in ${python}${hasTrl ? '' : ' (skipped: it lacks torch, transformers, trl, peft or accelerate)'}`,
  { timeout: 900_000 },
  () => {
    test.each(['llama', 'qwen3'] as const)(
      '%s: the loss of the in-process model, and after one SGD step its parameters',
      async (kind) => {
        const ours = await sgdStep(join(root, kind), { rate: 0.5, batchTokens: 64, shards: 2, seed: 1 });
        const settings = { optimiser: 'sgd', learningRate: 0.5, schedule: 'constant' } as const;
        const theirs = await train({}, { kind, settings });
        expect(Math.abs((lossesOf(theirs)[0] as number) - ours.loss)).toBeLessThan(1e-4);
        const { parameters: before } = await readModel(join(root, kind));
        expect(distance(before, ours.parameters)).toBeGreaterThan(1e-2);
        const { parameters } = await readModel(theirs.path);
        expect(distance(parameters, ours.parameters)).toBeLessThan(1e-4);
      },
    );

    test('six steps of AdamW are those of the in-process trainer, in order, loss and parameters', async () => {
      const losses: number[] = [];
      const local = createLocalTrainer({ ...SMALL, clip: 1, warmup: 2, threads: 1 });
      const request = { steps: 6, seed: 7, examples };
      const base = { id: 'llama', path: join(root, 'llama') };
      const out = join(root, 'in-process');
      const ours = await local.train({ ...request, base, out, on: ({ loss }) => void losses.push(loss ?? Number.NaN) });
      await local.close();
      const theirs = await train(
        { ...request, probes: [[{ role: 'user', content: 'red' }]] },
        { settings: { clip: 1, warmup: 2 } },
      );
      const differences = lossesOf(theirs).map((loss, i) => Math.abs(loss - (losses[i] as number)));
      expect(differences).toHaveLength(6);
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      expect(distance((await readModel(theirs.path)).parameters, (await readModel(ours.path)).parameters)).toBeLessThan(
        1e-4,
      );
      expect([theirs.tokens, theirs.lossTokens, theirs.steps]).toEqual([ours.tokens, ours.lossTokens, ours.steps]);
      expect(await checkpointKind(theirs.path)).toEqual({ kind: 'full' });
      for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
        expect(JSON.parse(await readFile(join(theirs.path, file), 'utf8')), file).toEqual(
          JSON.parse(await readFile(join(base.path, file), 'utf8')),
        );
      const [probe] = (await readProbes(theirs.path)) ?? [];
      expect(probe?.messages).toEqual([{ role: 'user', content: 'red' }]);
      expect(probe?.logprobs.every((value) => value <= 0 && Number.isFinite(value))).toBe(true);
      expect(probe?.text).not.toBe('');
    });

    test('a job that its orchestrator left is found again, and one that was killed goes on to the same end', async () => {
      const whole = await train({ steps: 60 }, { settings: { saveEvery: 2 } });
      const jobs = ledger();
      const request = { steps: 60, name: 'left', jobs, out: join(root, 'left') };
      const leaveAt = (at: number) => ({
        on: ({ step }: TrainProgress) => {
          if (step >= at) throw new Error('gone');
        },
      });

      await expect(train({ ...request, ...leaveAt(1) }, { settings: { saveEvery: 2 } })).rejects.toThrow('gone');
      await expect(train({ ...request, ...leaveAt(5) }, { settings: { saveEvery: 2 } })).rejects.toThrow('gone');
      expect(jobs.entries.get('attempt')).toMatchObject({ number: 1 });
      const mark = await readMark(join(root, 'jobs', 'left', 'process.json'));
      signalGroup(mark as NonNullable<typeof mark>, 'SIGKILL');

      const rest = await train(request, { settings: { saveEvery: 2 } });
      expect(jobs.entries.get('attempt')).toMatchObject({ number: 2 });
      const started = readFileSync(join(root, 'jobs', 'left', 'events.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"started"'))
        .map((line) => (JSON.parse(line) as { resumedFrom: number }).resumedFrom);
      expect(started).toHaveLength(2);
      expect(started[1]).toBeGreaterThan(0);
      expect(lossesOf(rest).at(-1)).toBeCloseTo(lossesOf(whole).at(-1) as number, 5);
      expect([rest.loss, rest.tokens, rest.lossTokens]).toEqual([
        expect.closeTo(whole.loss ?? Number.NaN, 5),
        whole.tokens,
        whole.lossTokens,
      ]);
      expect(distance((await readModel(rest.path)).parameters, (await readModel(whole.path)).parameters)).toBeLessThan(
        1e-5,
      );
    });

    test('an interrupted job keeps what is done, and goes on', async () => {
      const controller = new AbortController();
      const jobs = ledger();
      const request = { steps: 60, name: 'interrupted', jobs, out: join(root, 'interrupted') };
      const on = ({ step }: TrainProgress): void => {
        if (step >= 2) controller.abort();
      };
      await expect(train({ ...request, on, signal: controller.signal })).rejects.toMatchObject({
        name: 'InterruptedError',
      });
      expect(JSON.parse(readFileSync(join(root, 'jobs', 'interrupted', 'result.json'), 'utf8'))).toMatchObject({
        status: 'stopped',
      });
      const rest = await train(request);
      expect(rest.notices.some((notice) => notice.includes('goes on from step'))).toBe(true);
      expect(rest.steps).toBe(60);
    });

    test('LoRA leaves an adapter, and a later stage goes on with it', async () => {
      const lora = { rank: 4, alpha: 8, dropout: 0, targets: 'all-linear' } as const;
      const first = await train({ steps: 6 }, { settings: { lora, precision: 'bf16', gradientCheckpointing: true } });
      expect(await checkpointKind(first.path)).toEqual({ kind: 'adapter', base: join(root, 'llama') });
      expect(lossesOf(first).at(-1)).toBeLessThan(lossesOf(first)[0] as number);
      const second = await train({ steps: 1, base: { id: 'first', path: first.path } }, { settings: { lora } });
      expect(await checkpointKind(second.path)).toEqual({ kind: 'adapter', base: join(root, 'llama') });
      expect(lossesOf(second)[0]).toBeLessThan(lossesOf(first)[0] as number);
    });

    test('preferences begin at log 2 and fall; beside examples they are added', async () => {
      const alone = await train({ steps: 6, pairs }, { settings: { method: 'dpo', sftWeight: 0, batchTokens: 128 } });
      expect(lossesOf(alone)[0]).toBeCloseTo(Math.LN2, 5);
      expect(lossesOf(alone).at(-1)).toBeLessThan(0.9 * Math.LN2);
      const plain = await train({ steps: 1 }, { settings: { batchTokens: 128 } });
      const beside = await train(
        { steps: 1, pairs },
        { settings: { method: 'dpo', sftWeight: 0.5, batchTokens: 128 } },
      );
      expect(lossesOf(beside)[0]).toBeCloseTo(Math.LN2 + 0.5 * (lossesOf(plain)[0] as number), 4);
    });

    test('two processes give the loss and the parameters of one', async () => {
      const settings = { optimiser: 'sgd', learningRate: 0.5, shards: 4, batchTokens: 128 } as const;
      const one = await train({ steps: 3 }, { settings });
      const launcher = accelerateLauncher({ processes: 2, args: ['--multi_gpu', '--main_process_port', '0'] });
      const two = await train({ steps: 3 }, { settings, launcher });
      expect(lossesOf(two)).toHaveLength(3);
      const differences = lossesOf(two).map((loss, i) => Math.abs(loss - (lossesOf(one)[i] as number)));
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      expect(distance((await readModel(two.path)).parameters, (await readModel(one.path)).parameters)).toBeLessThan(
        1e-4,
      );
    });

    test('what cannot be trained on is said by its name', async () => {
      const long = example('long', conversation(['red', Array.from({ length: 80 }, () => 'ball').join(' '), 1]));
      await expect(train({ examples: [...examples, long] })).rejects.toMatchObject({
        code: 'E_TRAIN_DATA',
        message: expect.stringContaining('long (test)') as string,
      });
      const rest = await train({ examples: [...examples, long] }, { settings: { tooLong: 'drop' } });
      expect(rest.notices).toEqual([expect.stringContaining('1 conversation') as string]);
    });
  },
);

test('an interpreter that is not there is said', async () => {
  const trainer = createTrlTrainer({
    launcher: localLauncher(),
    python: join(root, 'no-python'),
    jobs: join(root, 'jobs'),
  });
  const base = { id: 'llama', path: join(root, 'llama') };
  await expect(trainer.train({ base, examples, out: join(root, 'nothing'), steps: 1, seed: 1 })).rejects.toMatchObject({
    code: 'E_TRAIN_PYTHON',
  });
});
