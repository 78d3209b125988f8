import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainProgress, TrainRequest } from '../../../../src/train/contract.ts';
import { hfJobsLauncher, type HfJobsSettings } from '../../../../src/train/launchers/hf-jobs.ts';
import { createTrlTrainer } from '../../../../src/train/trl.ts';
import { patient } from '../../../support/endpoint-policy.ts';
import { EXAMPLES, killableLedger, named } from '../../../support/hosted.ts';
import { COMMIT, jobsServer, type JobsServer } from '../../../support/jobs-server.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const scratch = scratchDirectory('hf-jobs');
let runs = 0;
const KEY = { name: 'TEST_KEY', value: 'hf_secretOfTheTest' };

const SETTINGS: HfJobsSettings = {
  namespace: 'me',
  flavor: 'a10g-small',
  image: 'ghcr.io/astral-sh/uv:python3.12-bookworm',
  processes: 1,
  timeout: 2,
  results: 'download',
  onInterrupt: 'leave',
};
const SUCCEEDED = JSON.stringify({ status: 'succeeded', loss: 0.5, steps: 10, tokens: 100, lossTokens: 40 });
const step = (i: number): string =>
  `agentgym-event ${JSON.stringify({ type: 'step', step: i, steps: 2, loss: 1 / i, tokensPerSecond: 5 })}`;

/** A job that says two steps and leaves a model. */
const trains: JobsServer['works'] = (job, branch) => {
  job.log.push('Installed 40 packages', step(1), 'agentgym-event {torn', step(2));
  branch.set('config.json', Buffer.from('{}'));
  branch.set('model.safetensors', Buffer.from('weights'));
  branch.set('probes.json', Buffer.from('{"probes":[]}'));
  branch.set('result.json', Buffer.from(SUCCEEDED));
  branch.set('events.jsonl', Buffer.from('{}\n'));
};

interface Run {
  server: JobsServer;
  jobs: ReturnType<typeof killableLedger>;
  request: TrainRequest;
  train: (changes?: Partial<TrainRequest>) => Promise<{ loss: number | null }>;
  progress: TrainProgress[];
  notices: string[];
  folder: string;
}

function runOn(server: JobsServer, settings: Partial<HfJobsSettings> = {}, wait?: () => void): Run {
  const root = join(scratch, `run-${runs++}`);
  mkdirSync(root);
  const jobs = killableLedger();
  const progress: TrainProgress[] = [];
  const notices: string[] = [];
  const request: TrainRequest = {
    base: named(root, 'org/base'),
    examples: EXAMPLES,
    name: 'run-1',
    out: join(root, 'out'),
    steps: 2,
    seed: 1,
    jobs,
    on: (one) => void progress.push(one),
  };
  const timing = patient();
  const waiting = async (ms: number): Promise<void> => {
    await timing.wait(ms);
    wait?.();
  };
  const train: Run['train'] = (changes) => {
    const context = { key: KEY, hubUrl: server.url, timing: { ...timing, wait: waiting }, secrets: { WANDB: 'w' } };
    const launcher = hfJobsLauncher({ ...SETTINGS, ...settings }, context);
    const onNotice = (notice: string): void => void notices.push(notice);
    const trainer = createTrlTrainer({ launcher, python: 'python3', jobs: join(root, 'jobs'), onNotice });
    return trainer.train({ ...request, ...changes });
  };
  return { server, jobs, request, train, progress, notices, folder: join(root, 'jobs', 'run-1') };
}

describe('a training job on Hugging Face Jobs', () => {
  it('gets its directory through a private repository, and comes back as files', async () => {
    const { server, request, train, progress, folder } = runOn(await jobsServer(trains));
    expect(await train()).toMatchObject({ loss: 0.5, tokens: 100, path: request.out });
    expect(readdirSync(request.out).toSorted()).toEqual(['config.json', 'model.safetensors', 'probes.json']);
    expect(readFileSync(join(request.out, 'model.safetensors'), 'utf8')).toBe('weights');
    expect(progress.map(({ step: at, loss }) => [at, loss])).toEqual([
      [1, 1],
      [2, 0.5],
    ]);
    expect(readFileSync(join(folder, 'log.txt'), 'utf8')).toContain('Installed 40 packages');
    const sent = [...(server.branches.get('run-1-1') ?? new Map<string, Buffer>()).entries()];
    const names = sent.map(([name]) => name).filter((name) => name.startsWith('job/'));
    expect(names).toEqual(
      expect.arrayContaining([
        'job/request.json',
        'job/examples.jsonl',
        'job/code/train.py',
        'job/base/reference.json',
      ]),
    );
    expect(names).toContain('job/code/hub_job.py');
    expect(names).toContain('job/code/requirements.txt');
    const [job] = server.jobs;
    expect(job?.request).toMatchObject({
      dockerImage: SETTINGS.image,
      flavor: 'a10g-small',
      timeoutSeconds: 7200,
      labels: { agentgym: 'run-1-1', name: 'run-1-1' },
      volumes: [
        {
          type: 'model',
          source: 'me/agentgym-jobs',
          mountPath: '/agentgym',
          revision: COMMIT,
          path: 'job',
          readOnly: true,
        },
      ],
    });
    expect(job?.request.command.slice(-6)).toEqual([
      'python',
      '/agentgym/code/hub_job.py',
      '/agentgym',
      'me/agentgym-jobs',
      'run-1-1',
      '1',
    ]);
    // The key is a secret of the job, and nowhere else.
    expect(job?.request.secrets).toEqual({ HF_TOKEN: KEY.value, WANDB: 'w' });
    expect(JSON.stringify([job?.request.command, job?.request.environment, sent.map(String)])).not.toContain(KEY.value);
    expect([...server.tokens].filter((token) => token !== '')).toEqual([`Bearer ${KEY.value}`]);
  });

  it('may leave the files where they are, and name their commit', async () => {
    const { request, train } = runOn(await jobsServer(trains), { results: 'reference' });
    await train();
    expect(readdirSync(request.out).toSorted()).toEqual(['probes.json', 'reference.json']);
    expect(JSON.parse(readFileSync(join(request.out, 'reference.json'), 'utf8'))).toEqual({
      model: 'me/agentgym-jobs',
      revision: COMMIT,
    });
  });

  it.each([
    [1, false, 1],
    [1, true, 1],
    [2, false, 1],
    [2, true, 1],
  ])('is one, killed at record %i (written: %s)', async (at, written, jobs) => {
    const run = runOn(await jobsServer(trains));
    run.jobs.kill = { at, written };
    await expect(run.train()).rejects.toThrow('killed');
    expect(await run.train()).toMatchObject({ loss: 0.5 });
    expect(run.server.jobs).toHaveLength(jobs);
  });

  it('is one, where the answer to its start is lost, or the Hub fails', async () => {
    const { server, train, progress } = runOn(await jobsServer(trains));
    let [cuts, errors] = [0, 0];
    server.trouble = (line, done) => {
      if (line === 'POST /api/jobs/me' && done && cuts++ === 0) return 'cut';
      return line === 'GET /api/jobs/me/job1' && !done && errors++ < 2 ? 503 : undefined;
    };
    await train();
    expect(cuts).toBe(1);
    expect(server.jobs).toHaveLength(1);
    expect(progress).toHaveLength(2);
  });

  it('hears each event once, though its log breaks off and is read again', async () => {
    const works: JobsServer['works'] = (job, branch) => {
      void trains(job, branch);
      job.stages = ['SCHEDULING', 'RUNNING', 'RUNNING', 'RUNNING', 'COMPLETED'];
    };
    const { train, progress, folder } = runOn(await jobsServer(works));
    await train();
    expect(progress.map(({ step: at }) => at)).toEqual([1, 2]);
    expect(readFileSync(join(folder, 'log.txt'), 'utf8').match(/Installed/gu)).toHaveLength(1);
  });

  it('shows why it failed: its own account, or the end of its log', async () => {
    const result = { status: 'failed', code: 'E_TRAIN_DATA', message: 'An example is too long.' };
    const told = runOn(
      await jobsServer((_, branch) => void branch.set('result.json', Buffer.from(JSON.stringify(result)))),
    );
    await expect(told.train()).rejects.toMatchObject({ code: 'E_TRAIN_DATA', message: result.message });
    const silent = runOn(
      await jobsServer((job) => {
        job.stages = ['RUNNING', 'ERROR'];
        job.log.push('CUDA out of memory');
      }),
    );
    const error: unknown = await silent.train().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_TRAIN_JOB' });
    expect(String(error)).toMatch(/it failed: Out of memory.*CUDA out of memory/su);
  });

  const interrupted = async (onInterrupt: 'leave' | 'cancel'): Promise<Run> => {
    const controller = new AbortController();
    const server = await jobsServer((job, branch) => {
      void trains(job, branch);
      job.stages = ['SCHEDULING', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'COMPLETED'];
    });
    let waits = 0;
    const run = runOn(server, { onInterrupt }, () => {
      waits += 1;
      if (waits === 2) controller.abort();
    });
    await expect(run.train({ signal: controller.signal })).rejects.toMatchObject({ name: 'InterruptedError' });
    return run;
  };

  it('goes on when the run is interrupted, and is found again', async () => {
    const run = await interrupted('leave');
    expect(run.server.jobs[0]?.cancelled).toBe(false);
    await run.train();
    expect(run.notices).toContain('found the training job run-1-1 again, which goes on');
    expect(run.server.jobs).toHaveLength(1);
  });

  it('is cancelled then, where the config says so', async () => {
    const run = await interrupted('cancel');
    expect(run.server.jobs[0]?.cancelled).toBe(true);
    expect(existsSync(run.request.out)).toBe(false);
  });

  it('is refused where its repository is public, its base is out of reach, or the Hub does not let us in', async () => {
    const open = runOn(await jobsServer(trains));
    open.server.private = false;
    await expect(open.train()).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      hint: expect.stringContaining('repo') as string,
    });
    const local = runOn(await jobsServer(trains));
    await expect(local.train({ base: named(scratch, '/models/mine') })).rejects.toMatchObject({ code: 'E_TRAIN_JOB' });
    const shut = runOn(await jobsServer(trains));
    shut.server.trouble = (line) => (line.includes('/api/jobs') ? 403 : undefined);
    const error: unknown = await shut.train().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_TRAIN_ACCESS', hint: expect.stringContaining('TEST_KEY') as string });
    expect(String(error)).not.toContain(KEY.value);
    for (const { server } of [open, local, shut]) expect(server.jobs).toEqual([]);
  });
});
