/** Settings of exploration: how the incumbent samples the training tasks (AgentGym, section 4: the exploration step). */
import { z } from 'zod';
import { clash, share, whole } from './fields.ts';

export const ExploreSchema = z
  .strictObject({
    samples: whole(1).default(4).describe('K: rollouts of each training task in an iteration.'),
    temperature: z.number().min(0).default(0.7).describe('Sampling temperature; 0 is greedy.'),
    topP: share().gt(0).default(1).describe('Nucleus sampling: the likeliest tokens that hold this share; 1 is off.'),
    topK: whole(0).default(0).describe('Sample among the K likeliest tokens; 0 is off.'),
    stop: z
      .enum(['never', 'first-success'])
      .default('never')
      .describe('first-success: sample a task again only while it is unsolved.'),
    maxTokens: whole(1).default(64).describe('Most tokens of one assistant turn.'),
    concurrency: whole(1).exactOptional().describe('Rollouts at once; default: as many as the policy serves.'),
    horizon: z
      .array(whole(1))
      .min(1)
      .exactOptional()
      .describe(
        'Most rounds of a rollout in iteration 1, 2, 3, …; the last one stays (ScalingInter). Default: no schedule.',
      ),
  })
  .superRefine(({ samples, temperature }, context) => {
    if (temperature === 0 && samples > 1) {
      const where = { path: ['temperature'], involves: [['samples']] };
      clash(context, where, `temperature 0 gives ${samples} equal samples of each task; raise it, or set samples: 1`);
    }
  })
  .describe('How the incumbent samples the training tasks.');
export type ExploreConfig = z.output<typeof ExploreSchema>;
