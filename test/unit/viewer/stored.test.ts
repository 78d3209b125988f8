/** What a report counts row by row is what the table of the viewer counts, as a file grows, errs and is damaged. */
import * as fc from 'fast-check';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDirectory } from '../../../src/runs/directory.ts';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { storedOf } from '../../../src/viewer/stored.ts';
import { RunTable } from '../../../src/viewer/table/run-table.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const folder = scratchDirectory('viewer-stored');
let made = 0;

function run() {
  const directory = runDirectory(join(folder, String(++made)));
  const file = directory.iteration(1).trajectories;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return { file, table: new RunTable(directory), stored: storedOf(directory) };
}

/** Rollouts as they are appended: one that counts is not played again, one that erred may be. */
const played = fc.array(
  fc.record({ task: fc.nat(6), reward: fc.constantFrom(null, 0, 0.5, 1), damaged: fc.boolean() }),
  { maxLength: 25 },
);

describe('what a file comes to', () => {
  it('is the same from its rows and from the table, whatever was played again or damaged', async () => {
    await fc.assert(
      fc.asyncProperty(played, fc.nat(25), async (rows, cut) => {
        const { file, table, stored } = run();
        const counted = new Set<number>();
        const lines = rows.flatMap(({ task, reward, damaged }) => {
          if (counted.has(task)) return [];
          if (reward !== null && !damaged) counted.add(task);
          const line = JSON.stringify(toAgentTraj(makeTrajectory(task, { reward })));
          return [`${damaged ? line.replace('"version":1', '"version":') : line}\n`];
        });
        for (const part of [lines.slice(0, cut), lines.slice(cut)]) {
          appendFileSync(file, part.join(''));
          for (const names of [undefined, ['counting', 'other']]) {
            const metrics = await stored.metricsOf('explore-1', names);
            expect(metrics).toEqual(await table.metricsOf('explore-1', names));
            expect(metrics?.total.n ?? 0).toBeLessThanOrEqual(counted.size);
          }
        }
        const { total } = (await stored.metricsOf('explore-1')) ?? { total: { n: 0 } };
        expect(total.n).toBe(counted.size);
      }),
      { numRuns: 60 },
    );
  });

  it('is nothing where nothing was played', async () => {
    const { stored, table } = run();
    expect([await stored.metricsOf('explore-1'), await stored.metricsOf('explore-7')]).toEqual([undefined, undefined]);
    expect([await table.metricsOf('explore-1'), await table.metricsOf('explore-7')]).toEqual([undefined, undefined]);
    expect((await stored.files()).map(({ id }) => id)).toEqual(['explore-1']);
  });
});
