/** Settings of the demonstrations: D_s of AgentEvol, what cloning learns from. */
import { z } from 'zod';
import type { DataConfig } from './data.ts';
import { clash, share, whole } from './fields.ts';

export const DemonstrationsSchema = z
  .strictObject({
    expert: z
      .union([whole(0), z.record(z.string(), whole(0))])
      .exactOptional()
      .describe(
        'Training tasks of each environment that its built-in expert demonstrates: one number, or `{textcraft: 150, babyai: 100}` (none for an environment that is not named). Default: 100, unless they are read from a file.',
      ),
    epsilon: share()
      .exactOptional()
      .describe(
        'Probability of a turn that the expert plays any legal action instead of its own, where the environment lists them, for demonstrations that also show how to go on after a mistake. Default: 0.',
      ),
    file: z
      .string()
      .min(1)
      .exactOptional()
      .describe('A file to learn from instead, relative to the config file: the same as `data.demonstrations`.'),
  })
  .superRefine(({ expert, epsilon = 0, file }, context) => {
    if (expert !== undefined && file !== undefined) {
      const where = { path: ['file'], involves: [['expert']] };
      clash(context, where, 'both `expert` and `file` are given; demonstrations come from one of them');
    }
    if (epsilon > 0 && file !== undefined) {
      const where = { path: ['epsilon'], involves: [['file']] };
      clash(context, where, '`epsilon` is of demonstrations that experts play; those of `file` are read');
    }
  })
  .describe('What behavioural cloning learns from.');
export type DemonstrationsConfig = z.output<typeof DemonstrationsSchema>;

/** The parts of a config that demonstrations come from. */
export interface DemonstrationSources {
  demonstrations: DemonstrationsConfig;
  data: Pick<DataConfig, 'demonstrations'>;
}

/** The sources that demonstrations are read from; undefined where experts play them. */
export function demonstrationSources({ demonstrations, data }: DemonstrationSources): readonly string[] | undefined {
  return data.demonstrations ?? (demonstrations.file === undefined ? undefined : [demonstrations.file]);
}

/** `expert` filled in where nothing says where demonstrations come from. */
export function withExpert<T extends DemonstrationSources>(config: T): T {
  if (config.demonstrations.expert !== undefined || demonstrationSources(config) !== undefined) return config;
  return { ...config, demonstrations: { ...config.demonstrations, expert: 100 } };
}

/** Number of tasks of an environment that its expert demonstrates. */
export function expertTasks({ expert = 0 }: DemonstrationsConfig, environment: string): number {
  return typeof expert === 'number' ? expert : (expert[environment] ?? 0);
}

/** Whether there is anything to clone. */
export function hasDemonstrations(config: DemonstrationSources): boolean {
  return demonstrationSources(config) !== undefined || hasExperts(withExpert(config).demonstrations);
}

/** Whether an expert demonstrates any task. */
export function hasExperts({ expert = 0 }: DemonstrationsConfig): boolean {
  return typeof expert === 'number' ? expert > 0 : Object.values(expert).some((tasks) => tasks > 0);
}
