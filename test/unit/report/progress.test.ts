import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/report/events.ts';
import { progressReporter } from '../../../src/report/progress.ts';
import { Captured } from '../../support/streams.ts';

const label = { stage: 'explore', title: 'iteration 1: explore' } as const;
const started: RunEvent = { type: 'stage-started', ...label };
const finished: RunEvent = {
  type: 'stage-finished',
  ...label,
  result: '400 rollouts, 54.1 % success',
  seconds: 125,
  reused: false,
};

function progress(done: number): RunEvent {
  return { type: 'progress', ...label, done, total: 400, success: 0.5 };
}

/** What is written on a terminal of that width, or on none, when events happen so many seconds after the start. */
function written(events: readonly (readonly [number, RunEvent])[], columns?: number, colour = false): string {
  const stream = new Captured(columns === undefined ? undefined : { columns });
  let now = 0;
  const reporter = progressReporter({ stream, colour, clock: () => now });
  for (const [seconds, event] of events) {
    now = 1000 * seconds;
    reporter.on(event);
  }
  reporter.stop();
  return stream.text;
}

/** The frames of the live line, in order. */
function frames(text: string): string[] {
  return stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line !== '');
}

describe('progress without a terminal', () => {
  it('is plain lines, one every 15 seconds and one at the end', () => {
    const text = written([
      [0, started],
      [1, progress(1)],
      [10, progress(100)],
      [20, progress(200)],
      [25, progress(250)],
      [125, finished],
    ]);
    expect(text).toBe(
      '  iteration 1: explore  200/400  success 50.0 %  eta 20s  10.0/s\n' +
        '✓ iteration 1: explore: 400 rollouts, 54.1 % success (2m05s)\n',
    );
  });

  it('is as long as it needs to be', () => {
    const event: RunEvent = { type: 'warning', message: 'word '.repeat(60).trim() };
    expect(written([[0, event]])).toBe(`warning: ${event.message}\n`);
  });
});

describe('progress on a terminal', () => {
  const events = [
    [0, started],
    [0.5, progress(1)],
    [0.55, progress(50)],
    [10, progress(101)],
  ] as const;

  it('is one live line, redrawn now and then, that is gone at the end', () => {
    const text = written(events, 80);
    expect(frames(text)).toEqual([
      'iteration 1: explore …',
      'iteration 1: explore  1/400  success 50.0 %  eta 3m20s  2.0/s',
      'iteration 1: explore  101/400  success 50.0 %  eta 30s  10.1/s',
    ]);
    expect(text.endsWith('\u001B[2K\u001B[G\u001B[?2026l')).toBe(true);
    expect(text).not.toContain('\u001B[32m');
  });

  it('never wraps the live line: what does not fit is left out', () => {
    expect(frames(written(events, 60)).at(-1)).toBe('iteration 1: explore  101/400  success 50.0 %  eta 30s');
    expect(frames(written(events, 50)).at(-1)).toBe('iteration 1: explore  101/400  success 50.0 %');
    expect(frames(written(events, 40)).at(-1)).toBe('iteration 1: explore  101/400');
    expect(frames(written(events, 20)).at(-1)).toBe('iteration…  101/400');
  });

  it('breaks lines that stay between words', () => {
    expect(frames(written([[0, finished]], 40))).toEqual([
      '✓ iteration 1: explore: 400 rollouts,',
      '    54.1 % success (2m05s)',
    ]);
  });

  it('has colour where it may', () => {
    expect(written([[0, finished]], 40, true)).toContain('\u001B[32m✓\u001B[39m');
  });

  it('counts the rate from where a resumed stage began', () => {
    const resumed = [
      [0, started],
      [1, progress(301)],
      [10, progress(310)],
    ] as const;
    expect(frames(written(resumed, 80)).at(-1)).toBe('iteration 1: explore  310/400  success 50.0 %  eta 1m30s  1.0/s');
  });
});
