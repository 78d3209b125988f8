/** Trajectories scored anew, after the scoring of their environment has changed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, createPolicy } from '../../../src/collect.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { createEnvironment } from '../../../src/environments/catalog.ts';
import { reverify, type ReverifyRequest } from '../../../src/reverify.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import type { AgentTrajRow } from '../../../src/trajectories/agenttraj.ts';
import { readTrajectories } from '../../../src/trajectories/read.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { type TallyRules, writeTally } from '../../support/tally-environment.ts';

const root = scratchDirectory('reverify');
const ROWS = join(root, 'rows.jsonl');
const rowsOf = (file: string): AgentTrajRow[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AgentTrajRow);

const configFor = async (rules: TallyRules) => (await loadConfig(writeTally(root, rules))).config;

/** Twelve random rollouts: of every outcome. */
beforeAll(async () => {
  const {
    environments: [entry],
  } = await configFor({});
  const settings = { samples: 4, temperature: 0, maxTokens: 1, seed: 5, split: 'train', file: ROWS } as const;
  const policy = await createPolicy('random');
  await collect({ ...settings, environments: [await createEnvironment(entry!)], policy });
});

let outs = 0;
async function verified(rules: TallyRules, changes: Partial<ReverifyRequest> = {}) {
  const out = join(root, `out-${outs++}.jsonl`);
  const report = await reverify({ from: ROWS, out, config: await configFor(rules), cwd: root, ...changes });
  return { report, rows: existsSync(out) && changes.out === undefined ? rowsOf(out) : [] };
}

describe('trajectories scored anew', () => {
  it('are what they were where nothing has changed, but for saying so', async () => {
    const { report, rows } = await verified({});
    expect(report).toMatchObject({ rescored: 12, changed: 0, parted: 0, failed: 0 });
    expect(rows.map(({ reverified: _r, source: _s, ...row }) => row)).toEqual(
      rowsOf(ROWS).map(({ source: _s, ...row }) => row),
    );
    expect(rows[0]?.reverified).toMatchObject({ version: expect.stringMatching(/^\d+\./u), reward: rows[0]?.reward });
  });

  it('have the rewards and outcomes of the new scoring, and what they had', async () => {
    // One off is worth half a point of two, and that is a success now.
    const { report, rows } = await verified({ reward: 'off === 0 ? 2 : off === 1 ? 1 : 0' });
    const before = rowsOf(ROWS);
    const missed = before.map(({ conversations, item_id, outcome }) => {
      const sum = Number(/The sum is (\d+)/u.exec(conversations.at(-1)?.value ?? '')?.[1]);
      return outcome === 'truncated' ? undefined : sum - (Number(item_id.slice('tally_'.length)) + 3);
    });
    const raw = missed.map((off) => (off === 0 ? 2 : off === 1 ? 1 : 0));
    expect(new Set(missed).size).toBeGreaterThan(2);
    expect(rows.map((row) => row.raw_reward)).toEqual(raw);
    expect(rows.map((row) => row.reward)).toEqual(raw.map((one) => one / 2));
    expect(rows.map((row) => row.conversations.findLast(({ loss }) => loss === true)?.reward)).toEqual(raw);
    expect(rows.map((row) => row.outcome)).toEqual(
      missed.map((off) => (off === undefined ? 'truncated' : off < 2 ? 'success' : 'failure')),
    );
    expect(rows.map(({ reverified }) => [reverified?.outcome, reverified?.raw_reward, reverified?.reward])).toEqual(
      before.map((row) => [row.outcome, row.raw_reward, row.reward]),
    );
    const newly = missed.filter((off) => off === 1).length;
    const hit = missed.filter((off) => off === 0).length;
    expect(report.changed).toBe(newly + hit);
    const { tally } = report.environments;
    expect(tally).toMatchObject({ trajectories: 12, rewards: newly + hit });
    expect(tally?.success).toEqual({ before: hit / 12, now: (hit + newly) / 12 });
    expect(tally?.reward.before).toBeCloseTo(hit / 2 / 12, 12);
    expect(tally?.reward.now).toBeCloseTo((hit + newly / 2) / 12, 12);
    expect(tally?.outcomes).toMatchObject([{ before: 'failure', now: 'success', count: newly }]);
    // They are read like any others, and say where they come from.
    const [first] = await readTrajectories(join(root, `out-${outs - 1}.jsonl`));
    expect(first?.reverified?.before.outcome).toBe(before[0]?.outcome);
    expect(first?.source).not.toBe(before[0]?.source);
  });

  it('leave out those that have become of another world, and name them', async () => {
    const { report, rows } = await verified({ observation: 'The sum is ${sum === 3 ? "three" : sum}.', reward: '2' });
    const other = rowsOf(ROWS).filter(({ conversations }) =>
      conversations.some(({ value }) => value.endsWith('sum is 3.')),
    );
    expect(other.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ parted: other.length, rescored: 12 - other.length });
    expect(report.partings.map(({ id }) => id)).toEqual(other.map(({ id }) => id));
    expect(rows.map(({ id }) => id)).toEqual(
      rowsOf(ROWS).flatMap(({ id }) => (other.some((one) => one.id === id) ? [] : [id])),
    );
  });

  it('leave out what cannot be played now, and keep what was an error', async () => {
    const from = join(root, 'with-error.jsonl');
    const rows = rowsOf(ROWS);
    const error = { outcome: 'env_error', success: false, reward: null, raw_reward: null };
    const broken = { ...rows[0], ...error, error: { code: 'E_ENV_STEP', message: 'x' }, of_ours: 'kept' };
    writeFileSync(
      from,
      [broken, ...rows.slice(1).map((row) => ({ ...row, of_ours: 'kept' }))]
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    const { report, rows: written } = await verified({ fails: 'state.target === 4' }, { from });
    const failed = rows.slice(1).filter(({ item_id }) => item_id === 'tally_1').length;
    expect(report).toMatchObject({ broken: 1, failed, rescored: 11 - failed });
    expect(written[0]).toEqual(broken);
    expect(written.every((row) => 'of_ours' in row)).toBe(true);
  });

  it('never take the place of a file, nor leave half of one', async () => {
    const before = readFileSync(ROWS, 'utf8');
    await expect(verified({}, { out: ROWS })).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
    expect(readFileSync(ROWS, 'utf8')).toBe(before);
    const out = join(root, 'none.jsonl');
    await expect(verified({ observation: 'Hm.' }, { out })).rejects.toMatchObject({ code: 'E_EXPORT_EMPTY' });
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(verified({}, { out, signal: stop.signal, onProgress })).rejects.toThrow();
    expect(readdirSync(root).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('of a run are a directory of files', async () => {
    const run = runDirectory(join(root, 'run'));
    mkdirSync(join(run.root, 'final'), { recursive: true });
    writeFileSync(run.config, 'name: x\n');
    mkdirSync(run.iteration(1).folder, { recursive: true });
    for (const file of [run.demonstrations, run.final('promoted')]) writeFileSync(file, readFileSync(ROWS));
    const out = join(root, 'rescored');
    const { report } = await verified({}, { from: run.root, out });
    expect(report.files).toEqual([
      { file: 'rescored/demonstrations.jsonl', rows: 12 },
      { file: 'rescored/final/promoted.jsonl', rows: 12 },
    ]);
    expect(rowsOf(join(out, 'final', 'promoted.jsonl'))).toHaveLength(12);
    await expect(verified({}, { from: run.root, out })).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
    expect(existsSync(`${out}.partial`)).toBe(false);
  });
});
