/** Weighing takes some bytes a row, however long the conversations are: more than the memory there is. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const ROWS = 32_000;
const SAMPLES = 8;
/** Of the process that weighs, in MiB; the conversations are 150. */
const MEMORY = 64;

/** Three of four are solved, and of a task's eight samples two say the same. */
async function writeRows(file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let i = 0; i < ROWS; i++) {
    const sample = i % SAMPLES;
    const content = `Thought: ${sample % 6}. ${'It is a long way. '.repeat(250)}\nAction: go`;
    const row = makeTrajectory(Math.floor(i / SAMPLES), {
      sample,
      reward: sample % 4 === 3 ? 0 : 1,
      messages: [
        { role: 'user', content: 'Reach the target.', loss: false },
        { role: 'assistant', content, loss: true },
      ],
    });
    if (!stream.write(`${JSON.stringify(toAgentTraj(row))}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

it('weighs what would not fit into memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentgym-memory-'));
  try {
    const file = join(folder, 'trajectories.jsonl');
    await writeRows(file);
    const script = join(import.meta.dirname, '../../fixtures/weigh-many.mjs');
    const args = [`--max-old-space-size=${MEMORY}`, script, file, folder];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const result = JSON.parse(stdout) as { rollouts: number; examples: number; read: number };
    // Six of a task's eight are solved, of which one says what another does.
    const examples = (ROWS / SAMPLES) * 5;
    expect(result).toMatchObject({ rollouts: ROWS, examples, read: examples });
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
