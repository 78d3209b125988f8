/**
 * Every built-in environment answers the same actions with the same words and rewards, to the last bit: what was played by
 * an imperfect expert or at random, on any task and with any seed, replays as it is stored.
 */
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTIN } from '../../src/environments/builtin.ts';
import { createEnvironment } from '../../src/environments/catalog.ts';
import { EnvironmentSchema } from '../../src/config/stages/environment.ts';
import { ACTION_FORMATS, SPLITS } from '../../src/environments/contract.ts';
import { rollout } from '../../src/explore/rollout.ts';
import { createExpertPolicy, createRandomPolicy } from '../../src/policies/scripted.ts';
import { type Replay, replay } from '../../src/replay.ts';
import { toAgentTraj } from '../../src/trajectories/agenttraj.ts';
import { counts, type Trajectory } from '../../src/trajectories/trajectory.ts';
import { writeTrajectories } from '../support/run-directory.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('replay-builtin');
const TASKS = 3;

const played = fc.record({
  split: fc.constantFrom(...SPLITS),
  task: fc.nat(),
  seed: fc.nat(),
  format: fc.constantFrom(...ACTION_FORMATS),
  epsilon: fc.constantFrom(0.2, 0.5),
});

describe.each(BUILTIN.map(({ name }) => name))('%s', (name) => {
  it('replays bit for bit', async () => {
    const environment = await createEnvironment(EnvironmentSchema.parse({ name }));
    await fc.assert(
      fc.asyncProperty(fc.array(played, { minLength: TASKS, maxLength: TASKS }), async (list) => {
        const rows: Trajectory[] = [];
        for (const { split, task: number, seed, format, epsilon } of list) {
          const tasks = environment.tasks(split);
          const task = tasks[number % tasks.length]!;
          for (const policy of [createExpertPolicy({ epsilon }), createRandomPolicy()]) {
            const settings = { sample: rows.length, seed, format, temperature: 0, maxTokens: 1 };
            const row = await rollout({ environment, task, policy, maxRounds: environment.maxRounds, ...settings });
            expect(row.error).toBeUndefined();
            rows.push(row);
          }
        }
        const file = join(root, `${name}.jsonl`);
        writeTrajectories(file, rows);
        const again: Replay[] = [];
        const report = await replay({ from: file, onReplay: (one) => void again.push(one) });
        expect(report).toMatchObject({ replayed: rows.length, parted: 0, failed: 0 });
        for (const [i, { result }] of again.entries()) {
          const now = result.kind === 'played' ? result.now : undefined;
          expect(now !== undefined && counts(now) && bytesOf(now)).toBe(bytesOf(rows[i]!));
        }
      }),
      { numRuns: 3 },
    );
  });
});

/** All of a row, but how long it took. */
function bytesOf(trajectory: Trajectory): string {
  const messages = trajectory.messages.map(({ seconds: _seconds, ...message }) => message);
  return JSON.stringify(toAgentTraj({ ...trajectory, messages, seconds: 0 }));
}
