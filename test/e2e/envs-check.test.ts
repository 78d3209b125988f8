/** `agentgym envs check` as a user runs it: on servers of ours and of others, and on environments by name. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { CheckReport } from '../../src/environments/check/check.ts';
import { createTextcraft } from '../../src/environments/builtin/textcraft/environment.ts';
import { agentgym, fixture, type Ran, start } from '../support/command-line.ts';
import { originalMaze, originalSqlgym } from '../support/original-servers.ts';
import { faultlessTextcraft } from '../support/textcraft-server.ts';
import { protocolServer } from '../support/protocol-server.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { serving } from '../support/serving.ts';

const CWD = scratchDirectory('envs-check');

function check(...argv: readonly string[]): Promise<Ran> {
  return start(CWD, ['envs', 'check', ...argv]).end;
}

function reportsIn({ stdout }: Ran): CheckReport[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CheckReport);
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('envs check URL', () => {
  it('reports on a server of ours, with nothing broken', async () => {
    const server = await serving([{ environment: createTextcraft() }]);
    const { status, stdout, stderr } = await check(server.url, '--samples', '10');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^textcraft at http:\/\/127\.0\.0\.1:\d+\nGET \/ says that it is TextCraft\.\n/u);
    expect(stdout).toContain('\nms ');
    expect(stdout).toMatch(/\n0 broken, 0 warnings, \d notes, \d not checked\n$/u);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  it('ends with 1 where something is broken, and says what', async () => {
    const { url } = await protocolServer(originalSqlgym());
    const { status, stdout, stderr } = await check(url, '--as', 'sqlgym', '--samples', '5');
    expect(status).toBe(1);
    expect(stdout).toContain('\nbroken\n  id-shared: ');
    expect(stdout).toContain('\nwarnings\n');
    expect(stdout).toContain('\nnot checked\n');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(stderr).toBe(
      `error: One thing is broken in ${url}.\nhint: docs/envs-check.md says how each is found, and what to do about it.\n(E_ENV_BROKEN)\n`,
    );
  });

  it('prints JSON, of the tasks that are named', async () => {
    const server = await protocolServer(originalMaze());
    const ran = await check(server.url, '--as', 'maze', '--tasks', '4,5', '--samples', '5', '--json');
    expect(ran.status).toBe(0);
    const [report] = reportsIn(ran);
    expect(report).toMatchObject({ environment: 'maze', url: server.url, counts: { broken: 0 } });
    expect(report?.findings.find(({ code }) => code === 'close-missing')).toMatchObject({
      severity: 'warning',
      times: 1,
    });
    expect(report?.latency.step?.count).toBeGreaterThan(0);
    const asked = server.asked.filter(({ path }) => path === '/reset').map(({ body }) => body['game']);
    expect(asked).toEqual(expect.arrayContaining([4, 5]));
    expect(asked).not.toContain(1);
  });

  it('says within seconds that nobody is there', async () => {
    const { status, stdout, stderr } = await check('http://127.0.0.1:9');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: .*127\.0\.0\.1:9.*\n(?:hint: .*\n)?\(E_ENV_UNREACHABLE\)\n$/u);
  });

  it('refuses what is no URL, no environment of AgentGym, or no index', async () => {
    expect(await check('http://')).toMatchObject({ status: 2, stderr: expect.stringContaining('is no URL') as string });
    const unknown = await check('http://127.0.0.1:9', '--as', 'alfwrld');
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean `alfworld`?') as string });
    expect(await check('http://127.0.0.1:9', '--tasks', '1,x')).toMatchObject({ status: 2 });
  });

  it('closes its sessions when it is interrupted', async () => {
    let pressed = false;
    const server = await protocolServer({
      ...faultlessTextcraft(),
      twist: (reply, { path }) => {
        if (path !== '/step') return reply;
        if (!pressed) running.child.kill('SIGINT');
        pressed = true;
        return 'hang';
      },
    });
    const running = start(CWD, ['envs', 'check', server.url]);
    const { status, stdout, stderr } = await running.end;
    expect([status, stdout, stderr]).toEqual([130, '', 'Interrupted.\n']);
    expect(server.created()).toBeGreaterThan(0);
    await vi.waitFor(() => expect(server.sessions.size).toBe(0));
  });
});

describe('envs check NAME', () => {
  it('checks a built-in environment in process and over the wire', () => {
    const ran = agentgym(CWD, ['envs', 'check', 'textcraft', '--samples', '5', '--json']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const [report] = reportsIn(ran);
    expect(report).toMatchObject({ environment: 'textcraft', counts: { broken: 0, warning: 0 } });
    expect(report?.checked).toEqual(expect.arrayContaining(['the expert', 'closing', 'the end of an episode']));
  });

  it('checks a file', () => {
    const ran = agentgym(CWD, ['envs', 'check', fixture('counting-environment.js'), '--samples', '5', '--json']);
    const [report] = reportsIn(ran);
    expect(ran.status).toBe(1);
    expect(report).toMatchObject({ environment: 'counting', counts: { broken: 1 } });
    expect(report?.findings[0]?.evidence[0]?.request).toBe('in process: counting_3 (dev)');
  });

  it('gives up an environment that hangs, whatever it left behind', () => {
    const argv = ['envs', 'check', fixture('stuck-environment.js'), '--timeout', '1', '--samples', '5', '--json'];
    const ran = agentgym(CWD, argv);
    expect(ran.status).toBe(1);
    const [report] = reportsIn(ran);
    expect(report?.findings.map(({ code }) => code)).toContain('no-answer');
    expect(report?.notChecked.find(({ check: name }) => name === 'closing')?.why).toContain('no answer');
  });

  it('checks every server of a config’s entry, as what the config says', async () => {
    const [one, other] = [await protocolServer(originalMaze()), await protocolServer(originalMaze())];
    const environment = {
      name: 'labyrinth',
      kind: 'agentgym',
      environment: 'maze',
      urls: [one.url, other.url],
      tasks: { train: { ids: [7, 8] } },
    };
    writeFileSync(join(CWD, 'evolve.yaml'), JSON.stringify({ name: 'mazes', environments: [environment] }));
    const ran = await start(CWD, ['envs', 'check', 'labyrinth', '--config', 'evolve.yaml', '--samples', '5', '--json'])
      .end;
    expect(ran.stderr).toBe('');
    expect(reportsIn(ran).map(({ url, environment: name }) => [url, name])).toEqual([
      [one.url, 'maze'],
      [other.url, 'maze'],
    ]);
    expect(one.asked.some(({ path, body }) => path === '/reset' && body['game'] === 7)).toBe(true);
  });

  it('knows no other, and --as is for servers', () => {
    const unknown = agentgym(CWD, ['envs', 'check', 'textcaft']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('did you mean `textcraft`?');
    const named = agentgym(CWD, ['envs', 'check', 'textcraft', '--as', 'maze']);
    expect(named).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--as says what a server serves') as string,
    });
  });
});
