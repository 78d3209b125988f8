import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILTIN_KINDS } from '../../../src/config/stages/environment.ts';
import { agentgym, BIN, fixture } from '../../support/command-line.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('completion');
const bin = join(root, 'bin');
mkdirSync(bin);
symlinkSync(BIN, join(bin, 'agentgym'));
for (const run of ['first', 'second run']) {
  mkdirSync(join(root, 'runs', run), { recursive: true });
  writeFileSync(join(root, 'runs', run, 'config.resolved.yaml'), '');
}
mkdirSync(join(root, 'runs', 'no-run'));
mkdirSync(join(root, 'more'));
writeFileSync(join(root, 'mine.yaml'), '');
writeFileSync(join(root, 'rows.jsonl'), '');

const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };

// As a user keeps it who does not want to wait for it at every start of a shell.
writeFileSync(join(root, 'agentgym.bash'), agentgym(root, ['completion', 'bash']).stdout);

/** What bash offers for the words of a command line, of which the last is being typed. */
function bash(...words: readonly string[]): string[] {
  const script = `
    source ./agentgym.bash
    COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
    _agentgym
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'agentgym', ...words], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  // Bash shows once what stands there twice.
  return [...new Set(stdout.split('\n').filter((line) => line !== ''))];
}

describe('completion in bash', () => {
  it('offers commands, and those below them', () => {
    expect(bash('')).toEqual(expect.arrayContaining(['evolve', 'eval', 'status', 'completion']));
    expect(bash('')).not.toContain('complete');
    expect(bash('ev')).toEqual(['evolve', 'eval']);
    expect(bash('envs', '')).toEqual(expect.arrayContaining(['play', 'check']));
  });

  it('offers the options of the command, and again only those that may stand again', () => {
    expect(bash('evolve', '--re')).toEqual(['--resume', '--require-promotion']);
    expect(bash('evolve', '--seed', '3', '--se')).toEqual(['--set']);
    expect(bash('evolve', '--set', 'a=1', '--se')).toEqual(['--set', '--seed']);
  });

  it('offers values from closed lists, of options and of arguments', () => {
    expect(bash('eval', '--split', '')).toEqual(['train', 'dev', 'eval']);
    expect(bash('eval', '--format', 'f')).toEqual(['function_calling']);
    // Bash takes words apart at = and completes what stands behind it.
    expect(bash('eval', '--split', '=', 'd')).toEqual(['dev']);
    expect(bash('export', '--to', 'p')).toEqual(['parquet']);
    expect(bash('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('offers configs for --config, and any file where a file is asked for', () => {
    expect(bash('evolve', '--config', '').toSorted()).toEqual(['bin', 'mine.yaml', 'more', 'runs']);
    expect(bash('collect-trajectories', '--out', 'r').toSorted()).toEqual(['rows.jsonl', 'runs']);
  });

  it('offers environments: built in or of the config, one after the other', () => {
    expect(bash('eval', '--env', '').toSorted()).toEqual([...BUILTIN_KINDS].toSorted());
    expect(bash('eval', '--env', 'textcraft,bab')).toEqual(['textcraft,babyai']);
    expect(bash('eval', '--config', fixture('tiny.yaml'), '--env', '')).toEqual(['echo', 'counting']);
    expect(bash('envs', 'play', 'word')).toEqual(['wordle']);
  });

  it('offers run directories, and other directories to look into', () => {
    expect(bash('evolve', '--resume', '').toSorted()).toEqual(['bin', 'more', 'runs', 'runs/first', 'runs/second run']);
    expect(bash('status', 'runs/f')).toEqual(['runs/first']);
  });

  it('offers policies, and a directory for a checkpoint', () => {
    expect(bash('eval', '--policy', '')).toEqual(['expert', 'random', 'policy', 'checkpoint:']);
    expect(bash('eval', '--policy', 'checkpoint', ':', 'm')).toEqual(['more']);
  });

  it('offers nothing where anything may stand', () => {
    expect(bash('evolve', '--seed', '')).toEqual([]);
    expect(bash('no-such-command', '--split', '')).toEqual([]);
  });
});

describe('completion', () => {
  it('says what each is about, for shells that show it', () => {
    const { stdout } = agentgym(root, ['complete', 'fish', '--', 'evolve', '--res']);
    expect(stdout).toBe('--resume\tgo on with an interrupted run\n');
  });

  it.each(['zsh', 'fish'])('has a script that %s reads, where that is installed', (shell) => {
    const { stdout, status } = agentgym(root, ['completion', shell]);
    expect([status, stdout]).toEqual([0, expect.stringContaining(`complete ${shell} --`)]);
    // From a file: fish 3.6 takes the socket that Node gives a child as its input for a directory.
    const script = join(root, `agentgym.${shell}`);
    writeFileSync(script, stdout);
    const read = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
    if (read.error === undefined) expect([read.status, read.stderr]).toEqual([0, '']);
  });

  it('refuses other shells', () => {
    const { status, stderr } = agentgym(root, ['completion', 'tcsh']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
  });
});
