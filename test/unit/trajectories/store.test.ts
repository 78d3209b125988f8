import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { trajectoriesOf } from '../../../src/trajectories/collection.ts';
import { readTrajectories } from '../../../src/trajectories/read.ts';
import { openStore, type TrajectoryStore } from '../../../src/trajectories/store.ts';
import { trajectories } from '../../support/arbitrary-trajectory.ts';
import { listOf, makeTrajectory } from '../../support/trajectories.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentgym-store-'));
});
afterAll(() => rm(folder, { recursive: true }));
const newFile = (): string => join(folder, 'made', `store-${files++}.jsonl`);
const rowsOf = (store: TrajectoryStore, ids?: string[]) => listOf(trajectoriesOf(store.trajectories(ids)));

describe('the trajectory store', () => {
  it('keeps what is appended, in order, and knows it when it is opened again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(trajectories, { maxLength: 8, selector: ({ id }) => id }),
        fc.nat(8),
        async (all, cut) => {
          const file = newFile();
          const first = await openStore(file);
          await Promise.all(all.slice(0, cut).map((one) => first.append(one)));
          await first.close();
          const second = await openStore(file);
          expect(await rowsOf(second)).toEqual(all.slice(0, cut));
          for (const one of all)
            expect(second.outcomeOf(one.id)).toBe(all.indexOf(one) < cut ? one.outcome : undefined);
          await Promise.all(all.slice(cut).map((one) => second.append(one)));
          expect(await rowsOf(second)).toEqual(all);
          await second.close();
          expect(await readTrajectories(file)).toEqual(all);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has written a row to the file when append resolves', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.append(makeTrajectory(1));
    expect(await readTrajectories(file)).toEqual([makeTrajectory(1)]);
    await store.close();
  });

  it('keeps the order through many groups', async () => {
    const file = newFile();
    const store = await openStore(file);
    const all = Array.from({ length: 300 }, (_, index) => makeTrajectory(index));
    await Promise.all(all.map((one) => store.append(one)));
    await store.flush();
    expect(await readTrajectories(file)).toEqual(all);
    await store.close();
  });

  it('closes twice, and takes nothing afterwards', async () => {
    const store = await openStore(newFile());
    await store.close();
    await store.close();
    await expect(store.append(makeTrajectory(1))).rejects.toThrow('closed');
  });

  it('stores an id once, unless what is stored ended in an error', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.append(makeTrajectory(1, { reward: null }));
    await store.append(makeTrajectory(2));
    await store.append(makeTrajectory(1));
    await expect(store.append(makeTrajectory(1))).rejects.toMatchObject({ code: 'E_STORE_MISMATCH' });
    const kept = [makeTrajectory(2), makeTrajectory(1)];
    expect(await rowsOf(store)).toEqual(kept);
    await store.close();
    const again = await openStore(file);
    expect(await rowsOf(again)).toEqual(kept);
    await again.close();
  });

  it('refuses a reward that is not a number, and goes on', async () => {
    const file = newFile();
    const store = await openStore(file);
    await expect(store.append(makeTrajectory(1, { rewardRaw: Number.NaN }))).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
    });
    expect(store.outcomeOf('counting_1#0')).toBeUndefined();
    await store.append(makeTrajectory(1));
    await store.close();
    expect(await readTrajectories(file)).toEqual([makeTrajectory(1)]);
  });
});

describe('opening a store that a crash has left', () => {
  const whole = makeTrajectory(1);
  const torn = makeTrajectory(2, {
    messages: [{ role: 'assistant', content: 'größer ✓', loss: true, tokenIds: [1, 2] }],
  });
  const lineOf = (trajectory: typeof whole): string => `${JSON.stringify(toAgentTraj(trajectory))}\n`;

  it('mends the last line, whatever byte it was cut at, and goes on', async () => {
    const first = Buffer.from(lineOf(whole));
    const last = Buffer.from(lineOf(torn));
    const file = newFile();
    await (await openStore(file)).close();
    // Every byte at both ends, where there is something to tell apart; one of five in between, since each takes two syncs.
    const cuts = Array.from({ length: last.length + 1 }, (_, i) => i);
    for (const cut of cuts.filter((i) => i < 20 || i > last.length - 20 || i % 5 === 0)) {
      await writeFile(file, Buffer.concat([first, last.subarray(0, cut)]));
      const store = await openStore(file);
      // Without its newline alone the row is whole.
      const kept = cut >= last.length - 1 ? [whole, torn] : [whole];
      expect(await rowsOf(store), `cut at byte ${cut}`).toEqual(kept);
      if (store.outcomeOf(torn.id) === undefined) await store.append(torn);
      await store.close();
      expect(await readFile(file), `cut at byte ${cut}`).toEqual(Buffer.concat([first, last]));
    }
  });

  it('mends nothing else: a broken line in the middle is an error with its number', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.append(whole);
    await store.close();
    await appendFile(file, `${lineOf(torn).slice(0, 30)}\n${lineOf(makeTrajectory(3))}`);
    const before = await readFile(file);
    await expect(openStore(file)).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
    await expect(openStore(file)).rejects.toThrow(/\.jsonl:2 /u);
    expect(await readFile(file)).toEqual(before);
  });

  it('does not take a last line that is whole but wrong for a torn one', async () => {
    const file = newFile();
    await (await openStore(file)).close();
    await writeFile(file, `${lineOf(whole)}{"item_id": "maze_1"}`);
    await expect(openStore(file)).rejects.toThrow(/\.jsonl:2 .*conversations/u);
  });
});
