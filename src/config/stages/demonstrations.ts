/** Settings of the demonstrations: D_s of AgentEvol, what cloning learns from. */
import { z } from 'zod';
import { clash, whole } from './fields.ts';

export const DemonstrationsSchema = z
  .strictObject({
    expert: z
      .union([whole(0), z.record(z.string(), whole(0))])
      .exactOptional()
      .describe(
        'Training tasks of each environment that its built-in expert demonstrates: one number, or `{textcraft: 150, babyai: 100}` (none for an environment that is not named). Default: 100, unless `file` is given.',
      ),
    file: z
      .string()
      .min(1)
      .exactOptional()
      .describe('AgentTraj rows (JSON lines) to learn from, relative to the config file (instead of `expert`).'),
  })
  .superRefine(({ expert, file }, context) => {
    if (expert !== undefined && file !== undefined) {
      const where = { path: ['file'], involves: [['expert']] };
      clash(context, where, 'both `expert` and `file` are given; demonstrations come from one of them');
    }
  })
  .transform(({ expert, file }) => (file === undefined ? { expert: expert ?? 100 } : { file }))
  .describe('What behavioural cloning learns from.');
export type DemonstrationsConfig = z.output<typeof DemonstrationsSchema>;

/** Number of tasks of an environment that its expert demonstrates. */
export function expertTasks(demonstrations: DemonstrationsConfig, environment: string): number {
  const expert = 'expert' in demonstrations ? demonstrations.expert : 0;
  return typeof expert === 'number' ? expert : (expert?.[environment] ?? 0);
}

/** Whether there is anything to clone. */
export function hasDemonstrations(demonstrations: DemonstrationsConfig): boolean {
  const expert = 'expert' in demonstrations ? demonstrations.expert : undefined;
  if (expert === undefined) return true;
  return typeof expert === 'number' ? expert > 0 : Object.values(expert).some((tasks) => tasks > 0);
}
