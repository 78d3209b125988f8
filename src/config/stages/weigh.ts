/**
 * Settings of the weighing: trajectories → weighted examples (AgentGym, section 4: the weight of a trajectory is its
 * reward). `threshold` and `beta` each belong to one way of weighing.
 */
import { z } from 'zod';
import { clash, whole } from './fields.ts';

const OWNERS = { threshold: 'threshold', beta: 'exponential' } as const;

export const WeighSchema = z
  .strictObject({
    by: z
      .enum(['reward', 'threshold', 'best-of-k', 'exponential', 'advantage'])
      .default('reward')
      .describe(
        'Weight of a trajectory. reward: its reward (the paper); threshold: 1 above `threshold`, else 0; best-of-k: 1 for the best of its task; exponential: exp((reward - 1)/beta); advantage: reward minus the mean of its task.',
      ),
    threshold: z
      .number()
      .exactOptional()
      .describe('Reward that must be exceeded, for `by: threshold` only; default 0.99.'),
    beta: z
      .number()
      .positive()
      .exactOptional()
      .describe('Temperature of the weight, for `by: exponential` only; default 0.5.'),
    merge: z
      .enum(['initial', 'all', 'none'])
      .default('initial')
      .describe(
        'What an iteration trains on beside its own trajectories. initial: the demonstrations (the paper); all: these and the trajectories of earlier iterations; none: nothing.',
      ),
    perTask: whole(1)
      .exactOptional()
      .describe('Most trajectories kept of a task, best reward first, then shortest; default: no limit.'),
    pairs: whole(1)
      .exactOptional()
      .describe(
        'Most preference pairs made of a task, a success and a failure each, for trainers that learn from them (train.method: dpo).',
      ),
    dedupe: z.boolean().default(true).describe('Whether equal conversations count once.'),
  })
  .superRefine((weigh, context) => {
    for (const key of ['threshold', 'beta'] as const) {
      if (weigh[key] !== undefined && weigh.by !== OWNERS[key]) {
        const message = `\`${key}\` is a setting of \`by: ${OWNERS[key]}\` and means nothing with \`by: ${weigh.by}\``;
        clash(context, { path: [key], involves: [['by']] }, message);
      }
    }
  })
  .transform(({ by, threshold, beta, ...rest }) => {
    if (by === 'threshold') return { by, threshold: threshold ?? 0.99, ...rest };
    if (by === 'exponential') return { by, beta: beta ?? 0.5, ...rest };
    return { by, ...rest };
  })
  .describe('How trajectories become weighted examples.');
export type WeighConfig = z.output<typeof WeighSchema>;
