/** Names that lead elsewhere: in configs, on the command line, in files of a run. Nothing is read or written there. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { agentgym, fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const scratch = scratchDirectory('hostile-paths');
/** Where commands run; what is outside of it must stay as it is. */
const root = join(scratch, 'here');

const HOSTILE = [
  '../../outside',
  '../outside',
  join(scratch, 'outside'),
  '..',
  '.',
  '.workshop',
  '',
  '0123456789abcdef/../../../outside',
  '..\\..\\outside',
  'C:\\outside',
  '0123456789abcdef\0',
  '\u{202e}0123456789abcdef',
  '．．／outside',
  'a'.repeat(5000),
  'CON:',
];

const everything = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
const outside = (): string[] => everything(scratch).filter((name) => !name.startsWith('here'));

let before: string[];
beforeAll(() => {
  mkdirSync(root);
  const small = ['clone.steps=1', 'train.steps=1', 'iterations=1', 'demonstrations.expert=2'];
  const evolve = ['evolve', '--config', fixture('tiny.yaml'), '--run-dir', 'run'];
  const run = agentgym(root, [...evolve, ...small.flatMap((setting) => ['--set', setting])]);
  expect(run.status, run.stderr).toBe(0);
  // A checkpoint that is whole, where none may be looked for.
  const [id = ''] = readdirSync(join(root, 'run/checkpoints')).filter((name) => /^[\da-f]{16}$/u.test(name));
  cpSync(join(root, 'run/checkpoints', id), join(scratch, 'outside'), { recursive: true });
  before = outside();
});

/** A copy of the run whose file was changed. */
function tampered(file: string, change: (text: string) => string): string {
  cpSync(join(root, 'run'), join(root, 'copy'), { recursive: true });
  const path = join(root, 'copy', file);
  writeFileSync(path, change(readFileSync(join(root, 'run', file), 'utf8')));
  return 'copy';
}

function expectRefusal(argv: readonly string[], code: RegExp): void {
  const { status, stderr } = agentgym(root, argv);
  expect([argv[0], status, stderr]).toEqual([argv[0], 2, expect.stringMatching(code) as string]);
  expect(stderr).not.toMatch(/\n {4}at /u);
  expect(outside()).toEqual(before);
}

describe('a checkpoint of a name that leads elsewhere', () => {
  const ids = ['../../outside', join(scratch, 'outside'), '..', '.workshop'];
  it.each(ids)('%j in summary.json is not evaluated', (id) => {
    const run = tampered('summary.json', (text) => {
      const summary = JSON.parse(text) as { promoted: { checkpoint: string } };
      summary.promoted.checkpoint = id;
      return JSON.stringify(summary);
    });
    expectRefusal(['eval', '--run', run], /cannot be one[^]*\(E_STORE_CORRUPT\)/u);
  });

  it.each(ids.slice(0, 2))('%j in lineage.json is not gone back to', (id) => {
    const run = tampered('lineage.json', (text) => {
      const lineage = JSON.parse(text) as { id: string; role: string; promoted: boolean }[];
      for (const entry of lineage) {
        entry.promoted = true;
        if (entry.role === 'clone') entry.id = id;
      }
      return JSON.stringify(lineage);
    });
    expectRefusal(['rollback', run, '--to', '0'], /\(E_STORE_CORRUPT\)/u);
  });

  it.each(ids.slice(0, 2))('%j in the journal is not resumed from', (id) => {
    const run = tampered('journal.jsonl', (text) => {
      const [first = ''] = text.split('\n').filter((line) => line.includes('"key":"base"'));
      const entry = JSON.parse(first) as { result: { id: string } };
      entry.result.id = id;
      return `${text.split('\n').slice(0, 2).join('\n')}\n${JSON.stringify(entry)}\n`;
    });
    expectRefusal(['evolve', '--resume', run], /\(E_STORE_CORRUPT\)/u);
  });
});

describe('lineage.json', () => {
  it.each(['[null]', '{}', '[{"id": 3}]'])('that holds %s is damaged, and named', (text) => {
    expectRefusal(['rollback', tampered('lineage.json', () => text), '--to', '0'], /lineage\.json is not a lineage/u);
  });
});

describe('names on the command line and in configs', () => {
  it.each([...HOSTILE, 'CON', 'nul.txt', 'com1.a'])('a run called %j', (name) => {
    expect(() => parseConfig({ name, environments: [{ name: 'textcraft' }] })).toThrow(
      expect.objectContaining({ code: 'E_CONFIG_INVALID' }),
    );
  });

  it.each(HOSTILE.filter((name) => !name.includes('\0')).slice(0, 2))('a task called %j', (id) => {
    expectRefusal(['envs', 'play', 'textcraft', '--task', id], /\(E_ENV_TASK\)/u);
  });
});
