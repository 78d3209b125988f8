/** The trackers themselves read a run back: MLflow's own server through its API, and TensorBoard's own reader. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import { fixture, type Ran, start } from '../support/command-line.ts';
import { freePort } from '../support/ports.ts';
import { scratchDirectory } from '../support/scratch.ts';

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const has = (name: string): boolean =>
  spawnSync(python, ['-c', `import importlib.util as u, sys; sys.exit(u.find_spec('${name}') is None)`]).status === 0;
const root = scratchDirectory('trackers');
const changes = ['iterations=1', 'clone.steps=2', 'train.steps=3', 'explore.samples=1'];
const EVOLVE = ['evolve', '--config', fixture('tiny.yaml'), ...changes.flatMap((change) => ['--set', change])];

const tracked = (run: string, tracking: object): string[] => [
  ...EVOLVE,
  '--run-dir',
  run,
  '--set',
  `tracking=${JSON.stringify(tracking)}`,
];
/** Beside which connections to the server live on. */
const agentgym = (argv: readonly string[]): Promise<Ran> => start(root, argv).end;
const summaryIn = (run: string): Summary =>
  JSON.parse(readFileSync(join(root, run, 'summary.json'), 'utf8')) as Summary;

interface MlflowRun {
  info: { run_id: string; status: string; run_name: string; artifact_uri: string };
  data: { tags: Pair[]; params: Pair[]; metrics: { key: string; value: number; step: number }[] };
}
interface Pair {
  key: string;
  value: string;
}

describe.skipIf(!has('mlflow'))(`MLflow in ${python}`, () => {
  let server: ChildProcess;
  let url: string;
  let said = '';
  beforeAll(async () => {
    const port = await freePort();
    const home = join(root, 'mlflow');
    mkdirSync(home);
    url = `http://127.0.0.1:${port}`;
    const stores = [
      '--backend-store-uri',
      `sqlite:///${join(home, 'db')}`,
      '--artifacts-destination',
      join(home, 'files'),
    ];
    const where = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
    server = spawn(python, ['-m', 'mlflow', 'server', ...where, ...stores], {
      cwd: home,
      env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its workers are ended with it.
      detached: true,
    });
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (text: Buffer) => (said += text.toString()));
    await vi.waitFor(
      async () => {
        if (server.exitCode !== null) throw new Error(`it ended: ${said}`);
        const { ok } = await fetch(`${url}/health`);
        if (!ok) throw new Error('not yet');
      },
      { timeout: 240_000, interval: 250 },
    );
  }, 250_000);
  afterAll(async () => {
    if (server.pid === undefined || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('close', resolve));
    process.kill(-server.pid, 'SIGKILL');
    await gone;
  });

  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/2.0/${path}`, body === undefined ? {} : post);
    expect(response.status, path).toBe(200);
    return (await response.json()) as T;
  };
  const runs = async (experiment: string): Promise<MlflowRun[]> => {
    const path = `mlflow/experiments/get-by-name?experiment_name=${experiment}`;
    const found = await ask<{ experiment: { experiment_id: string } }>(path);
    const search = { experiment_ids: [found.experiment.experiment_id] };
    return (await ask<{ runs: MlflowRun[] }>('mlflow/runs/search', search)).runs;
  };
  const history = async (run: MlflowRun | undefined, key: string): Promise<[step: number, value: number][]> => {
    const path = `mlflow/metrics/get-history?run_id=${run?.info.run_id}&metric_key=${encodeURIComponent(key)}`;
    const { metrics } = await ask<{ metrics: { step: number; value: number }[] }>(path);
    return metrics.map(({ step, value }) => [step, value]);
  };

  it('has the run with its curves, config, links and report', async () => {
    const { status, stderr } = await agentgym(tracked('mine', { mlflow: { url, experiment: 'evolved' } }));
    expect(status, stderr).toBe(0);
    const summary = summaryIn('mine');
    const [run, ...others] = await runs('evolved');
    expect(others).toEqual([]);
    expect(run?.info).toMatchObject({ status: 'FINISHED', run_name: 'mine' });
    expect((await history(run, 'loss/iteration-1')).map(([step]) => step)).toEqual([1, 2, 3]);
    expect((await history(run, 'dev/success_echo')).at(-1)).toEqual([1, summary.iterations[0]?.dev['echo']?.success]);
    expect(run?.data.params).toContainEqual({ key: 'explore.samples', value: '1' });
    expect(run?.data.params).toContainEqual({ key: 'environments.1.name', value: 'counting' });
    const checkpoint = join(root, 'mine', 'checkpoints', summary.promoted?.checkpoint ?? '');
    expect(run?.data.tags).toContainEqual({ key: 'agentgym.checkpoint.promoted', value: checkpoint });
    const { files } = await ask<{ files: { path: string }[] }>(`mlflow/artifacts/list?run_id=${run?.info.run_id}`);
    expect(files.map(({ path }) => path)).toEqual(['report.html']);
  });

  it('has a run that stops at a limit and goes on as one, with nothing in it twice', async () => {
    const tracking = { mlflow: { url, experiment: 'resumed' } };
    const stopped = await agentgym([...tracked('parts', tracking), '--set', 'limits.tokens=2500']);
    expect(stopped.status, stopped.stderr).toBe(1);
    expect((await runs('resumed')).map(({ info }) => info.status)).toEqual(['KILLED']);
    const { status, stderr } = await agentgym(['evolve', '--resume', 'parts', '--set', 'limits.tokens=1000000']);
    expect(status, stderr).toBe(0);
    const [run, ...others] = await runs('resumed');
    expect([run?.info.status, others]).toEqual(['FINISHED', []]);
    for (const { key } of run?.data.metrics ?? []) {
      if (key.startsWith('seconds/')) continue;
      const steps = (await history(run, key)).map(([step]) => step);
      expect(steps, key).toEqual([...new Set(steps)]);
    }
    const [whole] = await runs('evolved');
    const metricsOf = (one: MlflowRun | undefined): string[] =>
      (one?.data.metrics ?? []).map(({ key }) => key).toSorted();
    expect(metricsOf(run)).toEqual(metricsOf(whole));
  });
});

describe.skipIf(!has('tensorboard'))(`TensorBoard in ${python}`, () => {
  it('reads the curves and texts', async () => {
    const { status, stderr } = await agentgym(tracked('board', { tensorboard: {} }));
    expect(status, stderr).toBe(0);
    const code = [
      'import json, sys',
      'from tensorboard.backend.event_processing.event_accumulator import EventAccumulator',
      'read = EventAccumulator(sys.argv[1]); read.Reload(); tags = read.Tags()',
      'curves = {tag: [[e.step, e.value] for e in read.Scalars(tag)] for tag in tags["scalars"]}',
      'texts = {tag: read.Tensors(tag)[0].tensor_proto.string_val[0].decode() for tag in tags["tensors"]}',
      'print(json.dumps([curves, texts]))',
    ].join('\n');
    const output = execFileSync(python, ['-c', code, join(root, 'board', 'tensorboard')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [curves, texts] = JSON.parse(output.toString()) as [
      Record<string, [number, number][]>,
      Record<string, string>,
    ];
    expect(curves['loss/iteration-1']?.map(([step]) => step)).toEqual([1, 2, 3]);
    const { iterations, final } = summaryIn('board');
    expect(curves['dev/success_echo']?.map(([step]) => step)).toEqual([0, 1]);
    expect(curves['dev/success_echo']?.[1]?.[1]).toBeCloseTo(iterations[0]?.dev['echo']?.success ?? -1, 6);
    expect(curves['final/promoted/high_echo']?.[0]?.[1]).toBeCloseTo(final?.promoted['echo']?.high ?? -1, 6);
    expect(texts['config/text_summary']).toContain('name: tiny');
    expect(texts['verdict/text_summary']).toMatch(/romoted: /u);
  });
});
