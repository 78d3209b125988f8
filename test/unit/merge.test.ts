import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, type CollectRequest } from '../../src/collect.ts';
import { merge } from '../../src/merge.ts';
import { createRandomPolicy } from '../../src/policies/scripted.ts';
import { seedOf } from '../../src/seeds.ts';
import { readTrajectories } from '../../src/trajectories/read.ts';
import type { Trajectory } from '../../src/trajectories/trajectory.ts';
import { createCountingEnvironment } from '../support/counting-environment.ts';
import { writeTrajectories } from '../support/run-directory.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { makeTrajectory } from '../support/trajectories.ts';

const root = scratchDirectory('merge');
let files = 0;

function written(rows: readonly Trajectory[], torn = false): string {
  const file = join(root, `${files++}.jsonl`);
  writeTrajectories(file, rows, torn);
  return file;
}
const fresh = (): string => join(root, `out-${files++}.jsonl`);
const ids = (rows: readonly Trajectory[]): string[] => rows.map(({ id }) => id);
const timeless = (row: Trajectory): object => ({
  ...row,
  seconds: 0,
  messages: row.messages.map(({ seconds: _seconds, ...message }) => message),
});

describe('merging shards', () => {
  it('gives what one machine would have collected, whatever the number of shards', async () => {
    const environments = [
      createCountingEnvironment({ train: 5 }),
      createCountingEnvironment({ name: 'second', train: 2 }),
    ];
    const request: CollectRequest = {
      environments,
      policy: createRandomPolicy(),
      split: 'train',
      samples: 3,
      seed: 7,
      temperature: 0,
      maxTokens: 8,
    };
    const whole = join(root, 'whole.jsonl');
    await collect({ ...request, file: whole });
    const ordered = fresh();
    await merge({ files: [whole], out: ordered, seed: 7 });
    const expected = await readTrajectories(ordered);
    expect(expected).toHaveLength(21);
    for (const of of [1, 2, 3, 9]) {
      const parts = Array.from({ length: of }, (_, i) => join(root, `shard-${i + 1}-${of}.jsonl`));
      for (const [i, file] of parts.entries()) await collect({ ...request, shard: { index: i + 1, of }, file });
      const out = fresh();
      const report = await merge({ files: parts, out, seed: 7 });
      expect(report).toMatchObject({ trajectories: 21, errors: 0, torn: [], samples: 3, short: [] });
      expect(report.files.reduce((sum, { taken }) => sum + taken, 0)).toBe(21);
      expect((await readTrajectories(out)).map(timeless)).toEqual(expected.map(timeless));
      // The samples of a task stay together.
      const tasks = await Promise.all(
        parts.map(async (file) => new Set(ids(await readTrajectories(file)).map(taskOf))),
      );
      expect(tasks.reduce((sum, { size }) => sum + size, 0)).toBe(7);
    }
  });

  it('orders by environment, task and sample, and copies rows as they are', async () => {
    const rows = [
      makeTrajectory(2, { sample: 1 }),
      makeTrajectory(1, { environment: 'echo' }),
      makeTrajectory(2),
      makeTrajectory(1),
    ];
    const [a, b, out] = [written(rows.slice(0, 2)), written(rows.slice(2)), fresh()];
    await merge({ files: [a, b], out });
    const lines = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
    const [second, echo, first, third] = [...lines(a), ...lines(b)];
    expect(lines(out)).toEqual([third, first, second, echo]);
    expect(readdirSync(root).filter((name) => /partial|lock/u.test(name))).toEqual([]);
  });

  it('takes equal rows once, and a finished rollout before one that ended in an error, in any order', async () => {
    const [error, done] = [makeTrajectory(1, { reward: null }), makeTrajectory(1)];
    const slower = done.messages.map((message) => ({ ...message, seconds: 0.25 }));
    const again = { ...done, seconds: 9, messages: slower, usage: { ...done.usage, cached: 0 } };
    const alone = makeTrajectory(2, { reward: null });
    for (const rows of [
      [[error], [done, alone], [again]],
      [[done], [alone, again], [error]],
      [[error, done], [error, alone], [error]],
    ]) {
      const out = fresh();
      const report = await merge({ files: rows.map((one) => written(one)), out });
      expect((await readTrajectories(out)).map(({ id, outcome }) => [id, outcome])).toEqual([
        ['counting_1#0', 'success'],
        ['counting_2#0', 'env_error'],
      ]);
      expect(report).toMatchObject({ trajectories: 2, errors: 1 });
    }
  });

  it('merges what is there already, so that doing it again changes nothing', async () => {
    const [a, b, out] = [written([makeTrajectory(1)]), written([makeTrajectory(2)]), fresh()];
    await merge({ files: [a], out });
    await merge({ files: [b, b], out });
    const text = readFileSync(out, 'utf8');
    const report = await merge({ files: [a, b, out], out });
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect(report.files.map(({ rows, taken }) => [rows, taken])).toEqual([
      [2, 2],
      [1, 0],
      [1, 0],
    ]);
  });

  it('passes over a torn last line, and mends one that only lacks its newline', async () => {
    const torn = written([makeTrajectory(1), makeTrajectory(2)], true);
    const unended = written([makeTrajectory(3)]);
    writeFileSync(unended, readFileSync(unended, 'utf8').trimEnd());
    const before = readFileSync(torn, 'utf8');
    const out = fresh();
    expect(await merge({ files: [torn, unended], out })).toMatchObject({ trajectories: 3, torn: [`${torn}:3`] });
    expect(readFileSync(torn, 'utf8')).toBe(before);
    expect(readFileSync(out, 'utf8').endsWith('}\n')).toBe(true);
  });

  it('says which tasks lack samples', async () => {
    const rows = [
      makeTrajectory(1),
      makeTrajectory(1, { sample: 2 }),
      makeTrajectory(2),
      makeTrajectory(3, { sample: 1 }),
    ];
    const { samples, short } = await merge({ files: [written(rows)], out: fresh() });
    expect(samples).toBe(3);
    expect(short.map(({ itemId, missing }) => [itemId, missing])).toEqual([
      ['counting_1', 1],
      ['counting_2', 2],
      ['counting_3', 2],
    ]);
  });

  it('reads lines wherever chunks of the file end', async () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lengths, async (texts) => {
        const rows = texts.map((length, i) =>
          makeTrajectory(i, { group: 'é'.repeat(length / 2) + 'x'.repeat(length % 2) }),
        );
        const out = fresh();
        await merge({ files: [written(rows)], out });
        expect(await readTrajectories(out)).toEqual(rows);
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});

describe('what cannot be merged', () => {
  const base = written([makeTrajectory(1), makeTrajectory(2)]);
  const rules = (text: string): Trajectory['messages'] => [
    { role: 'user', content: text, loss: false },
    { role: 'assistant', content: 'OK.', loss: false },
  ];
  it.each([
    ['another policy', makeTrajectory(3, { policy: 'def' }), /:1 is of the policy def, and .*:1 of abc/u],
    ['another temperature', makeTrajectory(3, { temperature: 1 }), /:1 is at temperature 1, and .*:1 at 0\.7/u],
    ['another format', makeTrajectory(3, { messages: rules('Answer in JSON.') }), /different instructions/u],
    ['an id with another content', makeTrajectory(2, { reward: 0 }), /:1 and .*:2 hold counting_2#0 with different/u],
    ['another seed of the same', makeTrajectory(2, { seed: 5 }), /hold counting_2#0 with different/u],
  ])('%s', async (_, row, message) => {
    const out = fresh();
    const merging = merge({ files: [base, written([row])], out });
    await expect(merging).rejects.toMatchObject({ code: 'E_STORE_MISMATCH', message: expect.stringMatching(message) });
    expect(existsSync(out)).toBe(false);
  });

  it('rows that are not of the seed that is asked for', async () => {
    const rows = [makeTrajectory(1, { seed: seedOf(7, 'counting_1', 0) })];
    await merge({ files: [written(rows)], out: fresh(), seed: 7 });
    await expect(merge({ files: [written(rows)], out: fresh(), seed: 8 })).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
      message: expect.stringContaining('is not of the seed 8'),
    });
  });

  it('a broken line, rows of others, a file that is not there', async () => {
    const broken = written([makeTrajectory(3)]);
    appendFileSync(broken, '{"conv\n{}\n');
    const others = join(root, 'others.jsonl');
    writeFileSync(others, `${JSON.stringify({ item_id: 'maze_1', conversations: [] })}\n`);
    for (const [file, code, message] of [
      [broken, 'E_STORE_CORRUPT', `${broken}:2 is not JSON`],
      [others, 'E_STORE_CORRUPT', `${others}:1 is no row that this program wrote`],
      [join(root, 'nowhere.jsonl'), 'E_DATA_SOURCE', 'There is no file'],
    ] as const) {
      const merging = merge({ files: [base, file], out: fresh() });
      await expect(merging).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    }
  });
});

function taskOf(id: string): string {
  return id.slice(0, id.lastIndexOf('#'));
}
