import { expect, it } from 'vitest';
import { eventLines } from '../../../src/report/event-lines.ts';
import { begun, ended, played, STARTED, type Timed } from '../../support/run-events.ts';

it('says every event as a line of JSON, and progress once a second and at the end, with what people see', () => {
  const lines: Record<string, unknown>[] = [];
  let now = 0;
  const { on } = eventLines(
    (line) => {
      expect(line.endsWith('}\n')).toBe(true);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
    () => now,
    () => new Date(now),
  );
  const events: Timed = [
    [0, STARTED],
    [0, begun('clone')],
    [0.5, played('clone', 1)],
    [0.7, played('clone', 10)],
    [2, played('clone', 20, { generated: 600 })],
    [2.5, played('clone', 100)],
    [3, ended('clone', 3)],
    [3, { type: 'warning', message: 'Look out.' }],
  ];
  for (const [seconds, event] of events) {
    now = 1000 * seconds;
    on(event);
  }
  expect(lines.map(({ type, done }) => [type, done])).toEqual([
    ['run-started', undefined],
    ['stage-started', undefined],
    ['progress', 1],
    ['progress', 20],
    ['progress', 100],
    ['stage-finished', undefined],
    ['warning', undefined],
  ]);
  expect(lines[0]).toMatchObject({ at: '1970-01-01T00:00:00.000Z', name: 'small', agenda: { length: 10 } });
  expect(lines[3]).toMatchObject({ stage: 'clone', low: 0.4, rate: 10, eta: 8, tokenRate: 300, elapsed: 2 });
});
