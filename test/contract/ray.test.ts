/**
 * The ray launcher on a real Ray of this machine, whose Python AGENTGYM_PYTHON names: the REST API of its dashboard where
 * ray[default] is installed; with plain ray, which has no such API, its own job manager behind the same routes. Without ray,
 * or without what the script needs in Python, this is skipped.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobEvent, Launcher } from '../../src/train/launchers/contract.ts';
import { rayLauncher } from '../../src/train/launchers/ray.ts';
import { type RayHead, rayThere, startRay } from '../support/ray.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { FAST_PACE, proveFoundAgain } from '../support/train-elsewhere.ts';
import { hasTrl, python } from '../support/trl.ts';

const TOKEN = 'the-token-of-this-suite-and-of-nothing-else';
const kind = rayThere();
const what = {
  whole: 'ray[default], its dashboard',
  plain: 'plain ray: its job manager behind the routes of the API',
  none: `skipped: no ray in ${python}`,
}[kind ?? 'none'];
const root = scratchDirectory('ray');

/** A job whose interpreter is Node: what a launcher promises does not depend on what is run. */
function job(name: string, body: string): Job {
  const directory = join(root, `${name}'s $HOME`);
  mkdirSync(directory);
  const script = join(root, `${name}.cjs`);
  const begin = `const { appendFileSync, existsSync, writeFileSync } = require('node:fs'); process.chdir(process.argv[2]);
const say = (event) => appendFileSync('events.jsonl', JSON.stringify(event) + '\\n');
writeFileSync('worker.json', '{}');`;
  writeFileSync(script, `${begin}\n${body}`);
  return { name: `agentgym-test-${name}`, directory, python: process.execPath, script };
}

describe.skipIf(kind === undefined)(`ray (${what})`, { timeout: 600_000 }, () => {
  let head: RayHead;
  let launcher: Launcher;
  beforeAll(async () => {
    head = await startRay(TOKEN);
    launcher = launcherOf();
  }, 600_000);
  afterAll(() => head?.close(), 120_000);

  const launcherOf = (env: Record<string, string> = { RAY_AUTH_TOKEN: TOKEN, SECRET: 'not to be seen' }): Launcher =>
    rayLauncher(
      { url: head.url, numGpus: 0, runtimeEnv: { env_vars: { SECRET: 'env:SECRET' } } },
      { env, pace: FAST_PACE },
    );

  test('a job is started once under its name, found by it, asked to stop, and remembered with what it printed', async () => {
    const one = job(
      'obedient',
      `say({ type: 'started', secret: process.env.SECRET }); console.log('words');
setInterval(() => { if (existsSync('stop')) { say({ type: 'stopped' }); process.exit(3); } }, 20);`,
    );
    expect(await launcher.find(one, undefined)).toEqual({ state: 'unknown' });
    expect(await launcher.submit(one)).toBe(one.name);
    expect(await launcher.submit(one)).toBe(one.name);
    const events: JobEvent[] = [];
    const controller = new AbortController();
    const on = (event: JobEvent): void => {
      events.push(event);
      controller.abort();
    };
    await expect(launcher.follow(one, undefined, { on, signal: controller.signal })).rejects.toThrow('Interrupted');
    expect(await launcherOf().find(one, undefined)).toEqual({ state: 'running' });
    await launcherOf().stop(one, undefined);
    events.length = 0;
    const ended = await launcherOf().follow(one, undefined, { on: (event) => void events.push(event) });
    expect(events).toMatchObject([{ type: 'started', secret: 'not to be seen' }, { type: 'stopped' }]);
    expect(ended).toMatchObject({ state: 'ended', exit: 3 });
    expect(readFileSync(join(one.directory, 'log.txt'), 'utf8')).toContain('words');
  });

  test('who has no token, and a cluster that is not there, are said', async () => {
    const one = job('nowhere', '');
    await expect(launcherOf({ SECRET: 'x' }).find(one, undefined)).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      hint: expect.stringContaining('RAY_AUTH_TOKEN') as string,
    });
    const away = rayLauncher({ url: 'http://127.0.0.1:9', numGpus: 0 }, { env: {} });
    await expect(away.submit(one)).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      message: expect.stringContaining('cannot be reached') as string,
    });
  });

  test.skipIf(!hasTrl)(
    'training is found again after the orchestrator was killed, and goes on after the job was too',
    { timeout: 1_800_000 },
    async () => {
      process.env['RAY_AUTH_TOKEN'] = TOKEN;
      const settings = { kind: 'ray', url: head.url, numGpus: 0 } as const;
      await proveFoundAgain({ root: join(root, 'training'), launcher: settings }, async ({ name }) => {
        const stopped = await request(`${head.url}/api/jobs/${name}/stop`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}` },
        });
        expect(stopped.statusCode).toBe(200);
      });
    },
  );
});
