/** Run directories in which something is damaged, missing or of a later version: what is said, what is kept, how to go on. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { agentgym, fixture } from '../support/command-line.ts';
import { differencesOf } from '../support/same-run.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('damaged-run');
const whole = join(root, 'whole');
const RUN = ['evolve', '--config', fixture('killed.yaml'), '--set', 'iterations=1', '--run-dir'];
const EXPLORED = 'iterations/0001/trajectories.jsonl';

beforeAll(() => {
  const { status, stderr } = agentgym(root, [...RUN, whole]);
  expect(status, stderr).toBe(0);
});

/** A copy of the run, in which lines of a file are others. */
function damaged(name: string, file: string, change: (lines: string[]) => string[]): string {
  const copy = join(root, name);
  cpSync(whole, copy, { recursive: true });
  const path = join(copy, file);
  writeFileSync(path, change(readFileSync(path, 'utf8').split('\n')).join('\n'));
  return copy;
}

/** The command fails with exit code 2 and changes no file. */
function refused(directory: string, argv: readonly string[]): string {
  const before = contents(directory);
  const { status, stderr } = agentgym(root, argv);
  expect(status, stderr).toBe(2);
  expect(stderr).not.toContain('bug of ours');
  const after = contents(directory);
  for (const [file, text] of before) expect(after.get(file)?.startsWith(text), file).toBe(true);
  return stderr;
}

/** What files hold that are more than a log. */
function contents(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(directory, name)).isFile() && !/^logs|^progress/u.test(name),
  );
  return new Map(names.map((name) => [name, readFileSync(join(directory, name), 'latin1')]));
}

const resume = (directory: string): string[] => ['evolve', '--resume', directory];

/** The run comes to what the whole one came to; `again` is the stage that it had to do once more. */
async function expectWhole(directory: string, { argv = resume(directory), again = '' } = {}): Promise<string> {
  const { status, stderr, stdout } = agentgym(root, argv);
  expect(status, stderr).toBe(0);
  const differences = await differencesOf(whole, directory);
  // Mending leaves the damaged file beside the other.
  const expected = new Set([`journal.jsonl: ${again} was finished twice`]);
  expect(differences.filter((one) => !one.includes('.damaged') && !expected.has(one))).toEqual([]);
  return stdout;
}

/** Does what the hint says. */
function mend(said: string): void {
  const command = /sed -i\.damaged '[\d,d;]+' \S+/u.exec(said)?.[0];
  expect(spawnSync('bash', ['-c', command ?? 'false']).status, said).toBe(0);
}

describe('a damaged line of trajectories', () => {
  it('is named with what can be saved, and what it held is played again', async () => {
    const run = damaged('rows', EXPLORED, (lines) => lines.with(2, lines[2]?.slice(0, 80) ?? '').with(6, '\0\0\0\0'));
    const said = refused(run, resume(run));
    expect(said).toContain(`${run}/${EXPLORED}:3 is not JSON`);
    expect(said).toContain('Of its 24 lines 22 are whole; 2 lines are damaged (3, 7). Nothing was changed.');
    expect(said).toContain('(E_STORE_CORRUPT)');
    mend(said);
    expect(await expectWhole(run, { again: 'iterations/1/explore' })).toContain(
      'holds 22 of the 24 rollouts that were finished',
    );
  });

  it.each([
    ['compare', (run: string) => ['compare', run]],
    ['replay', (run: string) => ['replay', run]],
    ['reverify', (run: string) => ['reverify', run, '--out', 'rescored']],
    ['export', (run: string) => ['export', run, '--to', 'agenttraj', '--out', 'rows.jsonl']],
  ])('is named by %s too, with what can be saved', (name, command) => {
    const run = damaged(`read-by-${name}`, EXPLORED, (lines) => lines.with(2, lines[2]?.slice(0, 80) ?? ''));
    const promoted = join(run, 'final/promoted.jsonl');
    writeFileSync(promoted, readFileSync(promoted, 'utf8').replace('\n', '\n\0\0\0\0\n'));
    const said = refused(run, command(run));
    expect(said).toMatch(/Of its \d+ lines \d+ are whole; line \d is damaged\. Nothing was changed\./u);
    expect(said).toMatch(/sed -i\.damaged '\dd' \S+\.jsonl \(which keeps a copy/u);
  });

  it('that is of a later version is not taken for damage', () => {
    const run = damaged('later-rows', EXPLORED, (lines) =>
      lines.with(4, lines[4]?.replace(/"version":1\}/u, '"version":2}') ?? ''),
    );
    const said = refused(run, resume(run));
    expect(said).toContain(`${EXPLORED}:5: rows of version 2 cannot be read`);
    expect(said).toContain('(E_STORE_MISMATCH)');
  });

  it('that is gone is played again', async () => {
    const run = damaged('gone', 'final/promoted.jsonl', (lines) => [...lines.slice(5, 9), '']);
    expect(await expectWhole(run, { again: 'final/promoted' })).toContain(
      'holds 4 of the 12 rollouts that were finished',
    );
  });
});

describe('a damaged line of the journal', () => {
  it('is named, and what it said is done again', async () => {
    const at = readFileSync(join(whole, 'journal.jsonl'), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes('"clone"'));
    const run = damaged('journal', 'journal.jsonl', (lines) => lines.with(at, '{"key":"clone"'));
    const said = refused(run, resume(run));
    expect(said).toContain(`journal.jsonl:${at + 1} is not a line of a journal. The other lines are whole`);
    mend(said);
    await expectWhole(run);
  });

  it('that is of a later version says so, before a mistake in its config is', () => {
    const run = damaged('later', 'journal.jsonl', (lines) =>
      lines.with(3, lines[3]?.replace('"version":1', '"version":2') ?? ''),
    );
    writeFileSync(
      join(run, 'config.resolved.yaml'),
      `${readFileSync(join(run, 'config.resolved.yaml'), 'utf8')}later: 1\n`,
    );
    const said = refused(run, resume(run));
    expect(said).toContain('journal.jsonl:4: the run directory is of version 2, and this program knows version 1');
    expect(said).toContain('(E_STORE_MISMATCH)');
  });
});

describe('a damaged config', () => {
  const broken = (name: string): string =>
    damaged(name, 'config.resolved.yaml', (lines) => lines.with(2, 'seed: [3').with(4, '\t- "'));

  it('is named by line, and may be given again', async () => {
    const run = broken('config');
    const said = refused(run, resume(run));
    expect(said).toMatch(/config\.resolved\.yaml:\d+:\d+: /u);
    expect(said).toContain(`agentgym evolve --config FILE --run-dir ${run}`);
    renameSync(join(run, 'config.resolved.yaml'), join(run, 'config.resolved.yaml.damaged'));
    await expectWhole(run, { argv: [...RUN, run] });
  });

  it('may not be replaced by another', () => {
    const run = broken('other-config');
    renameSync(join(run, 'config.resolved.yaml'), join(run, 'config.resolved.yaml.damaged'));
    const said = refused(run, [...RUN, run, '--seed', '9']);
    expect(said).toContain('holds a run with another config');
    expect(readdirSync(run)).not.toContain('config.resolved.yaml');
  });
});

describe('files that a run writes anew', () => {
  it.each([
    [
      'lineage.json',
      (run: string) => ['rollback', run, '--to', '0'],
      /lineage\.json:4 is not JSON: the file is damaged/u,
    ],
    ['summary.json', (run: string) => ['eval', '--run', run], /summary\.json:4 is not JSON: the file is damaged/u],
    [
      'iterations/0001/examples.jsonl',
      (run: string) => ['export', run, '--what', 'examples', '--to', 'chat-jsonl', '--out', 'x.jsonl'],
      /examples\.jsonl:4 is not JSON/u,
    ],
  ])('%s: a damaged line is named, and gone with --resume', async (file, command, expected) => {
    const run = damaged(file.replaceAll('/', '-'), file, (lines) => lines.with(3, `${lines[3]?.slice(0, 8)}\u0001`));
    expect(refused(run, command(run))).toMatch(expected);
    await expectWhole(run);
  });
});
