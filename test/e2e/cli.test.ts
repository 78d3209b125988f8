import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILTIN_KINDS } from '../../src/config/stages/environment.ts';

const BIN = fileURLToPath(new URL('../../bin/agentgym.js', import.meta.url));
const COUNTING = fileURLToPath(new URL('../fixtures/counting.yaml', import.meta.url));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-cli-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

function agentgym(argv: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [BIN, ...argv], { cwd: root, input, encoding: 'utf8' });
}

describe('agentgym', () => {
  it('--help lists the commands', () => {
    const { status, stdout, stderr } = agentgym(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('collect-trajectories');
  });

  it('an unknown command exits with 2 and a suggestion', () => {
    const { status, stderr } = agentgym(['evalu']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean eval?');
  });

  it('a bad config exits with 2 and all of its mistakes, by line', () => {
    writeFileSync(
      join(root, 'bad.yaml'),
      'name: bad\nenvironments: [{name: textcarft}]\nexplore: {smaples: 2, topP: 3}\n',
    );
    const { status, stderr } = agentgym(['envs', '--config', 'bad.yaml']);
    expect(status).toBe(2);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^error: bad.yaml:2:16: unknown environment `textcarft`: did you mean `textcraft`\?/u),
      'bad.yaml:3:11: unknown key `smaples` in `explore`: did you mean `samples`?',
      'bad.yaml:3:29: `explore.topP` must be at most 1, found 3',
      'hint: docs/configuration.md lists every setting.',
      '(E_CONFIG_INVALID)',
      '',
    ]);
  });

  it.each([
    ['evolve', []],
    ['eval', ['--policy', 'expert']],
  ])('%s says by line where more tasks are asked for than there are', (command, flags) => {
    const text = 'name: many\nenvironments:\n  - name: textcraft\n  - { name: babyai, tasks: { eval: 99999 } }\n';
    writeFileSync(join(root, 'many.yaml'), text);
    const { status, stderr } = agentgym([command, '--config', 'many.yaml', ...flags]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^error: many.yaml:4:36: Environment `babyai` has \d+ eval tasks, and tasks.eval asks for 99999\./u,
    );
  });

  it('envs --json lists the built-in environments', () => {
    const { status, stdout } = agentgym(['envs', '--json']);
    expect(status).toBe(0);
    const rows = JSON.parse(stdout) as { name: string; tasks: Record<string, number> }[];
    expect(rows.map(({ name }) => name)).toEqual(BUILTIN_KINDS);
    for (const { tasks } of rows) for (const count of Object.values(tasks)) expect(count).toBeGreaterThan(0);
  });

  it('envs play works on a pipe', () => {
    const { status, stdout } = agentgym(['envs', 'play', 'counting', '--config', COUNTING], '1\nhint\n2\n');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Solved, reward 1, after 2 rounds\.\n$/u);
  });

  it.each(BUILTIN_KINDS)('envs play plays the built-in %s, which has hints', (name) => {
    const { status, stdout } = agentgym(['envs', 'play', name, '--split', 'dev'], 'hint\nhelp\nnonsense\nquit\n');
    expect(status).toBe(0);
    // Once at the start, and once for `help`, which is no round.
    expect(stdout.split(`Task ${name}_`)).toHaveLength(3);
    expect(stdout).toMatch(/\n→ .+\n/u);
    expect(stdout).toMatch(/Left after 1 round\.\n$/u);
  });

  it('envs play exits with 130 on Ctrl-C', async () => {
    const child = spawn(process.execPath, [BIN, 'envs', 'play', 'counting', '--config', COUNTING]);
    child.stdout.on('data', (chunk: Buffer) => {
      // The first observation is on the screen: the game waits for an action.
      if (chunk.toString().includes('Count to 2.')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => {
      child.on('exit', (status, signal) => resolve(status ?? signal));
    });
    expect(code).toBe(130);
  });

  it('a reader that closes early is no error', async () => {
    const child = spawn(process.execPath, [BIN, 'envs', '--config', COUNTING]);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const code = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    expect([code, stderr]).toEqual([0, '']);
  });
});
