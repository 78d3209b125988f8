import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/runs/digest.ts';
import type { Scores, Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture, lastLine, type Ran, start, until } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { withoutTimes } from '../support/summaries.ts';

const root = scratchDirectory('evolve');
const TINY = ['evolve', '--config', fixture('tiny.yaml')];

const SCORE = {
  success: expect.any(Number) as number,
  low: expect.any(Number) as number,
  high: expect.any(Number) as number,
  n: expect.any(Number) as number,
  reward: expect.any(Number) as number,
};
const SCORES = { echo: SCORE, counting: SCORE };
const TIME = expect.any(Number) as number;
const COUNT = expect.any(Number) as number;

function summaryIn(directory: string): Summary {
  return JSON.parse(readFileSync(join(root, directory, 'summary.json'), 'utf8')) as Summary;
}

describe('agentgym evolve', () => {
  let first: Ran;
  beforeAll(() => {
    first = agentgym(root, [...TINY, '--run-dir', 'first', '--json']);
  });

  it('leaves a summary, which --json prints on the last line, with nothing else on standard output', () => {
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout.split('\n')).toHaveLength(2);
    expect(lastLine(first.stdout)).toEqual(summaryIn('first'));
  });

  it('the summary has exactly its shape', () => {
    const iteration = (index: number) => ({
      index,
      explored: 45,
      kept: expect.any(Number) as number,
      loss: expect.any(Number) as number,
      dev: SCORES,
      promoted: expect.any(Boolean) as boolean,
      verdict: expect.stringMatching(/^(promote|reject)$/u) as string,
      seconds: { explore: TIME, weigh: TIME, train: TIME, evaluate: TIME },
    });
    const summary = summaryIn('first');
    expect(summary).toStrictEqual({
      status: 'completed',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/u) as string,
      seed: 3,
      configDigest: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      machine: {
        node: process.versions.node,
        onnxruntime: expect.stringMatching(/^\d+\.\d+\.\d+$/u) as string,
        platform: process.platform,
        arch: process.arch,
        cpu: cpus()[0]?.model.trim() ?? 'unknown',
        cores: availableParallelism(),
      },
      seconds: TIME,
      usage: { prompt: COUNT, cached: COUNT, completion: COUNT },
      final: { split: 'eval', baseline: SCORES, control: SCORES, promoted: SCORES },
      promoted: {
        checkpoint: expect.stringMatching(/^[0-9a-f]{16}$/u) as string,
        iteration: expect.any(Number) as number,
      },
      iterations: [iteration(1), iteration(2)],
    });
  });

  it('takes the seconds of every stage from the journal, and logs what happened', () => {
    const lines = (file: string): Record<string, unknown>[] =>
      readFileSync(join(root, 'first', file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const took = new Map(lines('journal.jsonl').map(({ key, seconds }) => [key, seconds as number]));
    for (const { index, seconds } of summaryIn('first').iterations) {
      for (const [name, time] of Object.entries(seconds)) {
        expect(took.get(`iterations/${index}/${name}`)).toBeGreaterThan(0);
        expect(time).toBeCloseTo(took.get(`iterations/${index}/${name}`) ?? -1, 3);
      }
    }
    const events = lines('logs/run.log').map(({ msg }) => msg);
    expect([events[0], events.at(-1)]).toEqual(['run-started', 'run-finished']);
  });

  it('has promoted a checkpoint that is there, and that its digest names', async () => {
    const { checkpoint, iteration } = summaryIn('first').promoted ?? {};
    expect(iteration).toBeGreaterThan(0);
    expect(await digestOf(join(root, 'first', 'checkpoints', checkpoint ?? ''))).toBe(checkpoint);
  });

  it('shows tables with intervals and changes, a verdict, and then what to type next', () => {
    const said = first.stderr.slice(first.stderr.indexOf('\n\n'));
    const rate = String.raw`\d+\.\d % \[\d+, \d+\]`;
    const changed = String.raw`${rate} [+−]\d+\.\d`;
    expect(said).toMatch(/^dev +baseline +iteration 1( ↑)? +iteration 2( ↑)?$/mu);
    expect(said).toMatch(/^eval +baseline +control +promoted$/mu);
    for (const name of ['echo', 'counting', 'mean'])
      expect(said.match(new RegExp(`^${name} +${rate} +${changed} +${changed}$`, 'gmu'))).toHaveLength(2);
    expect(said).toMatch(/points against the better of baseline and control/u);
    expect(said).toMatch(/^\d of 2 candidates promoted; the incumbent is that of iteration \d\.$/mu);
    expect(said).toContain(
      `The promoted checkpoint:\n  first/checkpoints/${summaryIn('first').promoted?.checkpoint}\n`,
    );
  });

  it('prints commands that work when they are copied', () => {
    const commands = [...first.stderr.matchAll(/^ {2}npx agentgym (.+)$/gmu)].map(([, words = '']) => words.split(' '));
    expect(commands.map(([name]) => name)).toEqual(['view', 'report', 'eval']);
    for (const words of commands.slice(1)) {
      const { status, stderr } = agentgym(root, words);
      expect(status, stderr).toBe(0);
    }
  });

  it('eval --run comes to what the run reported', () => {
    const { stdout } = agentgym(root, ['eval', '--run', 'first', '--json']);
    const { environments } = lastLine(stdout) as { environments: Scores };
    expect(environments).toMatchObject(summaryIn('first').final?.promoted ?? {});
  });

  it('with the same seed comes to the same summary in all but times, and with another to another', () => {
    const plain = agentgym(root, [...TINY, '--run-dir', 'second']);
    expect(plain.status, plain.stderr).toBe(0);
    expect(withoutTimes(summaryIn('second'))).toEqual(withoutTimes(summaryIn('first')));
    // Not on a terminal: plain lines, no colour and nothing that moves the cursor.
    expect(plain.stdout).not.toContain('\u001B');
    expect(plain.stdout).toMatch(/^✓ iteration 2: train: 60 steps on \d+ examples, loss \d\.\d+ \(\d+s\)$/mu);
    const other = agentgym(root, [...TINY, '--run-dir', 'other', '--seed', '4', '--set', 'iterations=1', '--json']);
    const summary = lastLine(other.stdout) as Summary;
    expect(summary).toMatchObject({ seed: 4, iterations: [{ index: 1 }] });
    expect(summary.configDigest).not.toBe(summaryIn('first').configDigest);
    expect(summary.iterations[0]?.loss).not.toBe(summaryIn('first').iterations[0]?.loss);
  });

  it('on a directory that holds another config is refused, and leaves the run there alone', () => {
    const before = summaryIn('first');
    const { status, stderr } = agentgym(root, [...TINY, '--run-dir', 'first', '--seed', '9']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('(E_STORE_MISMATCH)')]);
    expect(summaryIn('first')).toEqual(before);
  });

  it('on a finished run does nothing again', () => {
    const before = withoutTimes(summaryIn('first'));
    // But for the attempt itself, which is noted.
    const journal = (): string[] =>
      readFileSync(join(root, 'first', 'journal.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => !line.startsWith('{"key":"attempts/'));
    const done = journal();
    const { status, stdout } = agentgym(root, ['evolve', '--resume', 'first']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^✓ iteration 1: explore: .+ \(kept from before\)$/mu);
    expect(withoutTimes(summaryIn('first'))).toEqual(before);
    expect(journal()).toEqual(done);
  });

  it('on a directory that another process works in is refused', async () => {
    const running = start(root, [...TINY, '--run-dir', 'locked']);
    await until(running, join(root, 'locked', 'journal.jsonl'), (text) => text !== '');
    const { status, stderr } = agentgym(root, ['evolve', '--resume', 'locked']);
    running.child.kill('SIGKILL');
    await running.end;
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`^error: Process ${running.child.pid} is working in .*locked\\.$`, 'mu'));
    expect(stderr).toContain('(E_STORE_LOCKED)');
    expect(existsSync(join(root, 'locked', 'summary.json'))).toBe(false);
  });

  it('reports every mistake of a config in one go, with its place, and starts nothing', () => {
    const config = [
      'name: bad',
      'iteratoins: 2',
      'environments:',
      '  - name: textcarft',
      '  - name: mine',
      '    kind: custom',
      '    file: ./nowhere.js',
      'explore: { samples: many, temperature: 0 }',
      'train: { shards: 0 }',
    ];
    writeFileSync(join(root, 'bad.yaml'), config.join('\n'));
    const argv = ['evolve', '--config', 'bad.yaml', '--run-dir', 'never', '--set', 'clone.stpes=3'];
    const { status, stdout, stderr } = agentgym(root, argv);
    expect([status, stdout]).toEqual([2, '']);
    const places = stderr.match(/(?:bad\.yaml:\d+:\d+|--set \S+): /gu);
    expect(places).toEqual([
      'bad.yaml:2:1: ',
      'bad.yaml:4:5: ',
      'bad.yaml:7:11: ',
      'bad.yaml:8:21: ',
      'bad.yaml:9:18: ',
      '--set clone.stpes=3: ',
    ]);
    expect(stderr).toContain('did you mean `iterations`?');
    expect(existsSync(join(root, 'never'))).toBe(false);
  });
});
