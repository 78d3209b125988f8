/** Runs the command line as a user does: another process on real files. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

export const BIN = join(import.meta.dirname, '../../bin/agentgym.js');
const FIXTURES = join(import.meta.dirname, '../fixtures');

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Path of a file in test/fixtures. */
export function fixture(name: string): string {
  return join(FIXTURES, name);
}

/** Runs a command to its end; `input` is piped in. */
export function agentgym(cwd: string, argv: readonly string[], input = ''): Ran {
  return spawnSync(process.execPath, [BIN, ...argv], { cwd, input, encoding: 'utf8' });
}

/** The last line of what was printed, as JSON. */
export function lastLine(stdout: string): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

export interface Started {
  child: ChildProcess;
  /** Resolves when the process is gone. */
  end: Promise<Ran>;
}

/** Starts a command (or another script), which goes on beside the test. */
export function start(cwd: string, argv: readonly string[], script: string = BIN): Started {
  const child = spawn(process.execPath, [script, ...argv], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
    });
  }
  const end = new Promise<Ran>((resolve) => {
    child.on('close', (status) => resolve({ status, ...said }));
  });
  return { child, end };
}

/** Waits until a file holds something; fails when the process ends before that. */
export async function until({ child }: Started, file: string, holds: (text: string) => boolean): Promise<void> {
  const read = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await vi.waitFor(
    () => {
      if (holds(read())) return;
      throw new Error(
        child.exitCode === null ? `${file} is not there yet` : `the process ended before ${file} was there`,
      );
    },
    { timeout: 30_000, interval: 5 },
  );
}
