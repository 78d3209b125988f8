/** `agentgym status`: of a run that is finished, that is going on here or elsewhere, and that was killed; of a folder. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunStatus } from '../../src/cli/run-status.ts';
import type { ProgressNote } from '../../src/report/progress-file.ts';
import { agentgym, fixture, lastLine, start, until } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('status');
const TINY = ['evolve', '--config', fixture('tiny.yaml')];
const RATE = String.raw`\d+\.\d % \[\d+, \d+\]`;

function status(...words: string[]): string[] {
  const ran = agentgym(root, ['status', ...words]);
  expect(ran.status, ran.stderr).toBe(0);
  return ran.stdout.trimEnd().split('\n');
}

beforeAll(() => {
  const { status: code, stderr } = agentgym(root, [...TINY, '--run-dir', 'runs/done']);
  expect(code, stderr).toBe(0);
});

describe('agentgym status', () => {
  it('says in five lines where a finished run stands', () => {
    const lines = status('runs/done');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^tiny: completed, since \d{4}-\d\d-\d\d \d\d:\d\d UTC, \d+s of work$/u);
    expect(lines[1]).toMatch(/^ {2}2 of 2 iterations finished {2}last: final report: control \(.+ UTC\)$/u);
    expect(lines[2]).toMatch(new RegExp(`^ {2}eval: baseline ${RATE} → iteration \\d ${RATE} [+−]\\d+\\.\\d$`, 'u'));
    expect(lines[3]).toMatch(/^ {2}[\d.]+k tokens · no limits$/u);
    expect(lines[4]).toBe('  next: npx agentgym view runs/done');
  });

  it('--json says the same as facts', () => {
    const said = lastLine(agentgym(root, ['status', 'runs/done', '--json']).stdout) as RunStatus;
    expect(said).toMatchObject({
      directory: 'runs/done',
      name: 'tiny',
      state: 'completed',
      attempts: 1,
      iterations: { finished: 2, of: 2 },
      progress: null,
      last: 'final/control',
      split: 'eval',
      limit: null,
      limits: {},
      faults: [],
    });
    const summary = JSON.parse(readFileSync(join(root, 'runs/done/summary.json'), 'utf8')) as { usage: unknown };
    expect(said.spent).toEqual(summary.usage);
  });

  it('follows a run that is going on, and says how to go on with one that was killed', async () => {
    const set = ['--set', 'train.steps=100000', '--set', 'limits.tokens=90000000'];
    const running = start(root, [...TINY, ...set, '--run-dir', 'runs/going']);
    const file = join(root, 'runs/going/progress.json');
    await until(running, file, (text) => /"stage":"train".*"done":[1-9]/u.test(text));
    const lines = status('runs/going');
    const note = JSON.parse(readFileSync(file, 'utf8')) as ProgressNote;
    running.child.kill('SIGKILL');
    await running.end;
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^tiny: running, since .+ UTC, \d+s of work, process \d+ on .+$/u);
    expect(lines[1]).toMatch(
      /^ {2}iteration 1: train {2}\d+\/100000 {2}loss \d\.\d+ {2}about .+ left {2}eta .+ {2}[\d.]+\/s/u,
    );
    expect(lines[2]).toMatch(new RegExp(`^ {2}dev: baseline ${RATE}, which is the incumbent$`, 'u'));
    expect(lines[3]).toMatch(/k of 90M tokens$/u);
    expect(note).toMatchObject({ stage: 'train', iteration: 1, total: 100000, pid: running.child.pid });
    // Its progress.json is still there, and says nothing any more.
    const after = status('runs/going');
    expect(after[0]).toMatch(/^tiny: interrupted, since /u);
    expect(after[4]).toBe('  next: npx agentgym evolve --resume runs/going');

    // On another machine nobody can ask for the process: what it says of itself counts while it is fresh.
    const elsewhere = { pid: 1, started: '', host: 'elsewhere' };
    cpSync(join(root, 'runs/going'), join(root, 'runs/elsewhere'), { recursive: true });
    writeFileSync(join(root, 'runs/elsewhere/run.lock'), JSON.stringify(elsewhere));
    const fresh = { ...note, ...elsewhere, at: new Date().toISOString() };
    writeFileSync(join(root, 'runs/elsewhere/progress.json'), JSON.stringify(fresh));
    expect(status('runs/elsewhere')[0]).toMatch(/^tiny: running, .+ process 1 on elsewhere$/u);
    const stale = { ...fresh, at: '2026-01-01T00:00:00.000Z' };
    writeFileSync(join(root, 'runs/elsewhere/progress.json'), JSON.stringify(stale));
    expect(status('runs/elsewhere')[0]).toMatch(/^tiny: interrupted/u);
  });

  it('has a line for each run of a folder, the newest first', () => {
    const lines = status();
    expect(lines[0]).toMatch(/^run +state +at +baseline → incumbent$/u);
    expect(lines.slice(1).map((line) => line.split(/ {2,}/u).slice(0, 2).join(' '))).toEqual(
      expect.arrayContaining(['runs/done completed', 'runs/going interrupted']),
    );
    const facts = lastLine(agentgym(root, ['status', '--json']).stdout) as RunStatus[];
    expect(facts.map(({ directory }) => directory)).toEqual(expect.arrayContaining(['runs/done', 'runs/going']));
  });

  it('says what is damaged, and tells of the rest', () => {
    cpSync(join(root, 'runs/done'), join(root, 'damaged'), { recursive: true });
    writeFileSync(join(root, 'damaged/lineage.json'), '{');
    rmSync(join(root, 'damaged/summary.json'));
    const lines = status('damaged');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.slice(5).join('\n')).toContain('lineage.json');
  });

  it('exits with 2 where there is no run', () => {
    mkdirSync(join(root, 'empty'), { recursive: true });
    for (const name of ['empty', 'nowhere']) {
      const { status: code, stderr } = agentgym(root, ['status', name]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('(E_STORE_MISMATCH)')]);
    }
  });

  it('a run that has ended leaves no progress.json', () => {
    expect(existsSync(join(root, 'runs/done/progress.json'))).toBe(false);
  });
});
