import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import {
  factsOf,
  heldTrajectories,
  type Trajectories,
  trajectoriesIn,
  trajectoriesOf,
} from '../../../src/trajectories/collection.ts';
import { openStore } from '../../../src/trajectories/store.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { inCharacters } from '../../../src/trajectories/turns.ts';
import { listOf, makeTrajectory } from '../../support/trajectories.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-collection-'));
});
afterAll(() => rm(folder, { recursive: true }));

const lineOf = (one: Trajectory): string => `${JSON.stringify(toAgentTraj(one))}\n`;
async function fileOf(rows: readonly Trajectory[]): Promise<string> {
  const file = join(folder, `rows-${files++}.jsonl`);
  await writeFile(file, rows.map(lineOf).join(''));
  return file;
}
const saying = (index: number, content: string): Trajectory =>
  makeTrajectory(index, { messages: [{ role: 'assistant', content, loss: true }] });

/** What was said at the places of all, the last one first. */
async function backwards(all: Trajectories): Promise<string[]> {
  const places: { offset: number; length: number }[] = [];
  for await (const { offset, length } of all.placed()) places.unshift({ offset, length });
  const turns = await listOf(all.turnsAt(places));
  return turns.map(([first]) => JSON.parse(inCharacters(first?.content ?? '""')) as string);
}

describe('the trajectories of a file', () => {
  it('are all that stand, errors that were not played again last', async () => {
    const [failed, again] = [makeTrajectory(1, { reward: null }), makeTrajectory(1)];
    const other = makeTrajectory(3, { reward: null });
    const all = trajectoriesIn(await fileOf([failed, other, makeTrajectory(2), again]));
    expect(await listOf(trajectoriesOf(all))).toEqual([makeTrajectory(2), again, other]);
    expect((await listOf(factsOf(all))).map(({ id }) => id)).toEqual(['counting_2#0', 'counting_1#0', 'counting_3#0']);
  });

  it('are refused where an id stands twice', async () => {
    const all = trajectoriesIn(await fileOf([makeTrajectory(1), makeTrajectory(2), makeTrajectory(1)]));
    await expect(listOf(factsOf(all))).rejects.toThrow(/:3: the id counting_1#0 stands in the file twice/u);
  });

  it('are those of a store, also when others have been added since', async () => {
    const file = await fileOf([]);
    const store = await openStore(file);
    for (const index of [4, 2, 7]) await store.append(makeTrajectory(index));
    const some = store.trajectories(['counting_7#0', 'counting_4#0']);
    const before = store.trajectories();
    await store.append(makeTrajectory(9));
    await store.close();
    await appendFile(file, '{"torn');
    expect((await listOf(factsOf(some))).map(({ itemId }) => itemId)).toEqual(['counting_4', 'counting_7']);
    expect(await listOf(factsOf(before))).toHaveLength(3);
  });

  it('are found again by their places, whatever their length', async () => {
    // Longer and shorter than what is read at once.
    const texts = ['a', 'ä'.repeat(300_000), '', 'b'.repeat(262_144), '✓'.repeat(10), 'c'.repeat(1_000_000), 'd'];
    const all = trajectoriesIn(await fileOf(texts.map((text, index) => saying(index, text))));
    expect((await listOf(trajectoriesOf(all))).map(({ messages }) => messages[0]?.content)).toEqual(texts);
    expect(await backwards(all)).toEqual(texts.toReversed());
  });

  it('are found again in whatever order they are asked for, and as often', async () => {
    // Some lie together in what is read at once, some do not, some are longer.
    const texts = Array.from({ length: 30 }, (_, i) => `${i} ${'x'.repeat(i % 7 === 0 ? 40_000 : 900 * i)}`);
    const all = trajectoriesIn(await fileOf(texts.map((text, index) => saying(index, text))));
    const places = (await listOf(all.placed())).map(({ offset, length }) => ({ offset, length }));
    const order = fc.array(fc.nat(texts.length - 1), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(order, async (asked) => {
        const turns = await listOf(all.turnsAt(asked.map((i) => places[i] as (typeof places)[0])));
        expect(turns.map(([first]) => first?.content)).toEqual(asked.map((i) => JSON.stringify(texts[i])));
      }),
      { numRuns: 60 },
    );
  });
});

it('trajectories in memory are gone through the same way', async () => {
  const list = ['x', 'y'].map((text, index) => saying(index, text));
  const all = heldTrajectories(list);
  expect(await listOf(trajectoriesOf(all))).toEqual(list);
  expect(await backwards(all)).toEqual(['y', 'x']);
});
