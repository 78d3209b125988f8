import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cardOf, type CardRequest } from '../../../../src/trajectories/export/card.ts';
import { licenceOf } from '../../../../src/trajectories/export/licences.ts';
import { createTally } from '../../../../src/trajectories/export/tally.ts';
import type { FormatName } from '../../../../src/trajectories/formats/catalog.ts';
import { entryOf, type Origin } from '../../../../src/trajectories/formats/entry.ts';
import type { Trajectory } from '../../../../src/trajectories/trajectory.ts';
import { makeTrajectory } from '../../../support/trajectories.ts';

const DATA = join(import.meta.dirname, '../../../../data/README.md');

type Taken = readonly (readonly [Trajectory, Origin?])[];

function card(taken: Taken, changes: Partial<CardRequest> = {}): string {
  const format: FormatName = changes.format ?? 'openai';
  const tally = createTally(format);
  for (const [trajectory, origin] of taken) {
    const entry = entryOf(trajectory, origin);
    tally.read();
    tally.take(entry);
    tally.row(entry);
  }
  return cardOf({
    format,
    part: 'trajectories',
    counts: tally.counts(),
    run: undefined,
    file: 'rows.jsonl',
    command: 'npx agentgym export run --to openai --out rows.jsonl',
    version: '1.2.3',
    licence: undefined,
    ...changes,
  });
}

function frontMatter(text: string): Record<string, unknown> {
  return parse(/^---\n([\s\S]*?)\n---\n/u.exec(text)?.[1] ?? '') as Record<string, unknown>;
}

const recipe = makeTrajectory(1, { environment: 'textcraft' });
const builtin = { name: 'crafting', seed: 7, environments: [{ name: 'textcraft', kind: 'textcraft' }] };

describe('the card', () => {
  it('says counts, rates and means for each environment and iteration', () => {
    const text = card([
      [makeTrajectory(1, { reward: 0.5, rounds: 2 }), { origin: 'iteration 1', iteration: 1 }],
      [makeTrajectory(2, { reward: 0, rounds: 4, outcome: 'truncated' }), { origin: 'iteration 1', iteration: 1 }],
      [recipe],
    ]);
    expect(text).toContain(
      [
        '| environment | of | rows | success | truncated | success rate | mean reward | mean rounds |',
        '| --- | --- | --- | --- | --- | --- | --- | --- |',
        '| counting | iteration 1 | 2 | 1 | 1 | 0.500 | 0.250 | 3.000 |',
        '| textcraft | – | 1 | 1 | 0 | 1.000 | 1.000 | 1.000 |',
      ].join('\n'),
    );
    expect(text).toContain('3 rows in the format `openai`');
    expect(text).toContain('made with agentgym 1.2.3');
    expect(text).toContain('```sh\nnpx agentgym export run --to openai --out rows.jsonl\n```');
    expect(text).toContain('## Policies\n\n`abc`');
  });

  it('has the front matter that the Hub reads', () => {
    expect(frontMatter(card([[recipe]], { run: builtin }))).toEqual({
      pretty_name: 'crafting: trajectories',
      license: 'mit',
      language: ['en'],
      task_categories: ['text-generation'],
      tags: ['agentgym', 'agentevol', 'agents', 'trajectories', 'textcraft'],
      size_categories: ['n<1K'],
      configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'rows.jsonl' }] }],
    });
    const dev = frontMatter(card([[makeTrajectory(1, { split: 'eval' })]], { format: 'dpo' }));
    expect(dev).toMatchObject({
      tags: expect.arrayContaining(['preference']),
      configs: [{ data_files: [{ split: 'test' }] }],
    });
  });

  it.each([
    [999, 'n<1K'],
    [1000, '1K<n<10K'],
    [99_999, '10K<n<100K'],
    [2e6, '1M<n<10M'],
    [5e8, 'n>100M'],
  ])('puts %i rows into their class', (rows, expected) => {
    const counts = { ...createTally('openai').counts(), rows };
    expect(frontMatter(card([], { counts }))['size_categories']).toEqual([expected]);
  });

  it('says what is not in it', () => {
    const tally = createTally('openai');
    for (const reason of ['error', 'error', 'success', 'unknown'] as const) tally.leave(reason);
    tally.exclude('torn');
    const entry = entryOf(recipe);
    tally.take({ ...entry, messages: entry.messages.map((message) => ({ ...message, weight: 0.5 })) });
    tally.row(entry);
    const text = card([], { counts: tally.counts() });
    for (const sentence of [
      '2 that ended in an error of an environment or policy',
      '1 by the filter on success',
      '1 whose trajectory is not at hand, so that no filter knows',
      '1 torn at the end of a file',
      '4 messages have a weight other than 0 and 1, which is written as 0 or 1',
    ])
      expect(text).toContain(`- ${sentence}\n`);
  });
});

describe('licences', () => {
  it('are known of a run with built-in environments alone', () => {
    const license = (taken: Taken, changes: Partial<CardRequest> = {}) => frontMatter(card(taken, changes))['license'];
    expect(license([[recipe]], { run: builtin })).toBe('mit');
    expect(license([[recipe], [makeTrajectory(1)]], { run: builtin })).toBe('other');
    expect(license([[recipe]], { run: { environments: [{ name: 'textcraft', kind: 'agentgym' }] } })).toBe('other');
    expect(license([[recipe]])).toBe('other');
    expect(license([[recipe]], { licence: 'cc-by-4.0' })).toBe('cc-by-4.0');
  });

  it('are those of data/README.md', () => {
    const row =
      /\| `textcraft\/recipes\.json` \|[^|]*\| npm `(?<name>[\w-]+)` (?<version>[\d.]+) \| (?<licence>\w+)\b[^|]* \|/u;
    const { name, version, licence } = row.exec(readFileSync(DATA, 'utf8'))?.groups ?? {};
    const { text, id } = licenceOf('textcraft', 'textcraft');
    expect(text).toContain(`${licence}: crafting recipes from npm ${name} ${version}`);
    expect(id).toBe(licence?.toLowerCase());
  });

  it('say of other environments that they have their own', () => {
    expect(licenceOf('webshop', 'agentgym')).toMatchObject({
      id: undefined,
      text: expect.stringContaining('own code'),
    });
    expect(licenceOf('mine', 'custom').text).toContain('author');
  });
});
