import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { plan } from '../../../src/plan.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { Captured, typed } from '../../support/streams.ts';

const ROOT = scratchDirectory('init');

/** Runs the command in a folder of its own, on a terminal if it has an input. */
async function run(argv: readonly string[], input?: Readable, cwd = mkdtempSync(join(ROOT, 'cwd-'))) {
  const stdout = new Captured(input === undefined ? undefined : { columns: 100 });
  const stderr = new Captured();
  const stdin = Object.assign(input ?? new PassThrough().end(), { isTTY: input !== undefined });
  const signal = new AbortController().signal;
  const status = await main(['init', ...argv], { stdin, stdout, stderr, cwd, env: {}, signal });
  return { status, stdout: stdout.text, stderr: stderr.text, cwd, file: (name: string) => join(cwd, name) };
}

describe('agentgym init', () => {
  it.each([
    ['local', 'quick'],
    ['local', 'proper'],
    ['trl', 'quick'],
    ['trl', 'proper'],
    ['hosted', 'quick'],
    ['hosted', 'proper'],
  ])('--backend %s --size %s writes a config that passes plan', async (backend, size) => {
    const flags = ['--environments', 'textcraft,sql', '--backend', backend, '--size', size];
    const { status, stdout, cwd, file } = await run(['my.yaml', ...flags]);
    expect(status).toBe(0);
    expect(stdout).toContain('npx agentgym plan --config my.yaml\n');
    const [command, schema] = readFileSync(file('my.yaml'), 'utf8').split('\n');
    expect(command).toBe('# npx agentgym evolve --config my.yaml');
    expect(existsSync(join(cwd, /\$schema=(.+)$/u.exec(schema ?? '')?.[1] ?? '-'))).toBe(true);
    const { config } = await loadConfig(file('my.yaml'));
    const { purpose, environments } = await plan({ config, env: {} });
    expect([purpose, ...environments.map(({ name }) => name)]).toEqual(['evolve', 'textcraft', 'sql']);
  });

  it('takes a model and an address as data, whatever they hold', async () => {
    const model = 'a"b: #c\n# d';
    const flags = ['--yes', '--backend', 'trl', '--model', model, '--url', 'http://10.0.0.1:8000/v1'];
    const { status, file } = await run(flags);
    expect(status).toBe(0);
    const { config } = await loadConfig(file('agentgym.yaml'));
    expect(config.policy).toMatchObject({ model, base: model, url: 'http://10.0.0.1:8000/v1' });
  });

  it('asks three questions, again where an answer will not do, and takes nothing for the default', async () => {
    const { status, stdout, file } = await run([], typed('nowhere', 'maze, wordle', 'cloud', '', ''));
    expect(status).toBe(0);
    expect(stdout).toContain('There is no built-in environment nowhere.');
    expect(stdout).toContain('Expected local, trl, hosted.');
    const { config } = await loadConfig(file('agentgym.yaml'));
    expect(config.environments.map(({ name }) => name)).toEqual(['maze', 'wordle']);
    expect(config.policy.kind).toBe('local');
  });

  it('does not ask what flags say', async () => {
    const flags = ['--environments', 'maze', '--size', 'quick'];
    const { status, stdout } = await run(flags, typed('trl'));
    expect(status).toBe(0);
    expect(stdout).toContain('Where does the model run?');
    expect(stdout).not.toContain('How big?');
  });

  it('replaces no file unless it is told to', async () => {
    const first = await run(['--yes']);
    const again = await run(['--yes'], undefined, first.cwd);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('agentgym.yaml is there already');
    const forced = await run(['--yes', '--force', '--environments', 'maze'], undefined, first.cwd);
    expect(forced.status).toBe(0);
    expect(readFileSync(forced.file('agentgym.yaml'), 'utf8')).toContain('- name: maze');
  });

  it.each([
    ['the input ends', typed('maze')],
    ['Ctrl-C is pressed', typed('maze', '\u0003')],
  ])('writes nothing where %s', async (_when, input) => {
    const { status, stderr, file } = await run([], input);
    expect(status).toBe(130);
    expect(stderr).toBe('Nothing is written.\n');
    expect(existsSync(file('agentgym.yaml'))).toBe(false);
  });

  it('without a terminal names the flags that are missing', async () => {
    const { status, stderr, file } = await run(['--size', 'quick']);
    expect(status).toBe(2);
    expect(stderr).toContain('--environments, --backend are missing');
    expect(existsSync(file('agentgym.yaml'))).toBe(false);
  });

  it('refuses an environment that is not built in', async () => {
    const { status, stderr } = await run(['--yes', '--environments', 'textcarft']);
    expect(status).toBe(2);
    expect(stderr).toContain('(E_ENV_UNKNOWN)');
  });
});
