import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture, lastLine, start, type Started, until } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { withoutTimes } from '../support/summaries.ts';

const root = scratchDirectory('resume');
const TINY = ['evolve', '--config', fixture('tiny.yaml')];

function text(...path: readonly string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

function summaryIn(directory: string): Summary {
  return JSON.parse(text(directory, 'summary.json')) as Summary;
}

/** What every training of a run learned from, and from whom each checkpoint came. */
function learned(directory: string): string[] {
  const examples = ['0000', '0001', '0002'].map((m) => text(directory, 'iterations', m, 'examples.jsonl'));
  return [...examples, text(directory, 'lineage.json')];
}

/** Waits until the journal has the stage: the run is then at the beginning of the next. */
function stage(run: Started, directory: string, key: string): Promise<void> {
  return until(run, join(root, directory, 'journal.jsonl'), (journal) => journal.includes(`{"key":"${key}"`));
}

/** Waits until a file of trajectories has so many rows: the run is then in the middle of a stage. */
function rows(run: Started, file: string, count: number): Promise<void> {
  return until(run, join(root, file), (trajectories) => trajectories.split('\n').length > count);
}

beforeAll(() => {
  const { status, stderr } = agentgym(root, [...TINY, '--run-dir', 'whole']);
  expect(status, stderr).toBe(0);
});

/** The run in `directory` is what the uninterrupted one is. */
function expectWhole(directory: string): void {
  expect(withoutTimes(summaryIn(directory))).toEqual(withoutTimes(summaryIn('whole')));
  expect(learned(directory)).toEqual(learned('whole'));
  const left = readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => /partial|\.lock|takeover/u.test(name))).toEqual([]);
}

describe('a run killed with SIGKILL', () => {
  const points: [string, (run: Started) => Promise<void>][] = [
    ['once it has a config', (run) => until(run, join(root, 'killed', 'config.resolved.yaml'), (yaml) => yaml !== '')],
    ['while the base learns to read', (run) => stage(run, 'killed', 'base')],
    ['while it clones', (run) => stage(run, 'killed', 'iterations/0/weigh')],
    ['in the middle of exploring', (run) => rows(run, 'killed/iterations/0001/trajectories.jsonl', 7)],
    ['while it trains', (run) => stage(run, 'killed', 'iterations/1/weigh')],
    ['in the middle of evaluating', (run) => rows(run, 'killed/iterations/0001/dev.jsonl', 2)],
    ['in the second iteration', (run) => stage(run, 'killed', 'iterations/2/explore')],
    ['at the end', (run) => stage(run, 'killed', 'final/promoted')],
  ];

  it.each(points)('%s …', async (_point, reached) => {
    const first = !readdirSync(root).includes('killed');
    const run = start(root, first ? [...TINY, '--run-dir', 'killed'] : ['evolve', '--resume', 'killed']);
    await reached(run);
    run.child.kill('SIGKILL');
    expect((await run.end).status).toBe(null);
  });

  it('… is finished by --resume as if nothing had happened, torn lines and all', () => {
    appendFileSync(join(root, 'killed', 'journal.jsonl'), '{"key":"control","result":{"id":"');
    appendFileSync(join(root, 'killed', 'final', 'control.jsonl'), '{"conversations":[{"from":"hum');
    const { status, stderr, stdout } = agentgym(root, ['evolve', '--resume', 'killed', '--json']);
    expect(status, stderr).toBe(0);
    expect(lastLine(stdout)).toEqual(summaryIn('killed'));
    expectWhole('killed');
  });
});

describe('a run interrupted with Ctrl-C', () => {
  /** Interrupts, and gives what was said then. */
  async function interrupt(run: Started): Promise<{ stdout: string; stderr: string }> {
    const sent = performance.now();
    run.child.kill('SIGINT');
    const { status, ...said } = await run.end;
    expect(status).toBe(130);
    // It takes a tenth of a second; two are promised, and a busy machine gets some more.
    expect(performance.now() - sent).toBeLessThan(6000);
    return said;
  }

  it('while exploring keeps what is finished, and says how to go on', async () => {
    const run = start(root, [...TINY, '--run-dir', 'stopped']);
    await rows(run, 'stopped/iterations/0001/trajectories.jsonl', 3);
    const { stderr } = await interrupt(run);
    expect(stderr).toMatch(
      /^Interrupted; everything finished is kept\. Go on with:\n {2}npx agentgym evolve --resume stopped\n$/mu,
    );
    expect(text('stopped', 'iterations', '0001', 'trajectories.jsonl').split('\n').length).toBeGreaterThan(3);
    expect(summaryIn('stopped')).toMatchObject({ status: 'interrupted', seed: 3, iterations: [] });
  });

  it('while training has a summary of the iterations that are finished, also with --json', async () => {
    const run = start(root, ['evolve', '--resume', 'stopped', '--json']);
    await stage(run, 'stopped', 'iterations/2/weigh');
    const { stdout } = await interrupt(run);
    const summary = summaryIn('stopped');
    expect(Object.keys(summary)).toEqual([
      'status',
      'version',
      'seed',
      'configDigest',
      'machine',
      'usage',
      'seconds',
      'iterations',
    ]);
    expect(summary.status).toBe('interrupted');
    const [first] = withoutTimes(summary).iterations;
    expect(first).toEqual(withoutTimes(summaryIn('whole')).iterations[0]);
    expect(lastLine(stdout)).toEqual(summary);
    const { status, stderr } = agentgym(root, ['eval', '--run', 'stopped']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('the run has not finished')]);
  });

  it('is finished by --resume', () => {
    const { status, stderr } = agentgym(root, ['evolve', '--resume', 'stopped']);
    expect(status, stderr).toBe(0);
    expectWhole('stopped');
  });
});

describe('--resume', () => {
  it('of a directory that is no run is refused', () => {
    const { status, stderr } = agentgym(root, ['evolve', '--resume', 'nowhere']);
    expect(status).toBe(2);
    expect(stderr).toContain('is not a run directory');
    expect(readdirSync(root)).not.toContain('nowhere');
  });
});
