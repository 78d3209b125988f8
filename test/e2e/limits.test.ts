import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import { type ChatCall, chatServer, completionOf } from '../support/chat-server.ts';
import { agentgym, fixture, lastLine, type Ran, start } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { withoutTimes } from '../support/summaries.ts';

const root = scratchDirectory('limits');

const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const summaryIn = (directory: string): Summary => JSON.parse(text(directory, 'summary.json')) as Summary;

describe('a run with a limit', () => {
  const changes = ['iterations=1', 'clone.steps=2', 'train.steps=3', 'explore.samples=1'];
  const evolve = ['evolve', '--config', fixture('tiny.yaml'), ...changes.flatMap((change) => ['--set', change])];

  beforeAll(() => {
    const { status, stderr } = agentgym(root, [...evolve, '--run-dir', 'whole']);
    expect(status, stderr).toBe(0);
  });

  it('stops when it is reached, and says how to go on', () => {
    const { status, stderr } = agentgym(root, [...evolve, '--run-dir', 'run', '--set', 'limits.tokens=2500', '--json']);
    expect(status, stderr).toBe(1);
    const { usage, ...summary } = summaryIn('run');
    const used = (usage?.prompt ?? 0) + (usage?.completion ?? 0);
    expect(summary).toMatchObject({ status: 'limited', limit: { name: 'tokens', used, allowed: 2500 } });
    expect(used).toBeGreaterThanOrEqual(2500);
    expect(stderr.match(/\d % of limits\.tokens is used up/gu)).toHaveLength(1);
    expect(stderr).toMatch(/limits\.tokens is reached: [\d,]+ of 2,500 tokens\./u);
    expect(stderr).toContain(`npx agentgym evolve --resume run --set limits.tokens=${2 * used}\n(E_RUN_LIMIT)`);
  });

  it('stops again where the limit is as it was, and takes no other setting', () => {
    const again = agentgym(root, ['evolve', '--resume', 'run', '--set', 'limits.tokens=2501', '--json']);
    expect([again.status, lastLine(again.stdout)]).toMatchObject([
      1,
      { status: 'limited', usage: summaryIn('run').usage },
    ]);
    const other = agentgym(root, ['evolve', '--resume', 'run', '--set', 'explore.samples=2']);
    expect([other.status, other.stderr]).toEqual([
      2,
      expect.stringContaining('leave out --set (--set limits.… and tracking.… may stay)'),
    ]);
  });

  it('goes on with a raised one to what it would have come to', () => {
    const resume = ['evolve', '--resume', 'run', '--set', 'limits.tokens=1000000', '--set', 'limits.wallClock=10h'];
    const { status, stderr } = agentgym(root, resume);
    expect(status, stderr).toBe(0);
    const [resumed, whole] = [summaryIn('run'), summaryIn('whole')];
    expect(withoutTimes(resumed)).toEqual(withoutTimes(whole));
    // Nothing was played twice: what is prompted and answered adds up to the same.
    const { prompt, completion } = whole.usage ?? {};
    expect(resumed.usage).toMatchObject({ prompt, completion });
    expect(text('run', 'config.resolved.yaml')).toMatch(
      /limits:\n {2}failureShare: 0\.2\n {2}tokens: 1000000\n {2}wallClock: 10h\n/u,
    );
    const journal = text('run', 'journal.jsonl');
    expect(journal).toContain('"from":{"failureShare":0.2,"tokens":2500},"to":{"failureShare":0.2,"tokens":2501}');
    expect(journal).toContain('"from":{"failureShare":0.2,"tokens":2501},"to":{"failureShare":0.2,"tokens":1000000');
  });
});

describe('an endpoint with limits', () => {
  const run = (...argv: string[]): Promise<Ran> => start(root, argv).end;

  /** Counts up, one number an answer; each turn takes 20 tokens in and 5 out, a rollout two turns. */
  function counting({ body }: ChatCall): ReturnType<typeof completionOf> {
    const turns = body.messages.filter(({ role }) => role === 'assistant').length;
    return completionOf(`Thought: one more.\nAction: ${turns + 1}`);
  }

  function configured(url: string, limits: string): string {
    const lines = [
      'name: served',
      `environments: [{ name: counting, kind: custom, file: ${fixture('counting-environment.js')} }]`,
      `policy: { kind: endpoint, url: ${url}, model: tiny, concurrency: 1, retries: 0, prices: { input: 1, output: 2 } }`,
      `limits: { ${limits} }`,
    ];
    writeFileSync(join(root, 'served.yaml'), `${lines.join('\n')}\n`);
    return 'served.yaml';
  }
  const collect = (config: string, out: string): Promise<Ran> =>
    run('collect-trajectories', '--config', config, '--env', 'counting', '--policy', 'policy', '--out', out);

  it('collects until one is reached, rows of earlier commands included, and goes on where it is raised', async () => {
    const server = await chatServer(counting);
    const first = await collect(configured(server.url, 'tokens: 60'), 'rows.jsonl');
    expect([first.status, first.stderr]).toEqual([1, expect.stringContaining('limits.tokens is reached: 100 of 60')]);
    expect(first.stderr).toContain('2 new trajectories are kept in rows.jsonl. Raise limits.tokens in the config');
    expect(server.calls).toHaveLength(4);
    const second = await collect(configured(server.url, 'cost: 0.0001'), 'rows.jsonl');
    expect([second.status, second.stderr]).toEqual([
      1,
      expect.stringContaining('limits.cost is reached: 0.00012 of 0.0001'),
    ]);
    expect(server.calls).toHaveLength(4);
    const third = await collect(configured(server.url, 'cost: 0.001'), 'rows.jsonl');
    expect(third.status, third.stderr).toBe(0);
    expect(third.stdout).toContain('120 tokens in (0 cached), 30 out: cost 0.00018\n');
    expect(server.calls).toHaveLength(6);
  });

  it('is evaluated under them too, and gives up where more fails than the config allows', async () => {
    const server = await chatServer(counting);
    const config = configured(server.url, 'tokens: 60');
    const limited = await run('eval', '--config', config, '--split', 'train');
    expect([limited.status, limited.stderr]).toEqual([1, expect.stringContaining('(E_RUN_LIMIT)')]);
    let calls = 0;
    const failing = await chatServer((call) => (calls++ === 0 ? counting(call) : { status: 500, json: {} }));
    const failed = await run('eval', '--config', configured(failing.url, 'failureShare: 0.5'), '--split', 'train');
    expect([failed.status, failed.stderr]).toEqual([1, expect.stringContaining('(E_RUN_FAILURES)')]);
    calls = 0;
    const borne = await run('eval', '--config', configured(failing.url, 'failureShare: 1'), '--split', 'train');
    expect([borne.status, borne.stdout]).toEqual([0, expect.stringContaining('3 policy_error')]);
  });
});

describe('shards', () => {
  it('are collected one by one, and merged', () => {
    const collect = ['collect-trajectories', '--config', fixture('tiny.yaml'), '--env', 'echo', '--policy', 'random'];
    for (const i of [1, 2]) {
      const { status, stderr } = agentgym(root, [
        ...collect,
        '--samples',
        '2',
        '--shard',
        `${i}/2`,
        '--out',
        `shard-${i}.jsonl`,
      ]);
      expect(status, stderr).toBe(0);
    }
    const merged = agentgym(root, [
      'merge',
      'shard-1.jsonl',
      'shard-2.jsonl',
      '--out',
      'all.jsonl',
      '--seed',
      '3',
      '--json',
    ]);
    expect(merged.status, merged.stderr).toBe(0);
    expect(merged.stderr).toContain('shard-1.jsonl: 12 rows, 12 of them taken');
    expect(merged.stderr).toContain('24 trajectories in all.jsonl\n');
    expect(lastLine(merged.stdout)).toMatchObject({ out: 'all.jsonl', trajectories: 24, errors: 0, short: [] });
    // What was merged is what one command would have collected: it has nothing left to do.
    const whole = agentgym(root, [...collect, '--samples', '2', '--out', 'all.jsonl']);
    expect([whole.status, whole.stdout]).toEqual([
      0,
      expect.stringContaining('24 trajectories in all.jsonl, 0 of them new'),
    ]);
    // A shard's command takes no rows of others.
    const wrong = agentgym(root, [...collect, '--samples', '2', '--shard', '1/2', '--out', 'all.jsonl']);
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('E_STORE_MISMATCH')]);
  });
});
