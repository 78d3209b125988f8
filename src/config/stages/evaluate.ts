/** Settings of the evaluation: how `dev`, and at the end `eval`, are run. */
import { z } from 'zod';
import { clash, whole } from './fields.ts';

export const EvaluateSchema = z
  .strictObject({
    final: z
      .enum(['eval', 'dev'])
      .default('eval')
      .describe('Split of the final report: eval, or dev while settings are being tuned.'),
    samples: whole(1).default(1).describe('Rollouts of each task.'),
    temperature: z.number().min(0).default(0).describe('Sampling temperature; 0 is greedy.'),
    maxTokens: whole(1).default(64).describe('Most tokens of one assistant turn.'),
  })
  .superRefine(({ samples, temperature }, context) => {
    if (temperature === 0 && samples > 1) {
      const where = { path: ['samples'], involves: [['temperature']] };
      clash(context, where, `temperature 0 gives ${samples} equal samples of each task; set samples: 1, or raise it`);
    }
  })
  .describe('How policies are evaluated.');
export type EvaluateConfig = z.output<typeof EvaluateSchema>;
