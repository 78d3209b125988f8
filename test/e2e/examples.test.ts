import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'bin/agentgym.js');
const CONFIG = 'examples/custom-environment/evolve.yaml';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentgym-examples-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs Node in the repository's root, as the examples' commands do. */
function node(argv: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
  return spawnSync(process.execPath, argv, { cwd: ROOT, env, encoding: 'utf8' });
}

describe('examples/custom-environment', () => {
  it('its expert solves every task, in as few swaps as the task needs', () => {
    const { status, stdout } = node([
      BIN,
      'eval',
      '--config',
      CONFIG,
      '--env',
      'sorting',
      '--policy',
      'expert',
      '--json',
    ]);
    expect(status).toBe(0);
    const { environments } = JSON.parse(stdout) as { environments: Record<string, object> };
    expect(environments['sorting']).toMatchObject({ n: 200, success: 1, reward: 1 });
  });

  it('evolves an agent', () => {
    const small = ['tasks.train=20', 'tasks.dev=10', 'tasks.eval=10'].map((part) => `environments.sorting.${part}`);
    const settings = [...small, 'demonstrations.expert=5', 'clone.steps=5', 'train.steps=5', 'iterations=1'];
    const flags = ['--run-dir', join(folder, 'run'), '--json', ...settings.flatMap((setting) => ['--set', setting])];
    const { status, stdout, stderr } = node([BIN, 'evolve', '--config', CONFIG, ...flags]);
    expect(status, stderr).toBe(0);
    const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Summary;
    expect(summary).toMatchObject({ status: 'completed', iterations: [{ index: 1, explored: 40 }] });
    for (const agent of ['baseline', 'control', 'promoted'] as const)
      expect(summary.final?.[agent]?.['sorting']?.n).toBe(10);
  });
});

describe('examples/minimal-loop.ts', () => {
  it('promotes what an iteration has taught', () => {
    const { status, stdout, stderr } = node(['--import', 'tsx', 'examples/minimal-loop.ts']);
    expect(status, stderr).toBe(0);
    const [, incumbent] = /^The candidate does better: .+ The incumbent is (.+)\n$/u.exec(stdout) ?? [];
    expect(incumbent, stdout).toMatch(/iteration-1$/u);
    expect(existsSync(join(incumbent ?? '', 'model.safetensors'))).toBe(true);
  });
});
