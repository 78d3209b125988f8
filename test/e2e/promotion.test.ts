/** Promotion as users meet it: looks that are resumed in their middle, a required promotion, and going back. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LineageEntry } from '../../src/promote/lineage.ts';
import type { Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture, start, until } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { withoutTimes } from '../support/summaries.ts';

const root = scratchDirectory('promotion');
const LOOKS = ['evolve', '--config', fixture('looks.yaml')];

const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const summaryIn = (run: string): Summary => JSON.parse(text(run, 'summary.json')) as Summary;
const lineageIn = (run: string): LineageEntry[] => JSON.parse(text(run, 'lineage.json')) as LineageEntry[];
const rows = (...path: readonly string[]): number => text(...path).split('\n').length - 1;

let said = '';
beforeAll(() => {
  const { status, stdout, stderr } = agentgym(root, [...LOOKS, '--run-dir', 'whole', '--require-promotion']);
  expect(status, stderr).toBe(0);
  said = stdout;
});

describe('the gate significant', () => {
  it('draws fresh tasks until it can decide, and plays none twice', () => {
    expect(said).toContain('iteration 1: look 2 on dev, candidate: 3 rollouts');
    expect(said).toMatch(/against the incumbent \(look 2\): .* of 6/u);
    expect(said).toMatch(/↑ promoted: The candidate is better/u);
    const [, clone, first] = lineageIn('whole');
    expect(first).toMatchObject({ verdict: 'promote', parent: lineageIn('whole')[0]?.id });
    const { tasks } = first?.figures?.against ?? { tasks: 0 };
    expect(tasks).toBeGreaterThan(3);
    expect(rows('whole', 'iterations', '0000', 'dev.jsonl')).toBe(tasks);
    expect(rows('whole', 'iterations', '0001', 'dev.jsonl')).toBe(12);
    // The rate on dev stays that of the first look: iterations are compared by it.
    expect([clone?.figures?.dev.n, first?.figures?.dev.n]).toEqual([3, 3]);
  });

  it('goes on in the middle of its looks as if nothing had happened', async () => {
    const run = start(root, [...LOOKS, '--run-dir', 'killed']);
    await until(run, join(root, 'killed', 'journal.jsonl'), (journal) => journal.includes('looks/2/candidate'));
    run.child.kill('SIGKILL');
    await run.end;
    const { status, stderr } = agentgym(root, ['evolve', '--resume', 'killed']);
    expect(status, stderr).toBe(0);
    expect(withoutTimes(summaryIn('killed'))).toEqual(withoutTimes(summaryIn('whole')));
    expect(text('killed', 'lineage.json')).toBe(text('whole', 'lineage.json'));
  });
});

describe('agentgym rollback', () => {
  it.each([
    ['1', /is the incumbent of .* already/u],
    ['2', /was never the incumbent/u],
    ['7', /has no iteration 7: it has finished 0 \(cloning\) to 2/u],
  ])('refuses --to %s, and changes nothing', (to, expected) => {
    const before = [text('whole', 'journal.jsonl'), text('whole', 'lineage.json')];
    const { status, stderr } = agentgym(root, ['rollback', 'whole', '--to', to]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(expected)]);
    expect(stderr).toContain('(E_RUN_ROLLBACK)');
    expect([text('whole', 'journal.jsonl'), text('whole', 'lineage.json')]).toEqual(before);
  });

  it('goes back for eval and for the rest of the run, and keeps everything', () => {
    cpSync(join(root, 'whole'), join(root, 'back'), { recursive: true });
    const report = text('back', 'final', 'promoted.jsonl');
    const done = agentgym(root, ['rollback', 'back', '--to', '0']);
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining('(the cloned agent)')]);
    const clone = lineageIn('back')[1]?.id;
    expect(lineageIn('back').at(-1)).toMatchObject({ role: 'rollback', id: clone, promoted: true });
    expect(text('back', 'final', 'promoted.jsonl.before-rollback-1')).toBe(report);
    const evaluated = agentgym(root, ['eval', '--run', 'back', '--split', 'dev', '--limit', '1']);
    expect(evaluated.stdout, evaluated.stderr).toContain(`${clone} on dev`);

    const resumed = agentgym(root, ['evolve', '--resume', 'back', '--require-promotion']);
    expect([resumed.status, resumed.stderr]).toEqual([1, expect.stringContaining('(E_RUN_PROMOTION)')]);
    expect(summaryIn('back')).toMatchObject({ status: 'completed', promoted: { checkpoint: clone, iteration: 0 } });
    expect(summaryIn('back').final?.promoted).toEqual(summaryIn('back').final?.baseline);
    expect(lineageIn('back').at(-1)).toMatchObject({ role: 'rollback', id: clone });
    expect(existsSync(join(root, 'back', 'checkpoints', lineageIn('whole')[2]?.id ?? ''))).toBe(true);
  });
});
