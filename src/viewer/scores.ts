/** Evaluations as the viewer's answers have them: by environment, and the unweighted mean with its interval. */
import { intervalOfMean } from '../evaluate/interval.ts';
import { meanOf } from '../evaluate/mean.ts';
import type { Metrics } from '../evaluate/metrics.ts';
import { missingOfScores } from '../evaluate/missing.ts';
import type { Scores as EnvironmentScores } from '../runs/summary.ts';
import type { Score, Scores } from './api.ts';

/** Of scores by environment, whose mean is not written down. */
export function scoresOf(environments: EnvironmentScores): Scores {
  const all = Object.values(environments);
  const success = meanOf(all.map((one) => one.success));
  const rates = all.flatMap(({ success: rate, low, high }) =>
    rate === null || low === null || high === null ? [] : [{ success: rate, low, high }],
  );
  const n = all.reduce((sum, one) => sum + one.n, 0);
  const total: Score = {
    success,
    ...(success === null ? { low: null, high: null } : intervalOfMean(rates)),
    n,
    reward: meanOf(all.map(({ reward }) => reward)),
    ...missingOfScores(all),
  };
  return {
    total,
    environments: Object.fromEntries(Object.entries(environments).map(([name, one]) => [name, scoreOf(one)])),
  };
}

/** Of metrics as metrics.json has them. */
export function scoresOfMetrics({ environments, total }: Metrics): Scores {
  return {
    total: scoreOf(total),
    environments: Object.fromEntries(Object.entries(environments).map(([name, one]) => [name, scoreOf(one)])),
  };
}

function scoreOf({ success, low, high, n, reward, missing }: Score): Score {
  return { success, low, high, n, reward, ...(missing === undefined ? {} : { missing }) };
}
