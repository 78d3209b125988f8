/** A few of the kills of scripts/kill-runs.ts, and that its comparison sees what it is for. */
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Campaign, campaign } from '../../scripts/kill-runs/campaign.ts';
import { fixture } from '../support/command-line.ts';
import { differencesOf } from '../support/same-run.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('kills');
const COUNT = 25;
/** A minute and a half where nothing else runs (ms). */
const PATIENCE = 900_000;

let done: Campaign;
beforeAll(async () => {
  done = await campaign({ config: fixture('killed.yaml'), root, count: COUNT, seed: 1, perRun: 13 });
}, PATIENCE);

describe('runs killed with SIGKILL at random moments', () => {
  it('come to what a run comes to that nobody disturbed', () => {
    expect(Object.fromEntries(done.differences)).toEqual({});
    expect(done.kills).toHaveLength(COUNT);
    expect(readdirSync(root).toSorted()).toEqual(['whole', 'whole.resets']);
  });

  it('were killed in all kinds of stages, and lost what a power cut takes', () => {
    expect(new Set(done.stages.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(13);
    expect(new Set(done.kills.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6);
    expect(done.kills.filter(({ cut }) => cut !== undefined).length).toBeGreaterThan(0);
  });
});

describe('the comparison', () => {
  const whole = join(root, 'whole');
  const explored = 'iterations/0001/trajectories.jsonl';
  const edit = (file: string, change: (text: string) => string): void => {
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
  const damages: [string, string, (directory: string) => void, RegExp][] = [
    [
      'a row that is lost',
      explored,
      (file) => edit(file, (text) => text.slice(text.indexOf('\n') + 1)),
      /lacks echo_/u,
    ],
    ['a row that stands twice', explored, (file) => edit(file, (text) => text + text.split('\n')[0] + '\n'), /twice/u],
    ['another row', explored, (file) => edit(file, (text) => text.replace('"sample":0', '"sample":7')), /#0 differs/u],
    ['an example twice', 'iterations/0002/examples.jsonl', (file) => edit(file, (text) => text + text), /differs/u],
    [
      'other metrics',
      'iterations/0001/metrics.json',
      (file) => edit(file, (text) => text.replace('"kept": ', '"kept": 1')),
      /differs/u,
    ],
    ['another lineage', 'lineage.json', (file) => edit(file, (text) => text.replace('promote', 'reject')), /differs/u],
    ['another summary', 'summary.json', (file) => edit(file, (text) => text.replace('"n": 12', '"n": 11')), /differs/u],
    ['what was left aside', 'lineage.json.partial', (file) => writeFileSync(file, ''), /left over/u],
    ['a lock', 'run.lock', (file) => writeFileSync(file, '{}'), /left over/u],
    ['a file that is missing', 'final/control.jsonl', (file) => rmSync(file), /missing/u],
    [
      'a stage that was finished twice',
      'journal.jsonl',
      (file) => appendFileSync(file, '{"key":"clone"}\n'),
      /clone was finished twice/u,
    ],
  ];

  it.each(damages)('sees %s', async (name, file, damage, said) => {
    const copy = join(root, name.replaceAll(' ', '-'));
    cpSync(whole, copy, { recursive: true });
    expect(await differencesOf(whole, copy)).toEqual([]);
    damage(join(copy, file));
    const differences = await differencesOf(whole, copy);
    expect(differences.join('\n')).toMatch(said);
    expect(differences.join('\n')).toContain(file.replace('.partial', ''));
    rmSync(copy, { recursive: true });
  });

  it('sees a checkpoint whose bytes have changed', async () => {
    const copy = join(root, 'checkpoint');
    cpSync(whole, copy, { recursive: true });
    const name = readdirSync(join(copy, 'checkpoints')).find((one) => !one.startsWith('.')) ?? '';
    appendFileSync(join(copy, 'checkpoints', name, 'model.safetensors'), '!');
    expect((await differencesOf(whole, copy)).join('\n')).toContain(`checkpoints/${name} holds what`);
  });
});
