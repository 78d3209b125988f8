/** Launchers, on a job whose interpreter is Node: what they promise does not depend on what is run. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Job, JobEvent, Launcher } from '../../../src/train/launchers/contract.ts';
import { isAlive, markOf, readMark } from '../../../src/train/launchers/liveness.ts';
import { localLauncher } from '../../../src/train/launchers/local.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-launchers-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const SAY = `const { appendFileSync, existsSync } = require('node:fs');
const say = (event) => appendFileSync('events.jsonl', JSON.stringify(event) + '\\n');`;

function job(name: string, body: string): Job {
  const directory = join(root, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'script.cjs'), `${SAY}\n${body}`);
  return { name, directory, python: process.execPath, script: join(directory, 'script.cjs') };
}

/** Works until it is asked to stop. */
const OBEDIENT = `say({ type: 'started' });
setInterval(() => { if (existsSync('stop')) { say({ type: 'stopped' }); process.exit(0); } }, 20);`;

async function heard(launcher: Launcher, one: Job): Promise<{ events: JobEvent[]; ended: unknown }> {
  const events: JobEvent[] = [];
  const ended = await launcher.follow(one, undefined, { on: (event) => void events.push(event) });
  return { events, ended };
}

it('follows a job to its end, with everything it said and how it ended', async () => {
  const one = job(
    'short',
    `say({ type: 'step', step: 1 }); console.log('words'); say({ type: 'step', step: 2 }); process.exit(3);`,
  );
  const launcher = localLauncher();
  expect(await launcher.find(one, undefined)).toEqual({ state: 'unknown' });
  await launcher.submit(one);
  const { events, ended } = await heard(launcher, one);
  expect(events.map(({ step }) => step)).toEqual([1, 2]);
  expect(ended).toEqual({ state: 'ended', exit: 3 });
  expect(readFileSync(join(one.directory, 'log.txt'), 'utf8')).toBe('words\n');
});

it('another launcher finds a job by its directory, and stops it as it asks to be stopped', async () => {
  const one = job('found', OBEDIENT);
  await localLauncher().submit(one);
  const other = localLauncher();
  expect(await other.find(one, undefined)).toEqual({ state: 'running' });
  const [{ events }] = await Promise.all([heard(other, one), other.stop(one, undefined)]);
  expect(events.map(({ type }) => type).at(-1)).toBe('stopped');
  expect(await other.find(one, undefined)).toEqual({ state: 'ended', exit: null });
});

it('a job that does not listen is ended', async () => {
  const one = job('deaf', `say({ type: 'started' }); setInterval(() => {}, 1000);`);
  const launcher = localLauncher({ grace: 0 });
  await launcher.submit(one);
  await launcher.stop(one, undefined);
  expect(await launcher.find(one, undefined)).toMatchObject({
    state: 'ended',
    detail: expect.stringContaining('SIGTERM') as string,
  });
});

it('following ends with the interruption, and leaves the job to whoever stops it', async () => {
  const one = job('interrupted', OBEDIENT);
  const launcher = localLauncher();
  await launcher.submit(one);
  const controller = new AbortController();
  const on = (): void => controller.abort();
  await expect(launcher.follow(one, undefined, { on, signal: controller.signal })).rejects.toMatchObject({
    name: 'InterruptedError',
  });
  expect(await launcher.find(one, undefined)).toEqual({ state: 'running' });
  await launcher.stop(one, undefined);
});

it('a process with the pid of an earlier one is not taken for it', async () => {
  const own = await markOf(process.pid);
  expect(await isAlive(own)).toBe(true);
  expect(await isAlive({ ...own, started: '1' })).toBe(false);
  const file = join(root, 'mark.json');
  for (const text of ['', '{"pid": 0}', '[]', '{"pid": "7"}']) {
    writeFileSync(file, text);
    expect(await readMark(file)).toBeUndefined();
  }
});
