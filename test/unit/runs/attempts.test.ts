import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginAttempt, earlierAttempts } from '../../../src/runs/attempts.ts';
import { openJournal } from '../../../src/runs/journal.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('attempts');
const entry = (key: string, result: unknown, at: string): string =>
  `${JSON.stringify({ key, result, seconds: 1, at })}\n`;

describe('attempts at a run', () => {
  it('are added up, with what they gave up', async () => {
    const file = join(root, 'ended.jsonl');
    for (const [seconds, cost] of [
      [2.5, undefined],
      [4, 0.25],
    ] as const) {
      const journal = await openJournal(file);
      const attempt = await beginAttempt(journal);
      await attempt.end(seconds, { prompt: 10, cached: 2, completion: 3, ...(cost === undefined ? {} : { cost }) });
      await journal.close();
    }
    const journal = await openJournal(file);
    const givenUp = { prompt: 20, cached: 4, completion: 6, cost: 0.25 };
    expect(earlierAttempts(journal)).toEqual({ count: 2, seconds: 6.5, givenUp });
    // The time of stages is that of stages alone.
    expect(journal.seconds()).toBe(0);
    await journal.close();
  });

  it('that were killed lasted to the last line that they wrote', async () => {
    const file = join(root, 'killed.jsonl');
    writeFileSync(file, entry('attempts/1', { started: '2026-01-01T00:00:00Z' }, '2026-01-01T00:00:00Z'));
    appendFileSync(file, entry('base', {}, '2026-01-01T00:00:20Z') + entry('clone', {}, '2026-01-01T00:01:00Z'));
    const next = { started: '2026-01-02T00:00:00Z' };
    appendFileSync(file, entry('attempts/2', next, '2026-01-02T00:00:00Z'));
    appendFileSync(file, entry('control', {}, '2026-01-02T00:00:05Z'));
    appendFileSync(file, entry('attempts/3', { started: '2026-01-03T00:00:00Z', seconds: 7 }, '2026-01-03T00:00:07Z'));
    const journal = await openJournal(file);
    expect(earlierAttempts(journal)).toMatchObject({ count: 3, seconds: 60 + 5 + 7 });
    await journal.close();
  });
});
