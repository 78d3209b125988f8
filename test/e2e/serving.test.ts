/** `evolve` over an endpoint, as a user runs it: a server process per checkpoint, Ctrl-C, and servers that refuse. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, start, until } from '../support/command-line.ts';
import { sglangServer } from '../support/model-servers.ts';
import { freePort, gone } from '../support/ports.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('serving');

/** Plays the base alone: nothing is trained. */
function configured(name: string, policy: object, serving: object): string {
  const config = {
    name,
    environments: [{ name: 'counting', kind: 'custom', file: fixture('counting-environment.js') }],
    policy: { kind: 'endpoint', model: 'tiny', base: 'org/tiny@main', ...policy },
    demonstrations: { expert: 2 },
    clone: { steps: 0 },
    iterations: 0,
    control: false,
    train: { kind: 'trl' },
    serving,
  };
  const file = join(root, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function command(pids: string, ...more: string[]): object {
  const options = ['--port', '{port}', '--checkpoint', '{checkpoint}', '--model', '{model}', '--child', pids, ...more];
  return {
    kind: 'command',
    command: [process.execPath, fixture('model-server.js'), ...options],
    grace: 0.2,
    timeout: 20,
  };
}

const pidsIn = (file: string): number[] => readFileSync(file, 'utf8').split(' ').map(Number);

describe('evolving over an endpoint', () => {
  it('starts the server that the config names, says what it serves, and stops it', async () => {
    const pids = join(root, 'pids');
    const url = `http://127.0.0.1:${await freePort()}/v1`;
    const run = start(root, ['evolve', '--config', configured('whole', { url }, command(pids)), '--run-dir', 'whole']);
    const { status, stderr, stdout } = await run.end;
    expect(status, stderr).toBe(0);
    expect(stdout + stderr).toMatch(/serving [0-9a-f]{16} as tiny: unproven/u);
    const log = readFileSync(join(root, 'whole/logs/run.log'), 'utf8');
    expect(log).toContain('"verdict":"unproven"');
    const reference = JSON.parse(log.split('\n').find((line) => line.includes('"served"')) ?? '') as {
      checkpoint: string;
    };
    const file = join(root, 'whole/checkpoints', reference.checkpoint, 'reference.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ model: 'org/tiny', revision: 'main' });
    await gone(pidsIn(pids));

    // What it promoted is served again to be evaluated.
    const journal = readFileSync(join(root, 'whole/journal.jsonl'), 'utf8');
    const again = await start(root, ['eval', '--run', 'whole', '--json']).end;
    expect(again.status, again.stderr).toBe(0);
    expect(again.stderr).toMatch(/serving [0-9a-f]{16} as tiny/u);
    expect(JSON.parse(again.stdout)).toMatchObject({
      policy: reference.checkpoint,
      environments: { counting: { tasks: 1 } },
    });
    expect(readFileSync(join(root, 'whole/journal.jsonl'), 'utf8')).toBe(journal);
    await gone(pidsIn(pids));
  });

  it('leaves no server behind after Ctrl-C', async () => {
    const pids = join(root, 'interrupted-pids');
    const url = `http://127.0.0.1:${await freePort()}/v1`;
    const file = configured('interrupted', { url }, command(pids, '--hang'));
    const run = start(root, ['evolve', '--config', file, '--run-dir', 'interrupted']);
    await until(run, join(root, 'interrupted/logs', `server-${new URL(url).port}.log`), (said) =>
      said.includes('asked'),
    );
    run.child.kill('SIGINT');
    const { status, stderr } = await run.end;
    expect(status).toBe(130);
    expect(stderr).toContain('evolve --resume interrupted');
    await gone(pidsIn(pids));
  });

  it('stops where a server does not see the base, and says what to do', async () => {
    const { url } = await sglangServer('tiny');
    const base = join(root, 'model');
    mkdirSync(base);
    writeFileSync(join(base, 'config.json'), '{}');
    const serving = { kind: 'sglang', pathOnServer: { from: root, to: '/mnt/elsewhere' } };
    const file = configured('unseen', { url, base }, serving);
    const { status, stderr } = await start(root, ['evolve', '--config', file, '--run-dir', 'unseen']).end;
    expect(status).toBe(2);
    expect(stderr).toContain('did not load /mnt/elsewhere/model (400)');
    expect(stderr).toContain('serving.pathOnServer');
    expect(stderr).toContain('E_SERVE_REFUSED');
  });

  it.each(['.', './no-such-model'])('needs a base that is a checkpoint, not %s', async (base) => {
    const file = configured('no-base', { url: 'http://127.0.0.1:9', base }, { kind: 'sglang' });
    const { status, stderr } = await start(root, ['evolve', '--config', file, '--run-dir', 'no-base']).end;
    expect(status).toBe(2);
    expect(stderr).toMatch(/no-base\.yaml:1:\d+: `.*` (?:does not exist|is not a checkpoint)/u);
  });
});
