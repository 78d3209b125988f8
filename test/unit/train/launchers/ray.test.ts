/**
 * What the ray launcher asks, and what it makes of answers: a small server after the documentation of the Ray Jobs REST API
 * (https://docs.ray.io/en/latest/cluster/running-applications/job-submission/api.html). test/contract/ray.test.ts has a real
 * Ray.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examineLauncher } from '../../../../src/doctor/launchers.ts';
import type { Job } from '../../../../src/train/launchers/contract.ts';
import { rayLauncher } from '../../../../src/train/launchers/ray.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const root = scratchDirectory('ray-unit');
const env = { RAY_AUTH_TOKEN: 'token-of-ray', HF_TOKEN: 'token-of-hub' };
const pace = { files: 5, asking: 5, grace: 50 };

type Reply = readonly [status: number, body: unknown];
interface Asked {
  route: string;
  key: string | undefined;
  body: string;
}

let server: Server;
let url: string;
let asked: Asked[];
let replies: Record<string, Reply>;
beforeEach(async () => {
  [asked, replies] = [[], {}];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const route = `${request.method} ${request.url}`;
      asked.push({ route, key: request.headers.authorization, body });
      const [status, reply] = replies[route] ?? [404, 'Job does not exist'];
      response.writeHead(status).end(typeof reply === 'string' ? reply : JSON.stringify(reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function job(name: string): Job {
  const directory = join(root, `${name}'s $(id)`);
  mkdirSync(directory);
  const script = join(root, `${name}.py`);
  writeFileSync(script, '');
  return { name, directory, python: '/opt/python 3/bin/python', script };
}

const submit = 'POST /api/jobs/';

it('a submission is our name, quoted paths of ours, and what the settings reserve', async () => {
  replies = { [submit]: [200, { submission_id: 'one' }] };
  const one = job('one');
  const launcher = rayLauncher(
    {
      url: `${url}/`,
      numGpus: 2,
      numCpus: 4,
      resources: { tpu: 1 },
      accelerate: { processes: 2, args: ["it's"] },
      runtimeEnv: { env_vars: { HF_TOKEN: 'env:HF_TOKEN', PLAIN: 'env' }, working_dir: 's3://bucket/x.zip' },
    },
    { env },
  );
  expect(await launcher.submit(one)).toBe('one');
  expect(asked).toMatchObject([{ route: submit, key: 'Bearer token-of-ray' }]);
  const at = one.directory.replace("'", String.raw`'\''`);
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
    submission_id: 'one',
    entrypoint: `'/opt/python 3/bin/python' -m accelerate.commands.launch --num_processes 2 'it'\\''s' '${at}/script/one.py' '${at}'`,
    entrypoint_num_gpus: 2,
    entrypoint_num_cpus: 4,
    entrypoint_resources: { tpu: 1 },
    runtime_env: {
      working_dir: 's3://bucket/x.zip',
      env_vars: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', HF_TOKEN: 'token-of-hub', PLAIN: 'env' },
    },
    metadata: { agentgym: 'one' },
  });
});

it('an environment that Ray makes has an interpreter of its own, unless another is named', async () => {
  replies = { [submit]: [200, {}] };
  const runtimeEnv = { pip: ['trl'] };
  await rayLauncher({ url, numGpus: 0, runtimeEnv }, { env }).submit(job('made'));
  await rayLauncher({ url, numGpus: 0, runtimeEnv, python: 'python3.12' }, { env }).submit(job('named'));
  const interpreters = asked.map(({ body }) => (JSON.parse(body) as { entrypoint: string }).entrypoint.split(' ')[0]);
  expect(interpreters).toEqual(['python', 'python3.12']);
});

it('a job that is there already under its name is found; any other refusal is said, without secrets', async () => {
  const traceback = `Traceback (most recent call last):\nValueError: Job with submission_id twice already exists.\n`;
  replies = { [submit]: [400, traceback], 'GET /api/jobs/twice': [200, { status: 'RUNNING' }] };
  const settings = { url, numGpus: 0, runtimeEnv: { env_vars: { A: 'env:HF_TOKEN' } } };
  expect(await rayLauncher(settings, { env }).submit(job('twice'))).toBe('twice');

  replies = { [submit]: [400, `Traceback\nValueError: {'A': 'token-of-hub'} with token-of-ray\n`] };
  const refused = rayLauncher(settings, { env }).submit(job('refused'));
  await expect(refused).rejects.toMatchObject({
    code: 'E_TRAIN_JOB',
    message: expect.stringMatching(/status 400: ValueError: \{'A': '\(HF_TOKEN\)'\} with \(\w+\)$/u) as string,
  });
  await expect(rayLauncher(settings, { env: {} }).submit(job('unset'))).rejects.toThrow('HF_TOKEN is not set');
});

it('a job that ended before it began is said to have, with what Ray says of it', async () => {
  const message = 'runtime_env setup failed: no network\nmore';
  replies = { 'GET /api/jobs/early': [200, { status: 'FAILED', message, driver_exit_code: null }] };
  const one = job('early');
  const launcher = rayLauncher({ url, numGpus: 0 }, { env, pace });
  expect(await launcher.find(one, undefined)).toEqual({
    state: 'ended',
    exit: null,
    detail: 'runtime_env setup failed: no network',
  });
  const { detail } = await launcher.follow(one, undefined, { on: () => {} });
  expect(detail).toContain('no network before it began; do its machines see');
  // A process of the script was there: what it left speaks for itself.
  writeFileSync(join(one.directory, 'worker.json'), '{}');
  replies = { 'GET /api/jobs/early': [200, { status: 'FAILED', driver_exit_code: 1 }] };
  expect(await launcher.follow(one, undefined, { on: () => {} })).toMatchObject({ state: 'ended', exit: 1 });
});

it('a cluster that is away while a job is followed is waited for, up to a point', async () => {
  const one = job('patient');
  replies = { 'GET /api/jobs/patient': [503, 'starting'] };
  const impatient = rayLauncher({ url, numGpus: 0 }, { env, pace: { ...pace, away: 20 } });
  await expect(impatient.follow(one, undefined, { on: () => {} })).rejects.toThrow('status 503: starting');
  const patient = rayLauncher({ url, numGpus: 0 }, { env, pace: { ...pace, away: 60_000 } });
  const followed = patient.follow(one, undefined, { on: () => {} });
  const before = asked.length;
  while (asked.length < before + 3) await new Promise((resolve) => setImmediate(resolve));
  replies = { 'GET /api/jobs/patient': [200, { status: 'SUCCEEDED' }] };
  expect(await followed).toEqual({ state: 'ended', exit: 0 });
});

it('a job that waits, or that does not listen, is stopped; one that is gone is not asked', async () => {
  const one = job('deaf');
  const launcher = rayLauncher({ url, numGpus: 0 }, { env, pace });
  await launcher.stop(one, undefined);
  expect(asked.map(({ route }) => route)).toEqual(['GET /api/jobs/deaf']);
  for (const status of ['PENDING', 'RUNNING']) {
    replies = { 'GET /api/jobs/deaf': [200, { status }] };
    const stopped = launcher.stop(one, undefined);
    while (!asked.some(({ route }) => route.endsWith('/stop'))) await new Promise((resolve) => setImmediate(resolve));
    replies = { 'GET /api/jobs/deaf': [200, { status: 'STOPPED' }] };
    await stopped;
    asked = [];
  }
});

it('doctor says which Ray answers, or that none does', async () => {
  replies = { 'GET /api/version': [200, { ray_version: '2.60.0' }] };
  const launcher = { kind: 'ray', url, numGpus: 1 } as const;
  expect(await examineLauncher(launcher, env)).toMatchObject([
    { state: 'ok', what: 'ray', detail: `2.60.0 at ${url}` },
    { state: 'note', what: 'run directory' },
  ]);
  const [away] = await examineLauncher({ ...launcher, url: 'http://127.0.0.1:9' }, env);
  expect(away).toMatchObject({
    state: 'missing',
    what: 'ray',
    detail: expect.stringContaining('cannot be reached') as string,
  });
});
