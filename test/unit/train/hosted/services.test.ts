/** What Fireworks and Together do differently. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointKind } from '../../../../src/train/checkpoint-kind.ts';
import type { TrainProgress } from '../../../../src/train/contract.ts';
import { fineTuningServer } from '../../../support/fine-tuning-server.ts';
import { hosted, PAIR, requestFor } from '../../../support/hosted.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const scratch = scratchDirectory('hosted-services');
let outs = 0;
const request = (changes: Parameters<typeof requestFor>[2] = {}) => requestFor(scratch, `out-${outs++}`, changes);

describe('fireworks', () => {
  const fireworks = { profile: 'fireworks', account: 'acct', learningRate: 1e-4 } as const;

  it('gets a data set whose rows carry their weights, and a job under ids of ours', async () => {
    const server = await fineTuningServer();
    const progress: TrainProgress[] = [];
    const asked = request({ on: (one) => void progress.push(one) });
    await hosted({ url: server.url, ...fireworks }).train(asked);
    const [id, { text }] = [...server.files.entries()][0] as [string, { text: string }];
    const weights = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { weight: number }).weight);
    expect(weights.toSorted((a, b) => a - b)).toEqual([0.25, 0.6, 1]);
    expect(server.jobs[0]?.id).toBe(`supervisedFineTuningJobs/${id}`);
    expect(server.jobs[0]?.body).toEqual({
      dataset: `accounts/acct/datasets/${id}`,
      displayName: 'run-iterations-1-train',
      outputModel: `accounts/acct/models/${id}`,
      baseModel: 'acme/small',
      epochs: 27,
      batchSizeSamples: 8,
      learningRate: 1e-4,
    });
    const model = `accounts/acct/models/${id}`;
    expect(await checkpointKind(asked.out)).toEqual({ kind: 'reference', reference: { model } });
    expect(progress.map(({ step }) => step)).toEqual([4, 4, 10]);
  });

  it('loads the model onto a deployment, once, and goes on from it by its own name', async () => {
    const server = await fineTuningServer();
    const deployment = 'accounts/acct/deployments/mine';
    const first = request();
    await hosted({ url: server.url, ...fireworks, deployment }).train(first);
    const model = String(server.jobs[0]?.body['outputModel']);
    expect(server.deployed).toEqual([{ model, deployment }]);
    expect(await checkpointKind(first.out)).toEqual({
      kind: 'reference',
      reference: { model: `${model}#${deployment}` },
    });
    await hosted({ url: server.url, ...fireworks, deployment }).train(
      request({ base: { id: '1', path: first.out }, name: 'next' }),
    );
    expect(server.jobs[1]?.body).toMatchObject({ warmStartFrom: model });
    expect(server.jobs[1]?.body).not.toHaveProperty('baseModel');
    expect(server.deployed).toHaveLength(2);
  });

  it('learns from pairs by a job of their own kind', async () => {
    const server = await fineTuningServer();
    const pairs = [PAIR, PAIR, PAIR];
    await hosted({ url: server.url, ...fireworks, method: 'dpo', beta: 0.1 }).train(request({ pairs }));
    const id = [...server.files.keys()][0];
    expect(server.jobs[0]).toMatchObject({
      id: `dpoJobs/${id}`,
      body: { lossConfig: { method: 'DPO', klBeta: 0.1 }, trainingConfig: { baseModel: 'acme/small' } },
    });
  });

  it('shows why a job failed', async () => {
    const server = await fineTuningServer({
      states: ['JOB_STATE_PENDING', 'JOB_STATE_FAILED'],
      end: { status: { code: 'INTERNAL', message: 'No capacity.' } },
    });
    await expect(hosted({ url: server.url, ...fireworks }).train(request())).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      message: expect.stringMatching(/failed: No capacity\.$/u) as string,
    });
  });
});

describe('together', () => {
  it('takes flat fields, and its own names for files, jobs and states', async () => {
    const events = (looks: number) =>
      [1, 2].slice(0, looks).map((step) => ({
        object: 'fine-tune-event',
        created_at: `2026-01-01T00:00:0${step}Z`,
        hash: '',
        type: 'epoch_complete',
        message: `Epoch completed, at step ${step}`,
        step,
        total_steps: 2,
        level: step === 2 ? 'warning' : 'info',
      }));
    const server = await fineTuningServer({ events });
    const progress: TrainProgress[] = [];
    const trainer = hosted({ url: server.url, profile: 'together', learningRate: 2e-5 });
    const first = request({ on: (one) => void progress.push(one) });
    await trainer.train(first);
    const upload = server.calls.find(({ line }) => line === 'POST /files/upload');
    expect(upload?.body).toMatchObject({ purpose: 'fine-tune', file_type: 'jsonl' });
    expect(upload?.body['file_name']).toBe(upload?.body['filename']);
    expect(server.jobs[0]?.body).toMatchObject({
      model: 'acme/small',
      training_file: 'file-1',
      training_method: { method: 'sft', train_on_inputs: false },
      learning_rate: 2e-5,
      batch_size: 8,
    });
    expect(server.files.get('file-1')?.text).not.toContain('weight');
    expect(progress.map(({ step, steps }) => [step, steps])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(trainer.notices.filter((notice) => notice.includes('Epoch completed, at step 2'))).toHaveLength(1);
    const { model } = JSON.parse(readFileSync(join(first.out, 'job.json'), 'utf8')) as { model: string };
    await hosted({ url: server.url, profile: 'together' }).train(
      request({ base: { id: '1', path: first.out }, name: 'next' }),
    );
    expect(server.jobs[1]?.body).toMatchObject({ from_checkpoint: model });
    expect(server.jobs[1]?.body).not.toHaveProperty('model');
  });

  it('learns from pairs with its beta', async () => {
    const server = await fineTuningServer();
    await hosted({ url: server.url, profile: 'together', method: 'dpo', beta: 0.3 }).train(request({ pairs: [PAIR] }));
    expect(server.jobs[0]?.body['training_method']).toEqual({ method: 'dpo', dpo_beta: 0.3 });
    expect(server.jobs[0]?.body).not.toHaveProperty('beta');
  });

  it('tells what went wrong among its events', async () => {
    const events = [{ object: 'fine-tune-event', type: 'job_error', message: 'Data is bad' }];
    const server = await fineTuningServer({ states: ['pending', 'error'], end: { events } });
    await expect(hosted({ url: server.url, profile: 'together' }).train(request())).rejects.toMatchObject({
      message: expect.stringMatching(/failed: Data is bad\.$/u) as string,
    });
  });
});
