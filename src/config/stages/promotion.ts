/** Settings of promotion: what a candidate must show on `dev` to become the incumbent. Decides nothing (promote/ does). */
import { z } from 'zod';
import type { EnvironmentConfig } from './environment.ts';
import type { EvaluateConfig } from './evaluate.ts';
import { clash, share, whole } from './fields.ts';

const MARGIN = 0.1;

export const PromotionSchema = z
  .strictObject({
    gate: z
      .enum(['significant', 'better', 'always'])
      .default('significant')
      .describe(
        '`significant`: a paired test over all environments, and no loss above the margin in any of them (docs/promotion.md). `better`: a higher success rate on `dev` is enough, for runs with few `dev` tasks. `always`: every candidate, as in the paper.',
      ),
    alpha: z
      .number()
      .gt(0)
      .lt(0.5)
      .default(0.05)
      .describe(
        'Of `significant`: how often, over all iterations of a run, a candidate that is no better may be promoted, and how often one that is worse somewhere by more than the margin.',
      ),
    margins: z
      .union([share().gt(0), z.record(z.string(), share().gt(0))])
      .default(MARGIN)
      .describe(
        'Of `significant`: the largest loss of success in an environment that is none to speak of, 0.1 for 10 points: one number, or `{textcraft: 0.05}` (0.1 for an environment that is not named).',
      ),
    maxSamples: whole(1)
      .default(1200)
      .describe(
        'Of `significant`: most `dev` tasks of an environment for one decision. The first look takes `tasks.dev` of them (300 where that is not given); while nothing is decided, the next takes twice as many.',
      ),
  })
  .describe('When a candidate becomes the incumbent.');
export type PromotionConfig = z.output<typeof PromotionSchema>;

/** The margin of an environment, in [0, 1]. */
export function marginOf({ margins }: PromotionConfig, environment: string): number {
  return typeof margins === 'number' ? margins : (margins[environment] ?? MARGIN);
}

interface Judging {
  promotion: PromotionConfig;
  environments: readonly EnvironmentConfig[];
  evaluate: EvaluateConfig;
}

export function checkPromotion({ promotion, environments, evaluate }: Judging, context: z.core.$RefinementCtx): void {
  const { gate, margins } = promotion;
  const names = environments.map(({ name }) => name);
  for (const name of typeof margins === 'object' ? Object.keys(margins) : []) {
    if (names.includes(name)) continue;
    const where = {
      path: ['promotion', 'margins', name],
      involves: environments.map((_, i) => ['environments', i, 'name']),
    };
    clash(context, where, `no environment is named \`${name}\`; there are ${[...new Set(names)].join(', ')}`);
  }
  // At temperature 0 several samples are a mistake by themselves.
  if (gate === 'significant' && evaluate.samples > 1 && evaluate.temperature > 0) {
    const where = { path: ['evaluate', 'samples'], involves: [['promotion', 'gate']] };
    const message =
      'gate: significant, the default, counts every task once; set samples: 1 and more `tasks.dev`, or promotion: {gate: better}';
    clash(context, where, message);
  }
}
