/** Scratch directories of tests, removed when the test file is done. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A new empty directory. Call it at the top of a test file or of a `describe`. */
export function scratchDirectory(name: string): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `agentgym-${name}-`)));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
