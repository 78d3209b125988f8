import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointKind } from '../../../src/train/checkpoint-kind.ts';
import type { TrainProgress } from '../../../src/train/contract.ts';
import { fineTuningServer } from '../../support/fine-tuning-server.ts';
import { EXAMPLES, hosted, KEY, killableLedger, PAIR, requestFor } from '../../support/hosted.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const scratch = scratchDirectory('hosted');
let outs = 0;
const request = (changes: Parameters<typeof requestFor>[2] = {}) => requestFor(scratch, `out-${outs++}`, changes);
/** OpenAI's API takes ten rows. */
const TEN = Array.from({ length: 4 }, () => EXAMPLES).flat();

describe('a job at a service with the API of OpenAI', () => {
  it('is uploaded, ordered, followed, and leaves a checkpoint that names the model', async () => {
    const event = (i: number) => ({ id: `e${i}`, created_at: 100 + i, level: 'info', message: 'x', type: 'metrics' });
    const events = (looks: number) =>
      Array.from({ length: looks * 2 }, (_, i) => ({
        ...event(i),
        data: { step: i + 1, total_steps: 4, train_loss: 2 - i / 4 },
      }));
    const server = await fineTuningServer({ events, page: 1 });
    const progress: TrainProgress[] = [];
    const trainer = hosted({ url: server.url, profile: 'openai', request: { integrations: [] } });
    const asked = request({ examples: TEN, on: (one) => void progress.push(one) });
    const result = await trainer.train(asked);
    expect(result).toMatchObject({ path: asked.out, loss: 1.25, tokens: 1234 });
    const [job] = server.jobs;
    expect(job?.body).toMatchObject({
      model: 'acme/small',
      training_file: 'file-1',
      seed: 7,
      integrations: [],
      method: { type: 'supervised', supervised: { hyperparameters: { batch_size: 8 } } },
    });
    const tag = String(job?.body['suffix']);
    expect(tag).toMatch(/^agentgym-[0-9a-f]{16}$/u);
    expect(job?.body['metadata']).toEqual({ agentgym_job: tag, agentgym_name: 'run-iterations-1-train' });
    expect(server.files.get('file-1')?.name).toBe(`${tag}.jsonl`);
    expect(server.calls.find(({ line }) => line === 'POST /files')?.body['purpose']).toBe('fine-tune');
    // Every event once, in order, though pages come newest first.
    expect(progress.map(({ step, steps }) => [step, steps])).toEqual([1, 2, 3, 4].map((step) => [step, 4]));
    expect(progress.map(({ loss }) => loss)).toEqual([2, 1.75, 1.5, 1.25]);
    const model = `ft:acme/small:org:${tag}:x`;
    expect(await checkpointKind(asked.out)).toEqual({ kind: 'reference', reference: { model } });
    const record = readFileSync(join(asked.out, 'job.json'), 'utf8');
    expect(JSON.parse(record)).toMatchObject({
      job: 'ftjob-1',
      from: 'acme/small',
      model,
      tokens: 1234,
      snapshots: [{ model: `${model}:ckpt-step-5`, step: 5 }],
    });
    expect(record).not.toContain(KEY.value);
    expect(server.calls.every(({ authorization }) => authorization === `Bearer ${KEY.value}`)).toBe(true);
  });

  it('goes on from a model that was fine-tuned before', async () => {
    const server = await fineTuningServer();
    const first = request();
    await hosted({ url: server.url }).train(first);
    const { reference } = (await checkpointKind(first.out)) as { reference: { model: string } };
    await hosted({ url: server.url }).train(request({ base: { id: '1', path: first.out }, name: 'second' }));
    expect(server.jobs[1]?.body['model']).toBe(reference.model);
  });

  it('says how weights are taken, and what the steps come to', async () => {
    const server = await fineTuningServer();
    const trainer = hosted({ url: server.url, weights: 'message' });
    expect(trainer.capabilities).toEqual({ weights: 'replicated', negativeWeights: false, preference: false });
    await trainer.train(request());
    expect(trainer.notices[0]).toMatch(
      /by chance, without bias: \d+ copies of 3 rows, effective sample size [\d.]+ \(of/u,
    );
    expect(trainer.notices[1]).toMatch(/^10 steps of 8 rows over \d+ rows: \d+ epochs$/u);
    const exact = hosted({ url: server.url, weights: 'row' });
    expect(exact.capabilities).toMatchObject({ weights: 'exact', negativeWeights: true });
    await exact.train(request({ name: 'exact' }));
    expect(exact.notices[0]).toBe('weights are taken exactly: 3 rows, effective sample size 2.4');
    expect(server.jobs[1]?.body).toMatchObject({
      method: { supervised: { hyperparameters: { n_epochs: 27, batch_size: 8 } } },
    });
  });

  it('puts hyperparameters where the service wants them; what the config says wins', async () => {
    const server = await fineTuningServer();
    const hyperparameters = { n_epochs: 2, lora_rank: 8 };
    await hosted({ url: server.url, hyperparameters, hyperparametersIn: 'hyperparameters' }).train(request());
    expect(server.jobs[0]?.body['hyperparameters']).toEqual({ n_epochs: 2, batch_size: 8, lora_rank: 8 });
    await hosted({ url: server.url, hyperparameters, hyperparametersIn: 'request' }).train(request({ name: 'b' }));
    expect(server.jobs[1]?.body).toMatchObject({ n_epochs: 2, lora_rank: 8 });
  });

  it('learns from pairs where there are any, with the method for them', async () => {
    const server = await fineTuningServer();
    const trainer = hosted({ url: server.url, method: 'dpo', beta: 0.2 });
    expect(trainer.capabilities.preference).toBe(true);
    await trainer.train(request({ pairs: [PAIR] }));
    expect(server.jobs[0]?.body['method']).toMatchObject({ type: 'dpo', dpo: { hyperparameters: { beta: 0.2 } } });
    expect(server.files.get('file-1')?.text).toContain('"preferred_output":[{"role":"assistant","content":"north"}]');
    expect(trainer.notices[0]).toContain('3 weighted examples are left out');
    await trainer.train(request({ name: 'clone' }));
    expect(server.jobs[1]?.body['method']).toMatchObject({ type: 'supervised' });
  });

  it('is refused where there are fewer rows than the service takes, before anything is sent', async () => {
    const server = await fineTuningServer();
    const examples = EXAMPLES.slice(0, 1);
    await expect(hosted({ url: server.url, profile: 'openai' }).train(request({ examples }))).rejects.toMatchObject({
      code: 'E_TRAIN_DATA',
      message: 'There are 1 rows to train on; the service takes 10 and more.',
    });
    expect(server.calls).toEqual([]);
  });
});

describe('a job that does not succeed', () => {
  it('shows the message of one that failed; of a bad file it says so', async () => {
    const states = ['queued', 'failed'];
    const server = await fineTuningServer({ states, end: { error: { code: 'x', message: `Ran out, ${KEY.value}.` } } });
    const error: unknown = await hosted({ url: server.url })
      .train(request())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_TRAIN_JOB', hint: expect.stringContaining('--resume') as string });
    expect((error as Error).message).toMatch(/ftjob-1 at .* failed: Ran out, \(TEST_KEY\)\.$/u);
    const about = { error: { code: 'invalid_training_file', message: 'Line 3', param: 'training_file' } };
    const strict = await fineTuningServer({ states, end: about });
    await expect(hosted({ url: strict.url }).train(request())).rejects.toMatchObject({ code: 'E_TRAIN_DATA' });
  });

  it('is told apart when it was cancelled at the service; a resumed run starts another', async () => {
    const server = await fineTuningServer({ states: ['queued', 'cancelled'] });
    const jobs = killableLedger();
    const asked = request({ jobs });
    await expect(hosted({ url: server.url }).train(asked)).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      message: expect.stringContaining('was cancelled') as string,
    });
    await expect(hosted({ url: server.url }).train(asked)).rejects.toMatchObject({ code: 'E_TRAIN_JOB' });
    expect(server.jobs).toHaveLength(2);
    expect(server.jobs[0]?.body['suffix']).not.toBe(server.jobs[1]?.body['suffix']);
    expect(server.files.size).toBe(1);
  });

  it.each([
    [401, 'E_TRAIN_ACCESS', /the key in TEST_KEY/u],
    [403, 'E_TRAIN_ACCESS', /may not be allowed to fine-tune/u],
    [402, 'E_TRAIN_ACCESS', /paid up/u],
    [404, 'E_TRAIN_SERVICE', /train\.url/u],
    [400, 'E_TRAIN_SERVICE', /train\.hyperparameters/u],
  ])('stops at once on %i', async (status, code, hint) => {
    const json = { error: { message: `fine-tuning is not available to ${KEY.value}` } };
    const server = await fineTuningServer({
      trouble: ({ line }) => (line.startsWith('POST') ? { status, json } : undefined),
    });
    const error: unknown = await hosted({ url: server.url })
      .train(request())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) as string });
    expect(String(error)).toContain('fine-tuning is not available to (TEST_KEY)');
    expect(server.count('POST')).toBe(1);
  });

  it('is given up after as many attempts as the config says: 429, 500, and nobody there', async () => {
    for (const status of [429, 500]) {
      const server = await fineTuningServer({ trouble: () => ({ status }) });
      await expect(hosted({ url: server.url, retries: 3 }).train(request())).rejects.toMatchObject({
        code: 'E_TRAIN_SERVICE',
      });
      expect(server.calls).toHaveLength(4);
    }
    await expect(hosted({ url: 'http://127.0.0.1:9', retries: 2 }).train(request())).rejects.toMatchObject({
      code: 'E_TRAIN_SERVICE',
      message: expect.stringMatching(/ECONNREFUSED/u) as string,
    });
  });

  it('waits as long as a busy service asks, and goes on', async () => {
    const trouble = ({ line }: { line: string }, count: number) =>
      count === 1 && /POST|events/u.test(line) ? { status: 429, headers: { 'retry-after': '45' } } : undefined;
    const server = await fineTuningServer({ trouble });
    const timing = (await import('../../support/endpoint-policy.ts')).patient();
    await hosted({ url: server.url }, { timing }).train(request());
    expect(timing.waits.filter((ms) => ms === 45_000)).toHaveLength(3);
    expect(server.jobs).toHaveLength(1);
  });
});

describe('an interruption', () => {
  const interrupted = async (onInterrupt: 'leave' | 'cancel') => {
    const server = await fineTuningServer({ states: ['queued', 'running', 'running', 'succeeded'] });
    const controller = new AbortController();
    const jobs = killableLedger();
    const trainer = hosted({ url: server.url, onInterrupt });
    const base = (await import('../../support/endpoint-policy.ts')).patient();
    let waits = 0;
    const wait = async (ms: number): Promise<void> => {
      await base.wait(ms);
      waits += 1;
      if (waits === 2) controller.abort();
    };
    const stopped = hosted({ url: server.url, onInterrupt }, { timing: { ...base, wait } });
    const asked = request({ jobs });
    await expect(stopped.train({ ...asked, signal: controller.signal })).rejects.toMatchObject({
      name: 'InterruptedError',
    });
    return { server, trainer, stopped, asked };
  };

  it('leaves the job, which is paid for, and finds it again', async () => {
    const { server, trainer, stopped, asked } = await interrupted('leave');
    expect(server.count('POST /fine_tuning/jobs')).toBe(1);
    expect(stopped.notices.at(-1)).toBe('the fine-tuning job ftjob-1 goes on; a resumed run finds it');
    await trainer.train(asked);
    expect(trainer.notices).toContain('found the fine-tuning job ftjob-1 again, which is running');
    expect(server.jobs).toHaveLength(1);
  });

  it('cancels it where the config says so', async () => {
    const { server, stopped } = await interrupted('cancel');
    expect(server.jobs[0]?.cancelled).toBe(true);
    expect(stopped.notices.at(-1)).toBe('the fine-tuning job ftjob-1 is cancelled');
  });
});
