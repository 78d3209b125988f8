import { expect, it } from 'vitest';
import { metricsTable } from '../../../src/cli/metrics-table.ts';
import { summarise } from '../../../src/evaluate/metrics.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

/** Of two tasks, of which one is always solved, and the other once in `samples`. */
function metrics(samples: number, environments = ['textcraft', 'babyai']) {
  const rows = environments.flatMap((environment) =>
    [0, 1].flatMap((task) =>
      Array.from({ length: samples }, (_, sample) => {
        const itemId = `${environment}_${task}`;
        const one = { environment, itemId, sample, id: `${itemId}#${sample}` };
        return makeTrajectory(sample, { ...one, reward: task === 0 || sample === 0 ? 1 : 0 });
      }),
    ),
  );
  return summarise(rows, environments);
}

const lines = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/u));

it('shows pass@k and pass^k below the rates, where tasks have several rollouts', () => {
  const shown = lines(metricsTable(metrics(4), {}));
  const names = ['environment', 'textcraft', 'babyai', 'total'];
  expect(shown.map(([name]) => name)).toEqual([...names, ...names]);
  expect(shown[4]).toEqual(['environment', 'pass@2', 'pass@4', 'pass^2', 'pass^4']);
  // The other task: two of four hold the one that solves it in half the cases, and never are both.
  expect(shown[5]).toEqual(['textcraft', '75.0 %', '100.0 %', '50.0 %', '50.0 %']);
  expect(shown[7]).toEqual(['total', '75.0 %', '100.0 %', '50.0 %', '50.0 %']);
});

it('shows them for one environment, and none where tasks have one rollout', () => {
  expect(lines(metricsTable(metrics(2, ['maze']), {})).slice(2)).toEqual([
    ['environment', 'pass@2', 'pass^2'],
    ['maze', '100.0 %', '50.0 %'],
  ]);
  expect(metricsTable(metrics(1), {})).not.toContain('pass');
});

it('fits narrow terminals', () => {
  for (const width of [30, 40, 60, 80])
    for (const line of metricsTable(metrics(16), { width }).split('\n'))
      expect([width, line.length <= width]).toEqual([width, true]);
});
