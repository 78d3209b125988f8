/** The live view on real pseudo-terminals: one of script(1), and tmux where it is installed, which is resized. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { BIN, fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { Screen } from '../support/screen.ts';

const root = scratchDirectory('terminal');
const installed = (name: string): boolean => spawnSync(name, ['-V']).error === undefined;

function commandLine(...words: string[]): string {
  return ['exec', process.execPath, BIN, ...words]
    .map((word) => `'${word}'`)
    .join(' ')
    .replace("'exec'", 'exec');
}

const TINY = ['evolve', '--config', fixture('tiny.yaml')];

interface Session {
  child: ChildProcess;
  text: () => string;
  end: Promise<number | null>;
}

/** Starts a command on a terminal of that width, by script(1). */
function onTerminal(columns: number, ...words: string[]): Session {
  const command = `stty cols ${columns} rows 24; ${commandLine(...words)}`;
  const env = { ...process.env, TERM: 'xterm-256color', NO_COLOR: '1' };
  const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const end = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { child, text: () => said, end };
}

/** What a person sees who scrolls up. */
function seen(columns: number, text: string): string[] {
  const screen = new Screen(columns);
  screen.write(text);
  return screen.lines;
}

const FINISHED = [
  'base: learn to read',
  'demonstrations',
  'weigh demonstrations',
  'clone',
  'baseline on dev',
  ...[1, 2].flatMap(() => ['explore', 'weigh', 'train', 'evaluate on dev']),
  'promoted on eval',
  'baseline on eval',
  'control: clone for longer',
  'control on eval',
];

/** Titles of the lines of finished stages, in their order. */
function finished(lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.startsWith('  ✓ ') ? [/✓ (.+?): \d/u.exec(line)?.[1] ?? line] : []));
}

describe.runIf(installed('script'))('the live view on a pseudo-terminal', () => {
  it.each([120, 80, 40])(
    'leaves the record of the run in the scrollback at %i columns, and nothing else',
    async (columns) => {
      const { text, end } = onTerminal(columns, ...TINY, '--run-dir', `runs/${columns}`);
      expect(await end, text()).toBe(0);
      const lines = seen(columns, text());
      expect(text()).toContain('▸ ');
      expect(lines.filter((line) => /[▸·]/u.test(line))).toEqual([]);
      expect(finished(lines)).toEqual(FINISHED);
      expect(lines.filter((line) => /^(?:iteration \d of 2|final report)$/u.test(line))).toEqual([
        'iteration 1 of 2',
        'iteration 2 of 2',
        'final report',
      ]);
      // Paths and commands are in one piece, to be copied.
      const copied = /^ {2}(?:runs\/|npx )/u;
      const printed = stripVTControlCharacters(text()).split(/\r?\n/u);
      for (const line of printed)
        if (!copied.test(line)) expect(line.split('\r').at(-1)?.length).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toMatch(/^eval {2,}baseline/mu);
    },
  );

  it('Ctrl-C takes it away, says what is kept and how to go on, and that works', async () => {
    const words = [...TINY, '--set', 'train.steps=100000', '--run-dir', 'runs/stopped'];
    const { child, text, end } = onTerminal(80, ...words);
    await vi.waitFor(() => expect(text()).toMatch(/▸ train {2}\d+\/100000/u), { timeout: 150_000, interval: 20 });
    child.stdin?.write('\u0003');
    expect(await end).toBe(130);
    const lines = seen(80, text());
    expect(lines.filter((line) => /[▸·]/u.test(line))).toEqual([]);
    expect(lines.slice(-3)).toEqual([
      'stopping; Ctrl-C again ends at once',
      'Interrupted; everything finished is kept. Go on with:',
      '  npx agentgym evolve --resume runs/stopped',
    ]);
    expect(existsSync(join(root, 'runs/stopped/progress.json'))).toBe(false);
  });

  it('is that of eval too, and of terminals that cannot move their cursor only in lines', async () => {
    const words = ['eval', '--policy', 'random', '--env', 'textcraft', '--limit', '20'];
    const { text, end } = onTerminal(80, ...words);
    expect(await end).toBe(0);
    expect(text()).toMatch(/▸ random on eval/u);
    expect(seen(80, text()).filter((line) => line.includes('▸'))).toEqual([]);
    const dumb = spawnSync('script', ['-qfec', `TERM=dumb ${commandLine(...words)}`, '/dev/null'], { cwd: root });
    expect(dumb.stdout.toString()).not.toContain('\u001B');
  });

  it('with --events prints lines for programs, whose last is the summary', async () => {
    const { end } = onTerminal(80, ...TINY, '--events', '--set', 'iterations=1', '--run-dir', 'runs/events');
    expect(await end).toBe(0);
    const { stdout, stderr } = spawnSync(process.execPath, [BIN, 'evolve', '--resume', 'runs/events', '--events'], {
      cwd: root,
      encoding: 'utf8',
    });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ type: 'run-started', name: 'tiny', resumed: true });
    expect(lines.at(-2)).toMatchObject({ type: 'run-finished' });
    expect(lines.at(-1)).toEqual(JSON.parse(readFileSync(join(root, 'runs/events/summary.json'), 'utf8')));
    expect(stderr).toContain('✓ iteration 1: train');
  });
});

describe.runIf(installed('tmux') && installed('script'))('the live view in tmux', () => {
  const socket = join(root, 'tmux');
  const tmux = (...words: string[]): string => execFileSync('tmux', ['-S', socket, ...words], { encoding: 'utf8' });
  afterAll(() => void spawnSync('tmux', ['-S', socket, 'kill-server']));

  it('is drawn anew when the window becomes narrower and wider, and leaves nothing behind', async () => {
    const words = commandLine(...TINY, '--set', 'train.steps=400', '--run-dir', 'runs/tmux').replace('exec ', '');
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '24', '-c', root, 'bash --norc');
    tmux('set', '-g', 'history-limit', '5000');
    // The screen is full, as it is when one looks at a run.
    tmux('send-keys', `seq 40; NO_COLOR=1 ${words}; echo THE END`, 'Enter');
    const shown = (): string => tmux('capture-pane', '-p');
    const training = async (iteration: number, columns: number): Promise<void> => {
      await vi.waitFor(() => expect(shown()).toMatch(new RegExp(`iteration ${iteration} of 2[^]*▸ train`, 'u')), {
        timeout: 150_000,
        interval: 20,
      });
      tmux('resize-window', '-x', String(columns));
      await vi.waitFor(() => expect(shown()).toMatch(/▸ train {2}\d/u), { timeout: 150_000, interval: 20 });
      expect(shown().match(/▸/gu)).toHaveLength(1);
    };
    await training(1, 60);
    await training(2, 90);
    await vi.waitFor(() => expect(shown()).toMatch(/^THE END$/mu), { timeout: 150_000, interval: 100 });
    const lines = tmux('capture-pane', '-p', '-J', '-S', '-')
      .split('\n')
      .map((line) => line.trimEnd());
    expect(lines.filter((line) => /[▸·]/u.test(line))).toEqual([]);
    expect(finished(lines)).toEqual(FINISHED);
  });
});
