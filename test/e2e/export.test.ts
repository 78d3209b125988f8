import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentgym, fixture, lastLine, type Ran } from '../support/command-line.ts';
import { hubUploads, type HubUploads } from '../support/hub-uploads.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('export-cli');
const BIN = join(import.meta.dirname, '../../bin/agentgym.js');

const FORMATS = ['agenttraj', 'chat-jsonl', 'sharegpt', 'openai', 'dpo', 'parquet'];

beforeAll(() => {
  const { status, stderr } = agentgym(root, ['evolve', '--config', fixture('tiny.yaml'), '--run-dir', 'run']);
  expect(status, stderr).toBe(0);
}, 60_000);

function ran(...argv: readonly string[]): Ran {
  return agentgym(root, ['export', ...argv]);
}

function linesOf(file: string): string[] {
  return readFileSync(join(root, file), 'utf8').trimEnd().split('\n');
}

describe('agentgym export', () => {
  it('gives back as AgentTraj what an iteration explored, row by row', () => {
    const { status, stdout, stderr } = ran('run', '--to', 'agenttraj', '--iteration', '2', '--out', 'second.jsonl');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe('45 rows (agenttraj) from 45 that were read in second.jsonl, card in second.jsonl.md\n');
    const rows = linesOf('second.jsonl').map((line) => JSON.parse(line) as { iteration?: number });
    for (const row of rows) {
      expect(row.iteration).toBe(2);
      delete row.iteration;
    }
    expect(rows).toEqual(linesOf('run/iterations/0002/trajectories.jsonl').map((line) => JSON.parse(line) as object));
  });

  it.each(FORMATS)('writes %s into a directory', (format) => {
    const { status, stdout, stderr } = ran('run', '--to', format, '--out', `sets/${format}`, '--json');
    expect(status, stderr).toBe(0);
    const summary = lastLine(stdout) as { format: string; read: number; rows: number; data: string };
    expect(summary).toMatchObject({ format, read: 90, what: 'trajectories', excluded: expect.any(Object) });
    expect(readdirSync(join(root, 'sets', format)).toSorted()).toEqual(['README.md', summary.data]);
    if (format !== 'parquet') expect(linesOf(`sets/${format}/${summary.data}`)).toHaveLength(summary.rows);
    const card = readFileSync(join(root, 'sets', format, 'README.md'), 'utf8');
    expect(card).toContain(`npx agentgym export run --to ${format} --out ${format}`);
    expect(card).toContain("The run's seed is 3");
    expect(card).not.toContain(root);
  });

  it.each(FORMATS)('writes nothing as %s of a conversation that is damaged, and says where', (format) => {
    const rows = readFileSync(join(root, 'run/iterations/0002/trajectories.jsonl'), 'utf8');
    writeFileSync(join(root, 'damaged.jsonl'), rows.replaceAll('"value":"', '"value":"\\x'));
    const { status, stderr } = ran('damaged.jsonl', '--to', format, '--out', `damaged/${format}`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/damaged\.jsonl:\d+ is not JSON\.$.*E_STORE_CORRUPT/msu);
    expect(existsSync(join(root, 'damaged', format)) ? readdirSync(join(root, 'damaged', format)) : []).toEqual([]);
  });

  it('reads again what it wrote', () => {
    expect(ran('sets/chat-jsonl/trajectories.jsonl', '--to', 'agenttraj', '--out', 'again.jsonl').status).toBe(0);
    const without = (line: string): object => {
      const { iteration: _, ...row } = JSON.parse(line) as { iteration?: number };
      return row;
    };
    expect(linesOf('again.jsonl').map(without)).toEqual(linesOf('sets/agenttraj/trajectories.jsonl').map(without));
  });

  it('carries the weights that a model was trained with', () => {
    expect(ran('run', '--to', 'chat-jsonl', '--what', 'examples', '--out', 'weights.jsonl').status).toBe(0);
    const weightsIn = (file: string) =>
      linesOf(file).map((line) =>
        (JSON.parse(line) as { messages: { weight?: number }[] }).messages.map(({ weight = 0 }) => weight),
      );
    expect(weightsIn('weights.jsonl')).toEqual(weightsIn('run/iterations/0002/examples.jsonl'));
  });

  it('writes rows to standard output, and everything else beside it', () => {
    const { status, stdout, stderr } = ran('run', '--to', 'openai', '--out', '-', '--limit', '3', '--json');
    expect(status).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line) as object)),
    ).toEqual([['messages'], ['messages'], ['messages']]);
    expect(lastLine(stderr)).toMatchObject({ rows: 3 });
  });

  it('stops where its reader has seen enough', () => {
    const line = `"${process.execPath}" "${BIN}" export run --to sharegpt --out - | head -n 1`;
    const { stdout, stderr, status } = spawnSync('sh', ['-c', line], { cwd: root, encoding: 'utf8' });
    expect([status, stdout.split('\n').length]).toEqual([0, 2]);
    expect(stderr).not.toMatch(/EPIPE|error/u);
  });

  it.each([
    ['is there already', ['--to', 'agenttraj', '--out', 'second.jsonl'], /is there already\.\nhint: .*--force/u],
    [
      'lets nothing through',
      ['--to', 'openai', '--out', 'x', '--env', 'nope'],
      /Left out: environment 90\.\n(?:.*\n)\(E_EXPORT_EMPTY\)/u,
    ],
    ['has no such iteration', ['--to', 'openai', '--out', 'x', '--iteration', '7'], /no trajectories of iteration 7/u],
    ['has no such format', ['--to', 'csv', '--out', 'x'], /Allowed choices are agenttraj, chat-jsonl, sharegpt/u],
    ['pairs successes alone', ['--to', 'dpo', '--out', 'x', '--success'], /dpo pairs successes with failures/u],
    ['would learn from errors', ['--to', 'openai', '--out', 'x', '--include-errors'], /--include-errors is for/u],
    ['is Parquet on a stream', ['--to', 'parquet', '--out', '-'], /cannot be written to standard output/u],
    ['is no reward', ['--to', 'openai', '--out', 'x', '--min-reward', '2'], /a number from 0 to 1/u],
    ['is no repository', ['--to', 'openai', '--out', 'x', '--push-to-hub', 'me'], /Expected owner\/name/u],
  ])('says what is wrong and exits with 2 where it %s', (_what, argv, message) => {
    const { status, stderr } = ran('run', ...argv);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(existsSync(join(root, 'x'))).toBe(false);
  });
});

describe('agentgym export --push-to-hub', () => {
  const TOKEN = 'hf_nobody-sees-this';
  const argv = ['export', 'run', '--to', 'openai', '--push-to-hub', 'me/set', '--force', '--out', 'pushed'];
  let hub: HubUploads | undefined;
  afterEach(() => hub?.close());

  /** Beside the server, which answers in this process. */
  async function pushed(env: Record<string, string>, more: readonly string[] = []): Promise<Ran> {
    const child = spawn(process.execPath, [BIN, ...argv, ...more], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        said[name] += chunk;
      });
    }
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })));
  }

  it('commits what it wrote', async () => {
    hub = await hubUploads({ large: /jsonl$/u });
    const { status, stdout, stderr } = await pushed({ HF_TOKEN: TOKEN, HF_ENDPOINT: hub.url }, ['--json', '--private']);
    expect(status, stderr).toBe(0);
    for (const [path, content] of hub.files) expect(readFileSync(join(root, 'pushed', path), 'utf8')).toBe(content);
    expect([...hub.files.keys()].toSorted()).toEqual(['README.md', 'trajectories.jsonl']);
    expect(lastLine(stdout)).toMatchObject({ hub: { url: `${hub.url}/datasets/me/set`, commit: 'abc123' } });
    expect(stderr).toContain(`Made ${hub.url}/datasets/me/set (commit abc123)`);
    expect(stdout + stderr + [...hub.files.values()].join('')).not.toContain(TOKEN);
  });

  it('says what the Hub refused, and keeps the files', async () => {
    hub = await hubUploads({ refuse: { 'POST /api/repos/create': 403 } });
    const { status, stdout, stderr } = await pushed({ HF_TOKEN: TOKEN, HF_ENDPOINT: hub.url });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^error: The Hub refused me\/set with status 403: .*\(HF_TOKEN\)/u),
    ]);
    expect(stderr).toMatch(/hint: .*needs write access.*\n\(E_EXPORT_HUB\)/u);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(existsSync(join(root, 'pushed/README.md'))).toBe(true);
  });

  it.each([
    ['without a token', {}, 'HF_TOKEN is not set'],
    ['with something else', { HF_TOKEN: 'secret' }, 'HF_TOKEN is no token of the Hub'],
  ])('does nothing %s', async (_what, env, message) => {
    writeFileSync(join(root, 'pushed/trajectories.jsonl'), 'mine');
    const { status, stderr } = await pushed(env);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain('secret');
    expect(readFileSync(join(root, 'pushed/trajectories.jsonl'), 'utf8')).toBe('mine');
  });
});
