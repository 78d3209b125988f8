/** What the sides of a comparison may be called. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../../src/compare.ts';
import { choicesOf } from '../../../src/compare/side.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { writeTrajectories } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const root = scratchDirectory('side');
const entry = (id: string, role: string, iteration: number, promoted: boolean) => ({ id, role, iteration, promoted });

/** A run whose second candidate was promoted, then rolled back to the first; and one that has not come to its end. */
beforeAll(() => {
  for (const name of ['runs/x', 'runs/y']) {
    const at = runDirectory(join(root, name));
    mkdirSync(at.root, { recursive: true });
    writeFileSync(at.config, 'name: small\n');
    for (const index of [0, 1, 2])
      writeTrajectories(at.iteration(index).dev, [makeTrajectory(1, { split: 'dev', policy: `of ${index}` })]);
    const lineage = [
      entry('bbb', 'base', 0, false),
      entry('aaa', 'clone', 0, true),
      entry('one', 'candidate', 1, true),
    ];
    const later = [entry('two', 'candidate', 2, true), entry('one', 'rollback', 1, true)];
    writeFileSync(at.lineage, JSON.stringify(name === 'runs/x' ? [...lineage, ...later] : lineage));
    for (const { id } of [...lineage, ...later]) mkdirSync(at.checkpoint(id), { recursive: true });
  }
  const finished = runDirectory(join(root, 'runs/x'));
  for (const agent of ['baseline', 'control', 'promoted'])
    writeTrajectories(finished.final(agent), [makeTrajectory(1, { split: 'eval', policy: agent })]);
  writeTrajectories(join(root, 'odd@2', 'trajectories.jsonl'), [makeTrajectory(1)]);
});

const files = async (name: string): Promise<string[]> =>
  (await choicesOf(name, root)).map(({ file, split }) => `${file.slice(root.length + 1)} ${split}`);

describe('a side of a comparison', () => {
  it.each([
    ['runs/x', ['runs/x/final/promoted.jsonl eval', 'runs/x/iterations/0001/dev.jsonl dev']],
    ['runs/y/', ['runs/y/iterations/0001/dev.jsonl dev']],
    ['runs/x@control', ['runs/x/final/control.jsonl eval']],
    ['runs/x@2', ['runs/x/iterations/0002/dev.jsonl dev']],
    ['runs/x/checkpoints/aaa', ['runs/x/final/baseline.jsonl eval', 'runs/x/iterations/0000/dev.jsonl dev']],
    ['runs/x/checkpoints/one', ['runs/x/final/promoted.jsonl eval', 'runs/x/iterations/0001/dev.jsonl dev']],
    ['runs/x/checkpoints/two', ['runs/x/iterations/0002/dev.jsonl dev']],
    ['odd@2', ['odd@2/trajectories.jsonl train']],
    ['odd@2/trajectories.jsonl', ['odd@2/trajectories.jsonl train']],
  ])('%s', async (name, expected) => {
    expect(await files(name)).toEqual(expected);
  });

  it.each([
    ['runs/z', 'E_DATA_SOURCE', 'runs/z'],
    ['runs/z@2', 'E_DATA_SOURCE', 'runs/z@2'],
    ['runs/x@last', 'E_DATA_SOURCE', 'no part last'],
    ['runs/x@3', 'E_STORE_MISMATCH', 'iterations/0003/dev.jsonl'],
    ['runs/y@promoted', 'E_STORE_MISMATCH', 'final/promoted.jsonl'],
    ['runs/x/checkpoints/other', 'E_DATA_SOURCE', 'other'],
    ['runs', 'E_STORE_MISMATCH', 'no run directory'],
    ['runs@1', 'E_STORE_MISMATCH', 'config.resolved.yaml'],
  ])('%s is refused', async (name, code, message) => {
    await expect(choicesOf(name, root)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('is of the split that the other has too', async () => {
    const { a, b } = await compare('runs/x', 'runs/y', { cwd: root });
    expect([a.file, b.file]).toEqual(['runs/x/iterations/0001/dev.jsonl', 'runs/y/iterations/0001/dev.jsonl']);
    const alone = await compare('runs/x', undefined, { cwd: root });
    expect([alone.a.policies, alone.b.policies]).toEqual([['baseline'], ['promoted']]);
    const other = await compare('runs/x', 'odd@2', { cwd: root });
    expect(other.notes[0]).toBe('A is of the split eval, B of train.');
  });
});
