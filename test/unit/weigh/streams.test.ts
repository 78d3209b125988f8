/** The weighing of files that are streamed through, against the rules as they are written down for lists. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { heldTrajectories, type Trajectories, trajectoriesIn } from '../../../src/trajectories/collection.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { weigh } from '../../../src/weigh/weigh.ts';
import { trajectories } from '../../support/arbitrary-trajectory.ts';
import { plainWeighing } from '../../support/plain-weighing.ts';
import { listOf } from '../../support/trajectories.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-streams-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function stored(name: string, list: readonly Trajectory[]): Promise<Trajectories> {
  const file = join(folder, `${name}.jsonl`);
  await writeFile(file, list.map((one) => `${JSON.stringify(toAgentTraj(one))}\n`).join(''));
  return trajectoriesIn(file);
}

const settings = fc.record(
  {
    by: fc.constantFrom('reward', 'threshold', 'best-of-k', 'exponential', 'advantage'),
    merge: fc.constantFrom('initial', 'all', 'none'),
    dedupe: fc.boolean(),
    perTask: fc.integer({ min: 1, max: 3 }),
    pairs: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: ['by', 'merge', 'dedupe'] },
);

/** Few tasks, answered by few texts, some of which are no whole characters: what there is to decide about. */
const texts = fc.constantFrom('', 'a', 'ab', 'ä', '\ud800', '\udfff', '\ufffd');
const crowded = fc
  .tuple(
    trajectories,
    fc.constantFrom('maze_2', 'maze_10', 'maze'),
    fc.constantFrom('maze', 'maze', 'hall'),
    fc.array(texts, { minLength: 1, maxLength: 2 }),
    fc.boolean(),
  )
  .map(([one, itemId, environment, said, odd]): Trajectory => {
    const id = odd ? `odd ${itemId} of ${environment}, ${one.sample}` : `${environment} ${itemId}#${one.sample}`;
    const answers = said.map((content) => ({ role: 'assistant', content, loss: true }) as const);
    // The same answers, but another conversation.
    const messages = [{ role: 'user', content: `${id} ${one.rounds}`, loss: false } as const, ...answers];
    const reward = one.reward === null ? null : Math.round(one.reward * 4) / 4;
    return { ...one, id, itemId, environment, reward, messages };
  });
const lists = fc.uniqueArray(fc.oneof(crowded, crowded, trajectories), {
  selector: ({ id }) => id,
  maxLength: 24,
  size: 'max',
});

it('comes to what the rules say, whatever comes in', async () => {
  await fc.assert(
    fc.asyncProperty(lists, lists, lists, settings, fc.constantFrom(0, 2), async (explored, one, shown, chosen, m) => {
      const expected = plainWeighing({
        iteration: m,
        trajectories: explored,
        earlier: [one],
        demonstrations: shown,
        settings: chosen,
      });
      const { examples, pairs, report } = await weigh({
        iteration: m,
        trajectories: await stored('explored', explored),
        earlier: [await stored('earlier', one)],
        demonstrations: heldTrajectories(shown),
        settings: chosen,
      });
      expect(await listOf(examples)).toEqual(expected.examples);
      expect(await listOf(pairs)).toEqual(expected.pairs);
      expect([examples.length, pairs.length]).toEqual([expected.examples.length, expected.pairs.length]);
      expect(report.examples).toBe(expected.examples.length);
      // Gone through once more, it is the same.
      expect(await listOf(examples)).toEqual(expected.examples);
    }),
    { numRuns: 100 },
  );
});
