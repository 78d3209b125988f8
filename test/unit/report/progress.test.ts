import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { progressReporter, type Reporter } from '../../../src/report/progress.ts';
import { begun, ended, played, STARTED, type Timed } from '../../support/run-events.ts';
import { Screen } from '../../support/screen.ts';
import { Captured } from '../../support/streams.ts';

const USED = {
  generated: 1000,
  used: { spent: { prompt: 9000, cached: 0, completion: 1000, cost: 0.25 }, limits: { cost: 5 } },
};

function live(
  screen: Screen,
  signal?: AbortSignal,
): {
  reporter: Reporter;
  at: (seconds: number) => void;
  tick: () => void;
} {
  let now = 0;
  let tick = (): void => {};
  const every = (_: number, work: () => void): (() => void) => {
    tick = work;
    return () => {
      tick = () => {};
    };
  };
  const reporter = progressReporter({ stream: screen, colour: false, clock: () => now, every, signal });
  return {
    reporter,
    at: (seconds) => {
      now = 1000 * seconds;
    },
    tick: () => tick(),
  };
}

/** The screen when events have happened so many seconds after the start. */
function shown(events: Timed, columns: number, rows?: number): string[] {
  const screen = new Screen(columns, rows);
  const { reporter, at } = live(screen);
  for (const [seconds, event] of events) {
    at(seconds);
    reporter.on(event);
  }
  const { lines } = screen;
  reporter.stop();
  return lines;
}

const EXPLORING: Timed = [
  [0, STARTED],
  [0, begun('clone')],
  [10, played('clone', 100, { loss: 1 })],
  [10, ended('clone', 10)],
  [10, begun('baseline on dev')],
  [15, played('baseline on dev', 50)],
  [15, ended('baseline on dev', 5)],
  [15, begun('iteration 1: explore')],
  [16, played('iteration 1: explore', 1)],
  [20, played('iteration 1: explore', 50, USED)],
];

const RECORD = [
  'evolving small (seed 1) in runs/small',
  '  ✓ clone: 50 rollouts, 50.0 % [36, 64] success (10s)',
  '  ✓ baseline on dev: 50 rollouts, 50.0 % [36, 64] success (5s)',
  'iteration 1 of 2',
];

describe('the live view', () => {
  it('is a checklist: what is done above, what is going on with its figures, what is to come below', () => {
    // 5 + 15 s exploring, 40 s for 400 steps, 5 s on dev; the same again for iteration 2; 2 × 10 s on eval.
    expect(shown(EXPLORING, 80)).toEqual([
      ...RECORD,
      '  ▸ explore  50/200  success 50.0 % [40, 60]  eta 15s  10.0/s',
      '  · train',
      '  · evaluate on dev',
      '· iteration 2: explore, train, evaluate on dev',
      '· final report: promoted, baseline on eval',
      '  20s · about 2m left · cost 0.25 of 5 · 10k tokens · 200 tokens/s',
    ]);
  });

  it.each([120, 80, 60, 40, 20])('has no line that is wider than a terminal of %i columns', (columns) => {
    const lines = shown(EXPLORING, columns);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    const block = lines.slice(lines.findIndex((line) => line.includes('▸')));
    expect(block).toHaveLength(6);
    expect(block[0]).toMatch(/^ {2}▸ explore {2}50\/2/u);
  });

  it('leaves what is to come out where the terminal has few rows', () => {
    const lines = shown(EXPLORING, 80, 5);
    expect(lines.slice(RECORD.length)).toEqual([
      '  ▸ explore  50/200  success 50.0 % [40, 60]  eta 15s  10.0/s',
      '  · train',
      '  20s · about 2m left · cost 0.25 of 5 · 10k tokens · 200 tokens/s',
    ]);
  });

  it('is written over in one piece, line by line, and only where something has changed', () => {
    const screen = new Screen(80);
    const { reporter, at, tick } = live(screen);
    for (const [seconds, event] of EXPLORING) {
      at(seconds);
      reporter.on(event);
    }
    const before = screen.writes.length;
    tick();
    expect(screen.writes.length).toBe(before);
    at(21);
    tick();
    expect(screen.writes.length).toBe(before + 1);
    // Nothing is taken away before the new lines are there.
    expect(screen.writes.at(-1)?.startsWith('\u001B[?2026h\r  ▸ explore')).toBe(true);
    expect(screen.lines.at(-1)).toContain('21s · about');
    // A finished stage takes the place of the line that it was in the same piece.
    reporter.on(ended('iteration 1: explore', 6));
    expect(screen.writes.length).toBe(before + 2);
    expect(screen.writes.at(-1)).toMatch(/✓ explore: [^▸]+ · train/u);
    reporter.stop();
  });

  it('says lines above it, broken between words, and each of them once', () => {
    const lines = shown([...EXPLORING, [21, { type: 'warning', message: 'word '.repeat(12).trim() }]], 40);
    expect(lines.filter((line) => /word/u.test(line))).toEqual([
      'warning: word word word word word word',
      '    word word word word word word',
    ]);
    expect(lines.filter((line) => line.includes('▸'))).toHaveLength(1);
  });

  it('lets no message move the cursor', () => {
    const message = 'a\u001B[2Jb\rc\u0007d';
    expect(shown([[0, { type: 'warning', message }]], 80)).toEqual(['warning: ab c d']);
  });

  it('is drawn anew for a terminal of another size, and leaves nothing of the old one', () => {
    const screen = new Screen(100);
    const { reporter, at } = live(screen);
    for (const [seconds, event] of EXPLORING) {
      at(seconds);
      reporter.on(event);
    }
    for (const columns of [40, 120, 30, 80]) {
      screen.resize(columns);
      const blocks = screen.lines.filter((line) => line.includes('▸'));
      expect(blocks).toHaveLength(1);
      expect(blocks[0]?.length).toBeLessThan(columns);
      expect(screen.lines).toHaveLength(RECORD.length + 6);
    }
    reporter.stop();
  });

  it('goes away when it is told to stop, and leaves the record', () => {
    const stop = new AbortController();
    const screen = new Screen(80);
    const { reporter, at, tick } = live(screen, stop.signal);
    for (const [seconds, event] of EXPLORING) {
      at(seconds);
      reporter.on(event);
    }
    stop.abort();
    const left = [...RECORD, 'stopping; Ctrl-C again ends at once'];
    expect(screen.lines).toEqual(left);
    reporter.on(played('iteration 1: explore', 60));
    tick();
    reporter.stop();
    reporter.stop();
    expect(screen.lines).toEqual(left);
  });

  it('has one stage and no headings where a command has no more', () => {
    const label = { stage: 'evaluate', title: 'expert on eval' } as const;
    const rate = { type: 'progress', ...label, total: 80, success: 1, low: 0.9, high: 1 } as const;
    const events: Timed = [
      [0, { type: 'stage-started', ...label }],
      [1, { ...rate, done: 1 }],
      [10, { ...rate, done: 20 }],
    ];
    expect(shown(events, 80)).toEqual(['▸ expert on eval  20/80  success 100.0 % [90, 100]  eta 30s  2.0/s']);
  });

  it('has colour where it may', () => {
    const stream = new Captured({ columns: 80 });
    const reporter = progressReporter({ stream, colour: true });
    reporter.on(ended('clone', 1));
    reporter.stop();
    expect(stream.text).toContain('\u001B[32m✓\u001B[39m');
  });
});

describe('progress without a terminal', () => {
  function written(events: Timed): string {
    const stream = new Captured();
    let now = 0;
    const reporter = progressReporter({ stream, colour: false, clock: () => now });
    for (const [seconds, event] of events) {
      now = 1000 * seconds;
      reporter.on(event);
    }
    reporter.stop();
    return stream.text;
  }

  it('is plain lines with every figure of the live view, one every 15 seconds', () => {
    const text = written([
      ...EXPLORING,
      [31, played('iteration 1: explore', 160, USED)],
      [32, played('iteration 1: explore', 170, USED)],
      [35, ended('iteration 1: explore', 20)],
    ]);
    expect(text).toBe(stripVTControlCharacters(text));
    expect(text.split('\n')).toEqual([
      'evolving small (seed 1) in runs/small',
      '  to come: clone, baseline on dev; iterations 1 and 2: explore, train, evaluate on dev; final report: promoted, baseline on eval',
      '✓ clone: 50 rollouts, 50.0 % [36, 64] success (10s)',
      '✓ baseline on dev: 50 rollouts, 50.0 % [36, 64] success (5s)',
      '  iteration 1: explore  160/200  success 50.0 % [40, 60]  eta 4s  10.0/s  31s  about 2m left  cost 0.25 of 5  10k tokens  63 tokens/s',
      '✓ iteration 1: explore: 50 rollouts, 50.0 % [36, 64] success (20s)',
      '',
    ]);
  });

  it('is as long as it needs to be', () => {
    const message = 'word '.repeat(60).trim();
    expect(written([[0, { type: 'warning', message }]])).toBe(`warning: ${message}\n`);
  });
});
