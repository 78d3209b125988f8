/** The viewer's routes on real runs, as a browser asks them. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runDirectory } from '../../../src/runs/directory.ts';
import type {
  ComparisonView,
  PicturesAnswer,
  RunPage,
  RunsAnswer,
  SameTask,
  TasksAnswer,
  TrajectoriesAnswer,
  TrajectoryView,
} from '../../../src/viewer/api.ts';
import { agentgym, fixture } from '../../support/command-line.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { viewed } from '../../support/viewer.ts';

const folder = scratchDirectory('viewer');

beforeAll(() => {
  const run = agentgym(folder, ['evolve', '--config', fixture('tiny.yaml'), '--run-dir', 'study/first']);
  expect(run.status, run.stderr).toBe(0);
});

describe('runs', () => {
  it('are found below the folder, with what they came to', async () => {
    const { get } = await viewed(folder);
    const { single, runs } = await get<RunsAnswer>('/api/runs');
    expect(single).toBe(false);
    expect(runs).toHaveLength(1);
    const [run] = runs;
    expect(run).toMatchObject({
      id: 'study~first',
      path: 'study/first',
      name: 'tiny',
      state: 'completed',
      model: 'fresh llama, 2 × 16',
      environments: ['echo', 'counting'],
      seed: 3,
      done: { iterations: 2, of: 2 },
      split: 'eval',
      progress: null,
      faults: [],
    });
    expect(run?.baseline?.n).toBe(13);
    expect(run?.promoted?.checkpoint).toMatch(/^[0-9a-f]{16}$/u);
    expect(run?.tokens?.completion).toBeGreaterThan(0);
    expect(run?.seconds).toBeGreaterThan(0);
    expect(Date.parse(run?.started ?? '')).toBeGreaterThan(0);
  });

  it('opened on one, show it alone', async () => {
    const { get } = await viewed(join(folder, 'study/first'));
    const { single, runs } = await get<RunsAnswer>('/api/runs');
    expect(single).toBe(true);
    expect(runs.map(({ id, path }) => [id, path])).toEqual([['first', 'first']]);
    expect((await get<RunPage>('/api/runs/first')).name).toBe('tiny');
  });
});

describe('a run', () => {
  it('has its curve, iterations, stages, lineage, config and log', async () => {
    const { get } = await viewed(folder);
    const page = await get<RunPage>('/api/runs/study~first');
    expect(page.faults).toEqual([]);
    expect(page.curve.map(({ iteration, total }) => [iteration, total.n])).toEqual([
      [0, 13],
      [1, 13],
      [2, 13],
    ]);
    expect(page.curve.every(({ checkpoint }) => checkpoint !== null)).toBe(true);
    expect(page.final?.agents.map(({ agent }) => agent)).toEqual(['baseline', 'control', 'promoted']);
    expect(page.iterations.map(({ index, finished }) => [index, finished])).toEqual([
      [0, true],
      [1, true],
      [2, true],
    ]);
    const [, first] = page.iterations;
    expect(first).toMatchObject({ explored: 45, looks: 1 });
    expect(first?.dropped[0]).toMatchObject({ reason: 'weightless' });
    expect(first?.exploration?.total.n).toBe(45);
    expect(first?.tokens.explore?.completion).toBeGreaterThan(0);
    expect(first?.seconds.train).toBeGreaterThan(0);
    expect(page.stages.map(({ key }) => key)).toContain('iterations/2/train');
    expect(page.lineage.map(({ role }) => role)).toEqual(['base', 'clone', 'candidate', 'candidate']);
    expect(page.verdict).toContain('Success on eval:');
    expect(page.config).toContain('name: tiny');
    expect(page.log.map(({ text }) => text)).toContain('tiny begins');
    expect(page.files.map(({ id }) => id)).toEqual([
      'demonstrations',
      'dev-0',
      'explore-1',
      'dev-1',
      'explore-2',
      'dev-2',
      'final-baseline',
      'final-control',
      'final-promoted',
    ]);
    expect(JSON.stringify(page.files)).not.toContain(folder);
    expect(page.pictures).toEqual({ echo: false, counting: false });
  });

  it('that was killed, damaged or barely begun says so, and shows the rest', async () => {
    const root = join(folder, 'study/damaged');
    cpSync(join(folder, 'study/first'), root, { recursive: true });
    const at = runDirectory(root);
    rmSync(at.summary);
    rmSync(at.config);
    writeFileSync(at.lineage, '[{"id": "torn');
    writeFileSync(at.iteration(1).metrics, '{"index": 1}');
    writeFileSync(at.iteration(2).metrics, '{"index": 2, "dev": {}}');
    writeFileSync(at.log, 'no json\n\u0000');
    const { get } = await viewed(folder);
    const page = await get<RunPage>('/api/runs/study~damaged');
    expect(page.state).toBe('unknown');
    expect(page.faults.join('\n')).toMatch(/config\.resolved\.yaml is missing/u);
    expect(page.faults.join('\n')).toMatch(/lineage\.json is not JSON/u);
    expect(page.iterations.some(({ index, explored }) => index === 1 && explored === 45)).toBe(true);
    expect((await get<RunsAnswer>('/api/runs')).runs).toHaveLength(2);
    rmSync(root, { recursive: true });
  });
});

describe('trajectories', () => {
  it('are filtered, sorted and paged', async () => {
    const { get } = await viewed(folder);
    // As the page does: a busy machine may take more than one answer to search everything.
    const table = async (query: string): Promise<TrajectoriesAnswer> => {
      for (;;) {
        const answer = await get<TrajectoriesAnswer>(`/api/runs/study~first/trajectories?${query}`);
        if (answer.complete) return answer;
      }
    };
    const all = await table('');
    expect(all).toMatchObject({ total: 177, of: 177, complete: true, share: 1, damaged: 0 });
    expect(all.rows).toHaveLength(100);
    expect(all.facets.environments).toEqual({ echo: 150, counting: 27 });
    expect((await table('environment=counting&kind=explore&iteration=1')).total).toBe(9);
    expect((await table('agent=promoted')).total).toBe(13);
    expect((await table('text=SAY%20THE%20word&limit=1')).total).toBe(150);
    const rewarded = await table('min=0.5&sort=-rounds');
    expect(rewarded.total).toBe((await table('outcome=success')).total);
    expect(rewarded.total).toBeGreaterThan(0);
    const rounds = rewarded.rows.map((row) => row.rounds);
    expect(rounds).toEqual(rounds.toSorted((a, b) => b - a));
    const paged = [await table('sort=task&limit=60'), await table('sort=task&limit=60&offset=60')];
    const whole = await table('sort=task&limit=120');
    expect(paged.flatMap(({ rows }) => rows)).toEqual(whole.rows);
    expect((await table('offset=5000')).rows).toEqual([]);
  });

  it('are read whole, with why a turn held no action, and tokens that make up the text', async () => {
    const { get } = await viewed(folder, { custom: true });
    const { rows } = await get<TrajectoriesAnswer>('/api/runs/study~first/trajectories?kind=explore&sort=-rounds');
    const row = rows.find(({ parseErrors }) => parseErrors > 0);
    const one = await get<TrajectoryView>(
      `/api/runs/study~first/trajectories/${row?.file}/${encodeURIComponent(row?.id ?? '')}`,
    );
    expect(one).toMatchObject({ id: row?.id, format: 'react', pictures: false });
    const turns = one.turns.filter(({ kind }) => kind === 'turn');
    expect(turns.filter(({ parseError }) => parseError !== undefined)).toHaveLength(row?.parseErrors ?? -1);
    for (const turn of turns) {
      const text = (turn.tokens ?? []).map((token) => token.text).join('');
      expect(text.replace('<|end|>', '').trim()).toBe(turn.content.trim());
      expect(turn.tokenCount).toBe(turn.tokens?.length);
    }
    const wrong = one.turns.findIndex(({ parseError }) => parseError !== undefined);
    expect(one.turns[wrong + 1]).toMatchObject({ kind: 'correction', content: one.turns[wrong]?.parseError });
  });

  it('of a custom environment have no pictures without leave, nor where it draws none', async () => {
    const careful = await viewed(folder);
    const { rows } = await careful.get<TrajectoriesAnswer>('/api/runs/study~first/trajectories?file=demonstrations');
    const id = encodeURIComponent(rows[0]?.id ?? '');
    const path = `/api/runs/study~first/trajectories/demonstrations/${id}/pictures`;
    expect(await careful.get<PicturesAnswer>(path)).toMatchObject({
      pictures: [],
      why: expect.stringContaining('--custom'),
    });
    const trusting = await viewed(folder, { custom: true });
    expect(await trusting.get<PicturesAnswer>(path)).toMatchObject({
      pictures: [],
      why: 'The environment draws no pictures.',
    });
  });
});

describe('the same task', () => {
  it('is beside itself, wherever it was played', async () => {
    const { get } = await viewed(folder);
    const { columns, tasks } = await get<TasksAnswer>('/api/runs/study~first/tasks?environment=echo');
    const task = tasks.find(({ played }) => played.filter((one) => one !== null).length >= 3);
    expect(tasks.map((one) => one.environment).every((name) => name === 'echo')).toBe(true);
    const same = await get<SameTask>(`/api/runs/study~first/tasks?environment=echo&task=${task?.task}`);
    expect(same.columns.map(({ file }) => file)).toEqual(
      columns.filter((_, i) => task?.played[i] !== null).map(({ file }) => file),
    );
    for (const { trajectories, rollouts } of same.columns) {
      expect(trajectories.length).toBeGreaterThan(0);
      expect(rollouts).toBeGreaterThan(0);
      expect(trajectories.every((one) => one.task === task?.task)).toBe(true);
    }
  });
});

describe('two sides', () => {
  it('are compared, and lead to the trajectories', async () => {
    const { get } = await viewed(folder);
    const view = await get<ComparisonView>('/api/compare?a=study~first@baseline&b=study~first');
    expect(view.a).toMatchObject({ run: 'study~first', what: 'baseline' });
    expect(view.b).toMatchObject({ run: 'study~first', what: 'promoted' });
    expect(view.split).toBe('eval');
    expect(view.total.tasks).toBe(13);
    expect(view.gained).toHaveLength(view.total.gained);
    for (const { a, b } of [...view.gained, ...view.lost]) {
      expect(a?.file).toBe('final-baseline');
      expect(b?.file).toBe('final-promoted');
    }
    expect((await get<ComparisonView>('/api/compare?a=study~first@0&b=study~first@2')).b.what).toBe(2);
  });
});
