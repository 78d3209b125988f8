import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('report');

function text(...path: readonly string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

beforeAll(() => {
  const { status, stderr } = agentgym(root, ['evolve', '--config', fixture('tiny.yaml'), '--run-dir', 'run']);
  expect(status, stderr).toBe(0);
});

/** The cells of the first table below a heading, a list a row. */
function cellsBelow(page: string, heading: string): string[][] {
  const table = page.slice(page.indexOf(`<h2>${heading}</h2>`)).match(/<tbody>([\s\S]*?)<\/tbody>/u)?.[1] ?? '';
  return [...table.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/gu)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/gu)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/gu, '')),
  );
}

/** The rows of a file, with every turn of the policy put in another's words. */
function withTurn(rows: string, said: string): string {
  const lines = rows.trimEnd().split('\n');
  const edited = lines.map((line) => {
    const row = JSON.parse(line) as { conversations: { from: string; value: string }[] };
    for (const turn of row.conversations) if (turn.from === 'gpt') turn.value = said;
    return JSON.stringify(row);
  });
  return `${edited.join('\n')}\n`;
}

describe('the report of a run', () => {
  it('is left at its end, whole in one file, with nothing to run or to fetch', () => {
    const page = text('run', 'report.html');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/u);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|(?:src|href)=|url\(|@import/iu);
    expect(statSync(join(root, 'run', 'report.html')).size).toBeLessThan(300_000);
  });

  it('has the figures of summary.json', () => {
    const { final } = JSON.parse(text('run', 'summary.json')) as Summary;
    const rows = cellsBelow(text('run', 'report.html'), 'Held out');
    const agents = [final?.baseline, final?.control, final?.promoted];
    const expected = Object.keys(final?.promoted ?? {}).map((name) => [
      name,
      ...agents.map((scores) => `${(100 * (scores?.[name]?.success ?? Number.NaN)).toFixed(1)} %`),
    ]);
    expect(expected).toHaveLength(2);
    const shown = rows.map(([name, ...cells]) => [name, ...cells.map((cell) => cell.replace(/ \[.*$/u, ''))]);
    expect(shown.slice(0, 2)).toEqual(expected);
    expect(shown.at(-1)?.[0]).toBe('mean');
  });

  it('shows curve, verdicts, trajectories, lineage and settings', () => {
    const page = text('run', 'report.html');
    const journal = text('run', 'lineage.json');
    for (const { id, reason } of JSON.parse(journal) as { id: string; reason: string }[]) {
      expect(page).toContain(id);
      expect(page).toContain(reason);
    }
    expect(page.match(/<svg /gu)?.length).toBeGreaterThanOrEqual(3);
    expect(page.match(/<ol class="turns">/gu)?.length).toBeGreaterThan(0);
    expect(page).toContain('warmStart:');
  });

  it('is made again by the command, the same', () => {
    const before = text('run', 'report.html');
    rmSync(join(root, 'run', 'report.html'));
    const { status, stdout } = agentgym(root, ['report', 'run', '--out', 'mailed.html']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/mailed\.html: \d+ KiB\n$/u)]);
    expect(text('mailed.html')).toBe(before);
    expect(existsSync(join(root, 'run', 'report.html'))).toBe(false);
  });

  it('is Markdown on standard output', () => {
    const { status, stdout } = agentgym(root, ['report', 'run', '--markdown']);
    expect(status).toBe(0);
    const { final } = JSON.parse(text('run', 'summary.json')) as Summary;
    for (const [name, { success }] of Object.entries(final?.promoted ?? {}))
      expect(stdout).toMatch(new RegExp(`^\\| ${name} \\|.*\\| ${(100 * (success ?? 0)).toFixed(1)} % `, 'mu'));
    expect(stdout).not.toMatch(/undefined|NaN|null/u);
  });

  it('takes what models and configs say for text', () => {
    cpSync(join(root, 'run'), join(root, 'hostile'), { recursive: true });
    const said = '</pre><script>alert(1)</script><b onclick=x>';
    const file = join('hostile', 'final', 'promoted.jsonl');
    const edit = withTurn(text(file), said);
    expect(edit).toContain(JSON.stringify(said).slice(1, -1));
    writeFileSync(join(root, file), edit);
    writeFileSync(
      join(root, 'hostile', 'config.resolved.yaml'),
      text('hostile', 'config.resolved.yaml').replace(/^name: .*$/mu, `name: 'x | <script>alert(2)</script> @all'`),
    );
    expect(agentgym(root, ['report', 'hostile']).status).toBe(0);
    const page = text('hostile', 'report.html');
    expect(page).not.toMatch(/<script|<b onclick/u);
    expect(page).toContain('&lt;script&gt;alert(2)');
    const { stdout } = agentgym(root, ['report', 'hostile', '--markdown']);
    expect(stdout.split('\n')[0]).toBe('## x | &lt;script>alert(2)&lt;/script> @\u200Ball');
  });

  it('is refused for what is no run', () => {
    const { status, stderr } = agentgym(root, ['report', '.']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is not a run directory')]);
  });
});
