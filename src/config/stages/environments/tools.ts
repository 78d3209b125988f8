/** Settings that the tool environments (weather, movie, academia, sheet, todo) share. */
import { z } from 'zod';

/** Fields of the tool environment of that kind, which is described in a sentence. */
export function toolFields<const Kind extends string>(kind: Kind, description: string) {
  return {
    kind: z
      .literal(kind)
      .default(kind as never)
      .describe(description),
    levels: z
      .array(z.enum(['easy', 'medium', 'hard']))
      .min(1)
      .default(['easy', 'medium', 'hard'])
      .describe('Levels of its goals, by the number of calls that they need.'),
  };
}
