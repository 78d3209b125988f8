import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, createPolicy } from '../../src/collect.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { InterruptedError } from '../../src/errors.ts';
import { evolve } from '../../src/evolve.ts';
import { type Assignment, mergeInto } from '../../src/merge-into.ts';
import { openEnvironments } from '../../src/open-environments.ts';
import type { RunEvent } from '../../src/report/events.ts';
import { runDirectory } from '../../src/runs/directory.ts';
import { readTrajectories } from '../../src/trajectories/read.ts';
import { fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('merge-into');
const run = join(root, 'run');
const CHANGES = ['iterations=2', 'control=false', 'clone.steps=2', 'train.steps=2', 'explore.samples=2'];

let config: Config;

/** Plays a shard as `collect-trajectories` does. */
async function shard(index: number, of: number, changes: Partial<Assignment> = {}): Promise<string> {
  const { assignment } = await mergeInto({ run, iteration: 1, files: [] });
  const { checkpoint, samples, temperature, seed } = { ...assignment, ...changes };
  const policy = await createPolicy({ checkpoint }, { threads: 1 });
  const file = join(root, `rows-${index}-of-${of}-${seed}.jsonl`);
  try {
    const { maxTokens, topP, topK } = config.explore;
    const environments = await openEnvironments(config.environments);
    const how = { samples, temperature, seed, maxTokens, topP, topK, split: 'train', shard: { index, of } } as const;
    await collect({ ...how, environments, policy, file });
  } finally {
    await policy.close();
  }
  return file;
}

beforeAll(async () => {
  config = (await loadConfig(fixture('tiny.yaml'), { set: CHANGES })).config;
  const halt = new AbortController();
  const on = (event: RunEvent): void => {
    if (event.type === 'progress' && event.stage === 'explore' && event.done === 3) halt.abort();
  };
  await expect(evolve({ config, directory: run, signal: halt.signal, on })).rejects.toThrow(InterruptedError);
});

describe('exploration that was done elsewhere', () => {
  it('must be what the run itself would have played', async () => {
    const file = runDirectory(run).iteration(1).trajectories;
    const before = readFileSync(file, 'utf8');
    const { assignment } = await mergeInto({ run, iteration: 1, files: [] });
    const other = await shard(1, 9, { seed: assignment.seed + 1 });
    await expect(mergeInto({ run, iteration: 1, files: [other] })).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
      message: expect.stringContaining(`not of the seed ${assignment.seed}`),
    });
    await expect(mergeInto({ run, iteration: 2, files: [] })).rejects.toThrow(/Iteration 2 of .* has not begun/u);
    await expect(mergeInto({ run, iteration: 3, files: [] })).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
      message: expect.stringMatching(/^Iteration 3 of .* is none that it will have\.$/u) as string,
      hint: 'It has 2: the config says `iterations: 2`.',
    });
    await expect(mergeInto({ run: root, iteration: 1, files: [] })).rejects.toThrow(/is not a run directory/u);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(existsSync(runDirectory(run).lock)).toBe(false);
  });

  it('is gone on with as if the run had played it', async () => {
    const files = [await shard(1, 2), await shard(2, 2)];
    const { report } = await mergeInto({ run, iteration: 1, files });
    expect(report).toMatchObject({ errors: 0, short: [] });
    let played = 0;
    const on = (event: RunEvent): void => {
      if (event.type === 'progress' && event.stage === 'explore' && event.iteration === 1) played += 1;
    };
    const resumed = await evolve({ config, directory: run, on });
    expect(played).toBe(0);
    const whole = await evolve({ config, directory: join(root, 'whole') });
    expect(resumed.evolution.iterations).toEqual(
      whole.evolution.iterations.map((one) => ({
        ...one,
        dev: expect.anything() as object,
        exploration: expect.anything() as object,
      })),
    );
    expect(resumed.evolution.promoted.checkpoint.id).toBe(whole.evolution.promoted.checkpoint.id);
    const [here, there] = await Promise.all(
      [run, join(root, 'whole')].map(async (directory) => {
        const rows = await readTrajectories(runDirectory(directory).iteration(1).trajectories);
        return rows
          .map(({ id, seed, messages }) => [id, seed, messages.map((message) => ({ ...message, seconds: 0 }))])
          .map((row) => JSON.stringify(row))
          .toSorted();
      }),
    );
    expect(here).toEqual(there);
    await expect(mergeInto({ run, iteration: 1, files })).rejects.toThrow(/is explored already/u);
  });
});
