/** Servers as processes: started with a checkpoint, waited for, and stopped with all that they started. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCommand } from '../../../../src/policies/serving/command.ts';
import { answering } from '../../../support/answering-server.ts';
import { servable, writeCheckpoint } from '../../../support/checkpoints.ts';
import { fixture } from '../../../support/command-line.ts';
import { alive, freePort, gone } from '../../../support/ports.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const root = scratchDirectory('command');
const SERVER = [process.execPath, fixture('model-server.js'), '--port', '{port}', '--checkpoint', '{checkpoint}'];

async function checkpointOf(id: string, skill: number): Promise<ReturnType<typeof servable>> {
  const path = join(root, `${id} with a space`);
  await writeCheckpoint(path, { kind: 'full', skill });
  return servable(id, path, { kind: 'full' });
}

async function started(more: readonly string[] = [], settings: { servedAs?: string; timeout?: number } = {}) {
  const port = await freePort();
  const logs = join(root, `logs-${port}`);
  const serving = createCommand(
    { kind: 'command', command: [...SERVER, ...more], servedAs: '{model}', timeout: 20, grace: 0.2, ...settings },
    { urls: [`http://127.0.0.1:${port}/v1`], model: 'tiny', logs, env: process.env, key: undefined },
  );
  onTestFinished(() => serving.close());
  const ask = async (): Promise<unknown> => {
    const body = JSON.stringify({
      model: 'tiny',
      logprobs: true,
      messages: [{ role: 'user', content: 'Count to 2.' }],
    });
    const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', body });
    const { choices } = (await answer.json()) as { choices: { logprobs: { content: { logprob: number }[] } }[] };
    return choices[0]?.logprobs.content[0]?.logprob;
  };
  return { serving, ask, log: join(logs, `server-${port}.log`), port };
}

function pidsIn(file: string): number[] {
  return readFileSync(file, 'utf8').split(' ').map(Number);
}

describe('a server of the user', () => {
  it('is started with the checkpoint, stopped before the next, and not started twice', async () => {
    const child = join(root, 'children');
    const { serving, ask, port } = await started(['--child', child, '--model', '{model}']);
    expect(await serving.serve(await checkpointOf('one', 1))).toMatchObject({ model: 'tiny' });
    const [first, pids] = [await ask(), pidsIn(child)];
    await serving.serve(await checkpointOf('one', 1));
    expect(pidsIn(child)).toEqual(pids);
    await serving.serve(await checkpointOf('two', 3));
    expect(await ask()).not.toBe(first);
    // Its process, and one that it had started, which takes no SIGTERM.
    await gone(pids);
    await serving.close();
    await gone(pidsIn(child));
    await expect(fetch(`http://127.0.0.1:${port}/v1/models`)).rejects.toThrow();
  });

  it('may know the model by its path', async () => {
    const { serving } = await started([], { servedAs: '{checkpoint}' });
    const checkpoint = await checkpointOf('three', 1);
    expect(await serving.serve(checkpoint)).toMatchObject({ model: checkpoint.path });
  });

  it('that does not start is said to, with its last words', async () => {
    const { serving, log } = await started(['--no-start']);
    await expect(serving.serve(await checkpointOf('four', 1))).rejects.toMatchObject({
      code: 'E_SERVE_PROCESS',
      message: expect.stringMatching(/exit code 3\.[^]*CUDA out of memory/u) as string,
      hint: expect.stringContaining(log) as string,
    });
    expect(readFileSync(log, 'utf8')).toContain('CUDA out of memory');
  });

  it('that is no program is said to be none', async () => {
    const port = await freePort();
    const serving = createCommand(
      { kind: 'command', command: ['no-such-program', '{checkpoint}'], servedAs: '{model}', timeout: 20, grace: 0.2 },
      { urls: [`http://127.0.0.1:${port}`], model: 'm', logs: join(root, 'logs'), env: process.env, key: undefined },
    );
    await expect(serving.serve(await checkpointOf('five', 1))).rejects.toMatchObject({
      code: 'E_SERVE_PROCESS',
      message: expect.stringMatching(/exit code 127[^]*no-such-program ENOENT/u) as string,
    });
    await serving.close();
  });

  it('that ends by itself is lost', async () => {
    const { serving, ask } = await started(['--crash-after', '1']);
    const checkpoint = await checkpointOf('six', 1);
    const { lost } = await serving.serve(checkpoint);
    await ask();
    const fired = new Promise((resolve) => lost?.addEventListener('abort', () => resolve(lost.reason)));
    await expect(ask()).rejects.toThrow();
    expect(await fired).toMatchObject({
      code: 'E_SERVE_PROCESS',
      message: expect.stringMatching(/exit code 9\.[^]*the engine died/u) as string,
    });
    await expect(serving.serve(checkpoint)).rejects.toMatchObject({ code: 'E_SERVE_PROCESS' });
  });

  it('is not started where the wait is interrupted, and leaves nobody behind', async () => {
    const child = join(root, 'interrupted');
    const { serving } = await started(['--child', child, '--crash-after', '0'], {});
    const interruption = new AbortController();
    const serves = serving.serve(await checkpointOf('seven', 1), interruption.signal);
    const end = serves.then(
      () => 'served',
      (error: unknown) => (error as Error).name,
    );
    await expect.poll(() => existsSync(child) && pidsIn(child).length === 2, { timeout: 20_000 }).toBe(true);
    const pids = pidsIn(child);
    interruption.abort();
    // Between the start of its child and its first answer there is next to no time: it may be up already.
    expect(['InterruptedError', 'served']).toContain(await end);
    await serving.close();
    await gone(pids);
    expect(pids.some((pid) => alive(pid))).toBe(false);
  });

  it('does not outlive the process that started it, not even one that is killed', async () => {
    const [port, child] = [await freePort(), join(root, 'orphans')];
    await checkpointOf('nine', 1);
    const command = [...SERVER, '--child', child];
    const run = spawn(
      process.execPath,
      [fixture('serving-process.mjs'), String(port), join(root, 'nine with a space'), ...command],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => run.stdout.once('data', resolve));
    const pids = pidsIn(child);
    expect(pids.every((pid) => alive(pid))).toBe(true);
    run.kill('SIGKILL');
    await gone(pids);
  });

  it('is not mistaken for one that was there before', async () => {
    const other = await answering(() => ({ text: 'ok' }));
    const serving = createCommand(
      { kind: 'command', command: SERVER, servedAs: '{model}', timeout: 20, grace: 0.2 },
      { urls: [other.url], model: 'm', logs: join(root, 'logs'), env: process.env, key: undefined },
    );
    await expect(serving.serve(await checkpointOf('eight', 1))).rejects.toMatchObject({
      code: 'E_SERVE_PROCESS',
      message: expect.stringContaining('Another server answers') as string,
    });
    await serving.close();
  });
});
