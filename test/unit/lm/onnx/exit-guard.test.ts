import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../fixtures/exit-while-running.mjs', import.meta.url));

function exitOf(): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('close', (code) => resolve({ code, errors }));
  });
}

test('a process can exit while its workers are inside onnxruntime', async () => {
  // Without the guard most of these abort.
  for (let i = 0; i < 4; i++) {
    expect(await Promise.all([exitOf(), exitOf()])).toEqual([
      { code: 5, errors: '' },
      { code: 5, errors: '' },
    ]);
  }
});
