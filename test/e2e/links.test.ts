/** A run directory that was sent by somebody else, with links in it to what is the reader's own. Nothing of that is shown. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentgym, fixture } from '../support/command-line.ts';
import { makeRun } from '../support/run-directory.ts';
import { scratchDirectory } from '../support/scratch.ts';

const scratch = scratchDirectory('links');
const whole = makeRun(join(scratch, 'whole'));
const SECRET = 'nobody may read this';
const outside = join(scratch, 'outside');
mkdirSync(outside);
// Damaged lines, and text of a JSON file, are what errors and reports like to show.
for (const name of ['summary.json', 'run.log', 'promoted.jsonl'])
  writeFileSync(join(outside, name), `{"${SECRET}": ${SECRET}\n`);
let copies = 0;

/** A copy of the run in which `name` leads to `target`. */
function sent(name: string, target: string): string {
  const copy = `sent-${++copies}`;
  cpSync(whole, join(scratch, copy), { recursive: true });
  const path = join(scratch, copy, name);
  rmSync(path, { force: true, recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
  return copy;
}

const LINKS: [string, string][] = [
  ['final/promoted.jsonl', '../../outside/promoted.jsonl'],
  ['summary.json', join(outside, 'summary.json')],
  ['logs', '../outside'],
];

/** Each is tried with one of the links, in turn: they all ask in the same place. */
const COMMANDS: [string, (run: string) => string[]][] = [
  ['report', (run) => ['report', run]],
  ['rollback', (run) => ['rollback', run, '--to', '0']],
  ['eval', (run) => ['eval', '--run', run]],
  ['evolve --resume', (run) => ['evolve', '--resume', run]],
  ['evolve --run-dir', (run) => ['evolve', '--config', fixture('tiny.yaml'), '--run-dir', run]],
  ['compare', (run) => ['compare', run, 'whole']],
  ['compare an agent of', (run) => ['compare', `${run}@baseline`, 'whole@baseline']],
  ['export', (run) => ['export', run, '--to', 'chat-jsonl', '--what', 'final', '--out', 'out.jsonl']],
  ['replay', (run) => ['replay', run]],
];

describe('a run in which a link leads out of it', () => {
  it.each(COMMANDS)('is not for %s, which names the link', (asked, command) => {
    const which = COMMANDS.findIndex(([one]) => one === asked) % LINKS.length;
    const [name, target] = LINKS[which] as [string, string];
    const run = sent(name, target);
    const before = readdirSync(outside).map((file) => readFileSync(join(outside, file), 'utf8'));
    const { status, stdout, stderr } = agentgym(scratch, command(run));
    expect([status, stderr]).toEqual([2, expect.stringMatching(/is a link that leads out[^]*\(E_STORE_LINK\)/u)]);
    expect(stderr).toContain(`${run}/${name} is a link`);
    expect(stdout + stderr).not.toContain(SECRET);
    expect(readdirSync(outside).map((file) => readFileSync(join(outside, file), 'utf8'))).toEqual(before);
  });
});

describe('status', () => {
  it.each(LINKS)('of a run in which %s leads to %s says so, and reads nothing of it', (name, target) => {
    const run = sent(name, target);
    const { status, stdout } = agentgym(scratch, ['status', run, '--json']);
    expect(status).toBe(0);
    const said = JSON.parse(stdout) as { state: string; faults: string[] };
    expect(said).toMatchObject({
      state: 'unknown',
      faults: [expect.stringContaining(`${name} is a link that leads out`)],
    });
    expect(stdout).not.toContain(SECRET);
  });
});

describe('a checkpoint with a pipe in it', () => {
  it('is not waited for', () => {
    mkdirSync(join(scratch, 'model'));
    writeFileSync(join(scratch, 'model', 'config.json'), '{}');
    execFileSync('mkfifo', [join(scratch, 'model', 'model.safetensors')]);
    const evaluated = agentgym(scratch, ['eval', '--policy', 'checkpoint:model', '--env', 'textcraft']);
    expect([evaluated.status, evaluated.stderr]).toEqual([
      2,
      expect.stringMatching(/model\.safetensors is no file[^]*\(E_STORE_CHECKPOINT\)/u),
    ]);
    const set = ['--set', 'policy={checkpoint: ./model}', '--run-dir', 'begun'];
    const evolved = agentgym(scratch, ['evolve', '--config', fixture('tiny.yaml'), ...set]);
    expect([evolved.status, evolved.stderr]).toEqual([2, expect.stringMatching(/\(E_STORE_CHECKPOINT\)/u)]);
  });
});
