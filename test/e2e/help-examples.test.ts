/** The examples in the help of every command: their options are known, their files are there, and the cheap ones run. */
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { agentgym, BIN, fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('help-examples');
const project = dirname(dirname(BIN));

/** Commands that exist, with those below them, as their words. */
function commandsBelow(...words: string[]): string[][] {
  const { stdout } = agentgym(root, [...words, '--help']);
  const listed = /^Commands:\n([^]*?)\n\n/mu.exec(`${stdout}\n\n`)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gmu)].map(([, name = '']) => name).filter((name) => name !== 'help');
  return names.flatMap((name) => [[...words, name], ...commandsBelow(...words, name)]);
}

interface Example {
  /** The command line without `agentgym`. */
  words: string[];
  line: string;
}

function examplesOf(command: readonly string[]): Example[] {
  const { stdout } = agentgym(root, [...command, '--help']);
  const lines = /^Examples:\n((?: {2}.+\n?)+)/mu.exec(stdout)?.[1]?.trimEnd().split('\n') ?? [];
  return lines.map((line) => {
    const called = /(?:^|\()agentgym ([^)]+)/u.exec(line.trim())?.[1] ?? '';
    return { line: line.trim(), words: called.split(' ') };
  });
}

const COMMANDS = commandsBelow();
const EXAMPLES = COMMANDS.map((command) => ({ command, examples: examplesOf(command) }));

/** Examples that take a second or so. */
const CHEAP =
  /^(?:init --yes|plan --config configs\/quickstart|status |eval --policy expert|completion|envs($| --config)|export .*sharegpt|compare |doctor$|collect-trajectories --env babyai)/u;

/** Names of files that another example or the user makes. */
const MADE = /^(?:rows(?:-\d)?|mine|served)\.(?:jsonl|yaml)$/u;

beforeAll(() => {
  for (const name of ['configs', 'data', 'test']) symlinkSync(join(project, name), join(root, name));
  const { status, stderr } = agentgym(root, [
    'evolve',
    '--config',
    fixture('tiny.yaml'),
    '--run-dir',
    'runs/x',
    '--json',
  ]);
  expect(status, stderr).toBe(0);
  // What is compared with it.
  cpSync(join(root, 'runs/x'), join(root, 'runs/y'), { recursive: true });
});

it('there are commands, and commands below commands', () => {
  const said = COMMANDS.map((words) => words.join(' '));
  expect(said).toEqual(expect.arrayContaining(['evolve', 'envs check', 'status', 'completion']));
});

describe.each(EXAMPLES)('agentgym $command', ({ command, examples }) => {
  it('has two examples at least, of that command', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const { words } of examples) expect(words.slice(0, command.length)).toEqual(command);
  });

  it.each(examples)('$line: its options are known, and its files are there', ({ words }) => {
    const { stdout } = agentgym(root, [...command, '--help']);
    for (const [i, word] of words.entries()) {
      // What is written need not be there.
      if (i < command.length || words[i - 1] === '--out') continue;
      if (word.startsWith('--')) expect(stdout).toMatch(new RegExp(` ${word}(?![\\w-])`, 'u'));
      else if (/^[\w/.-]+\.(?:yaml|jsonl?|parquet|html|md)$/u.test(word) && !MADE.test(word))
        expect([word, existsSync(join(root, word))]).toEqual([word, true]);
      else if (word.startsWith('runs/'))
        expect([word, existsSync(join(root, word.replace(/@.*/u, '')))]).toEqual([word, true]);
    }
  });

  it.each(examples.filter(({ words }) => CHEAP.test(words.join(' '))))('$line: runs', ({ words }) => {
    const { status, stderr } = agentgym(root, words);
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    if (words.includes('--json')) expect(stderr).not.toContain('error:');
  });
});

it('the run that examples are about is as it was', () => {
  expect(readFileSync(join(root, 'runs/x/summary.json'), 'utf8')).toContain('"status": "completed"');
});
