import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { DataCard } from '../../../src/data-card/card.ts';
import { evolve } from '../../../src/evolve.ts';
import type { RunEvent } from '../../../src/report/events.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { fixture } from '../../support/command-line.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('data-cards');
const SMALL = [
  'clone.steps=2',
  'train.steps=2',
  'explore.samples=2',
  'control=false',
  'policy.model.warmStart.steps=0',
];

describe('the data cards of a run', () => {
  it('are there for cloning and every iteration, and the same when the run is resumed', async () => {
    const { config } = await loadConfig(fixture('tiny.yaml'), { set: SMALL });
    const directory = join(root, 'run');
    const events: RunEvent[] = [];
    const { evolution } = await evolve({ config, directory, on: (event) => void events.push(event) });
    const files = [0, 1, 2].map((index) => runDirectory(directory).iteration(index).dataCard);
    const texts = files.map((file) => readFileSync(file, 'utf8'));
    const [clone, first, second] = texts.map((text) => JSON.parse(text) as DataCard);
    const [one, two] = evolution.iterations;

    expect(clone?.entered.map(({ from, trajectories }) => [from, trajectories])).toEqual([
      ['expert', 3],
      ['expert', 6],
    ]);
    expect([clone?.entropy, clone?.dev.lastIteration]).toEqual([[], undefined]);
    expect(first?.environments['echo']?.explored).toMatchObject({ trajectories: 24, tasks: 12, missing: 0 });
    expect(first?.entered.at(-1)?.from).toBe(evolution.baseline.checkpoint.id);
    expect(first?.weighed).toMatchObject({ examples: one?.kept });
    expect(first?.weighed).not.toHaveProperty('in');
    // Everything weighed is in the card, that of before too (`merge: all`).
    expect(Object.keys(second?.environments['echo'] ?? {})).toEqual(['demonstrations', 'explored', 'earlier']);
    expect(second?.entropy).toEqual([first?.entropy[0], expect.any(Number)]);
    const { gained, lost } = two?.comparison?.total ?? {};
    expect(second?.dev.incumbent).toMatchObject({ gained: { count: gained }, forgotten: { count: lost } });
    expect(second?.dev.lastIteration?.iteration).toBe(1);
    const said = events.filter(({ type }) => type === 'data-card');
    expect(said.map((event) => 'iteration' in event && event.iteration)).toEqual([1, 2]);

    for (const file of files) rmSync(file);
    await evolve({ config, directory });
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(texts);
  }, 60_000);
});
