/**
 * The examples in the help of every command work, one after the other: those of `evolve` make the runs, and those of
 * `collect-trajectories` the files, that others are about. What is left out says why.
 */
import { existsSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentgym, BIN } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('help-examples');
const project = dirname(dirname(BIN));
for (const name of ['configs', 'data']) symlinkSync(join(project, name), join(root, name));

/** Examples that are not run here. Their options and files are looked at all the same. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'agentgym evolve --config configs/quickstart.yaml --set limits.wallClock=2h30m': 'trains for up to 2.5 hours',
  'agentgym envs check http://127.0.0.1:36001 --as sciworld --samples 20': 'needs a server of ScienceWorld',
  'agentgym serve --env textcraft,babyai': 'serves until it is stopped (test/e2e/serve.test.ts)',
  'agentgym serve --config configs/quickstart.yaml --port 0 --json': 'serves until it is stopped',
  'agentgym view': 'shows runs until it is stopped (test/e2e/view.test.ts)',
  'agentgym view runs/x --port 0': 'shows a run until it is stopped',
};

/** These make what the others are about. */
const FIRST = ['evolve', 'collect-trajectories'];

interface Example {
  line: string;
  /** The command line without `agentgym`. */
  words: string[];
}

interface Described {
  command: string[];
  help: string;
  examples: Example[];
}

/** Commands that exist, with those below them. */
function commandsBelow(...words: string[]): Described[] {
  const help = agentgym(root, [...words, '--help']).stdout;
  const listed = /^Commands:\n([^]*?)\n\n/mu.exec(`${help}\n\n`)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gmu)].map(([, name = '']) => name).filter((name) => name !== 'help');
  const below = names.flatMap((name) => commandsBelow(...words, name));
  return words.length === 0 ? below : [{ command: words, help, examples: examplesIn(help) }, ...below];
}

function examplesIn(help: string): Example[] {
  const lines = /^Examples:\n((?: {2}.+\n?)+)/mu.exec(help)?.[1]?.trimEnd().split('\n') ?? [];
  return lines.map((line) => {
    const called = /(?:^|\()agentgym ([^)]+)/u.exec(line.trim())?.[1] ?? '';
    return { line: line.trim(), words: called.split(' ') };
  });
}

const COMMANDS = commandsBelow().toSorted((a, b) => rankOf(a) - rankOf(b));

function rankOf({ command }: Described): number {
  const at = FIRST.indexOf(command.join(' '));
  return at < 0 ? FIRST.length : at;
}

it('there are commands, and commands below commands', () => {
  const said = COMMANDS.map(({ command }) => command.join(' '));
  expect(said).toEqual(expect.arrayContaining(['evolve', 'envs check', 'status', 'completion']));
});

it('what is left out is an example, and leaves each command one that runs, or blocks', () => {
  const lines = COMMANDS.flatMap(({ examples }) => examples.map(({ line }) => line));
  expect(lines).toEqual(expect.arrayContaining(Object.keys(LEFT_OUT)));
  const few = COMMANDS.filter(({ examples }) => examples.filter(({ line }) => !(line in LEFT_OUT)).length < 2);
  expect(few.map(({ command }) => command.join(' ')).toSorted()).toEqual(['serve', 'view']);
});

describe.each(COMMANDS)('agentgym $command', ({ command, help, examples }) => {
  it('has two examples at least, of that command', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const { words } of examples) expect(words.slice(0, command.length)).toEqual(command);
  });

  it.each(examples)('$line: its options are known', ({ words }) => {
    for (const word of words) if (word.startsWith('--')) expect(help).toMatch(new RegExp(` ${word}(?![\\w-])`, 'u'));
  });

  it.each(examples.filter(({ line }) => !(line in LEFT_OUT)))('$line: runs', ({ words }) => {
    const { status, stdout, stderr } = agentgym(root, words);
    expect(`${status} ${status === 0 ? '' : stderr}`).toBe('0 ');
    if (words.includes('--json')) expect(() => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).not.toThrow();
    const out = words[words.indexOf('--out') + 1];
    if (words.includes('--out')) expect([out, existsSync(join(root, out ?? ''))]).toEqual([out, true]);
  });

  it.each(examples.filter(({ line }) => line in LEFT_OUT))('$line: its files are there', ({ words }) => {
    for (const word of words.filter((one) => /^(?:runs|configs)\//u.test(one)))
      expect([word, existsSync(join(root, word))]).toEqual([word, true]);
  });
});
