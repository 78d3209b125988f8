/** `agentgym serve` as a process: where it listens, what it logs, and how it ends. */
import { type AddressInfo, createServer } from 'node:net';
import { relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BUILTIN_KINDS } from '../../src/config/stages/environment.ts';
import { fixture, start } from '../support/command-line.ts';
import { startedServer } from '../support/serve-process.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('serve');
/** One environment by two paths. */
const COUNTING = fixture('counting-environment.js');
const TWICE = `${COUNTING},${relative(root, COUNTING)}`;

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json();
}

describe('agentgym serve', () => {
  it('serves what is built in under its names, and stops at SIGTERM with 0', async () => {
    const server = await startedServer([]);
    expect(server.urls.map(({ environment }) => environment)).toEqual(BUILTIN_KINDS);
    const [textcraft, babyai] = server.urls;
    expect(await post(`${textcraft?.url}/create`, {})).toMatchObject({ id: 0, done: false });
    expect(await (await fetch(`${babyai?.url}/`)).json()).toBe('This is environment BabyAI.');
    server.child.kill('SIGTERM');
    const { status, stderr } = await server.end;
    expect(status).toBe(0);
    const log = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(log.map(({ msg }) => msg)).toEqual(['listening', 'finishing what is under way', 'stopped']);
  });

  it('stops at Ctrl-C with 130', async () => {
    const server = await startedServer(['--env', 'textcraft', '--quiet']);
    server.child.kill('SIGINT');
    expect(await server.end).toMatchObject({ status: 130, stderr: 'Stopped.\n' });
  });

  it('serves a file, under the name it gives, at the root; and logs requests where it is asked to', async () => {
    const server = await startedServer(['--env', fixture('counting-environment.js'), '--verbose'], root);
    expect(server.urls).toEqual([
      { environment: 'counting', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/u) },
    ]);
    expect(await post(`${server.url}/create`, {})).toEqual({
      id: 0,
      observation: 'Count to 2.',
      done: false,
      reward: 0,
    });
    expect(await post(`${server.url}/counting/step`, { id: 0, action: '1' })).toEqual({
      observation: 'Go on.',
      reward: 0,
      done: false,
    });
    expect(await post(`${server.url}/step`, { id: 0, action: '2' })).toEqual({
      observation: 'Done.',
      reward: 1,
      done: true,
    });
    server.child.kill('SIGTERM');
    expect((await server.end).stderr).toMatch(/"environment":"counting","operation":"step","status":200/u);
  });

  it('serves the entries of a config', async () => {
    const server = await startedServer(['--config', fixture('counting.yaml'), '--env', 'counting'], root);
    expect(server.urls.map(({ environment }) => environment)).toEqual(['counting']);
    expect(await post(`${server.url}/create`, {})).toMatchObject({ observation: 'Count to 2.' });
  });

  it('says in words where it listens', async () => {
    const { child, end } = start(root, ['serve', '--env', 'textcraft', '--port', '0', '--quiet']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const line = await new Promise<string>((resolve) => child.stdout?.once('data', resolve));
    expect(line).toMatch(/^textcraft {2}http:\/\/127\.0\.0\.1:\d+\n$/u);
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ status: 0, stderr: '' });
  });

  it('ends also where an environment does not', async () => {
    const server = await startedServer(['--env', fixture('stuck-environment.js'), '--drain', '1', '--quiet']);
    await post(`${server.url}/create`, {});
    const step = post(`${server.url}/step`, { id: 0, action: 'x' }).catch((error: unknown) => error);
    // The step is under way once a request that came after it is answered.
    await expect.poll(async () => (await fetch(`${server.url}/metrics`)).ok).toBe(true);
    server.child.kill('SIGTERM');
    expect((await server.end).status).toBe(0);
    expect(await step).toBeInstanceOf(Error);
  });

  it('cannot listen on a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { child, end } = start(root, ['serve', '--env', 'textcraft', '--port', String(port), '--quiet']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const { status, stdout, stderr } = await end;
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      new RegExp(`^error: Cannot listen on port ${port} of 127\\.0\\.0\\.1: it is in use\\.\\nhint: `, 'u'),
    );
  });

  it.each([
    [['--port', '70000'], /Expected a port from 0 to 65535/u],
    [['--env', 'textcarft'], /did you mean `textcraft`/u],
    [['--env', './no-such.js'], /could not be loaded/u],
    [['--env', TWICE], /Two environments would be served as `counting`/u],
    [['--quiet', '--verbose'], /contradict/u],
    [['--sessions', '0'], /whole number from 1/u],
  ])('%j is an error with exit code 2', async (argv, message) => {
    const { child, end } = start(root, ['serve', '--port', '0', ...argv]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const { status, stderr } = await end;
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});
