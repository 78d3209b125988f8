/** One iteration as a run's page shows it: from metrics.json once it is finished, before that from what is stored so far. */
import type { ReadIteration, ReadRun } from '../runs/read-run.ts';
import type { IterationView, Tokens } from './api.ts';
import { scoresOfMetrics } from './scores.ts';
import type { Stored } from './stored.ts';

const MOST_POINTS = 1000;

/** Why trajectories are left out of the training, by the weighing's names for it. */
const WHY: Record<string, string> = {
  error: 'ended in an error of environment or policy',
  untrainable: 'holds no turn of the policy to learn from',
  weightless: 'has no reward, or none above its group',
  duplicate: 'says the same as another of its task',
  perTask: 'more of its task than weigh.perTask takes',
};

export async function iterationView(iteration: ReadIteration, run: ReadRun, stored: Stored): Promise<IterationView> {
  const { index, result, weighed, dataCard } = iteration;
  // What an iteration that is going on has explored.
  const played = result?.exploration ?? (index === 0 ? undefined : await stored.metricsOf(`explore-${index}`));
  const journal = (stage: string): ReadRun['journal'][number] | undefined =>
    run.journal.find(({ key }) => key === `iterations/${index}/${stage}` || (index === 0 && key === ZEROTH[stage]));
  const seconds = (stage: string): number | null => journal(stage)?.seconds ?? null;
  const trained = (journal('train')?.result ?? {}) as { loss?: unknown };
  return {
    index,
    finished: index === 0 ? journal('evaluate') !== undefined : result !== undefined,
    explored: result?.explored ?? (played === undefined ? null : played.total.n + played.total.errors),
    exploration: played === undefined ? null : scoresOfMetrics(played),
    outcomes: played?.total.outcomes ?? null,
    kept: result?.kept ?? weighed?.examples ?? null,
    dropped: Object.entries(weighed?.dropped ?? {}).flatMap(([reason, count]) =>
      count > 0 ? [{ reason, why: WHY[reason] ?? reason, count }] : [],
    ),
    keptBy: weighed?.kept ?? null,
    effectiveSampleSize: weighed?.effectiveSampleSize ?? null,
    loss: result?.loss ?? (typeof trained.loss === 'number' ? trained.loss : null),
    losses: thinned(iteration.losses),
    seconds: {
      explore: seconds('explore'),
      weigh: seconds('weigh'),
      train: seconds('train'),
      evaluate: seconds('evaluate'),
    },
    tokens: { explore: tokensOf(played?.total), evaluate: tokensOf(result?.dev.total) },
    promoted: result?.promoted ?? null,
    verdict: result?.verdict ?? null,
    reason: result?.reason ?? '',
    looks: result?.looks ?? null,
    comparison: result?.comparison ?? null,
    dataCard: dataCard ?? null,
  };
}

/** Keys of the journal that stand for stages of cloning. */
const ZEROTH: Record<string, string> = { train: 'clone', explore: 'demonstrations' };

function tokensOf(total: { tokens?: Tokens } | undefined): Tokens | null {
  return total?.tokens ?? null;
}

/** Every so many-th point, and the last. */
function thinned(points: ReadIteration['losses']): ReadIteration['losses'] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}
