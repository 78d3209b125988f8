/** Settings of a sql environment. */
import { z } from 'zod';
import { clash } from '../fields.ts';

export const sqlFields = {
  kind: z.literal('sql').default('sql').describe('Questions about databases, answered in SQL.'),
  mode: z
    .enum(['interactive', 'one-shot'])
    .default('interactive')
    .describe(
      'interactive: several queries, whose rows are shown, before the answer; one-shot: the first query is it.',
    ),
  levels: z
    .array(z.enum(['filter', 'aggregate', 'join', 'group', 'nested']))
    .min(1)
    .exactOptional()
    .describe('Levels of its own questions; default: all.'),
  deadline: z.number().positive().max(600).default(2).describe('Seconds after which a query is stopped.'),
  databases: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Folder of your databases, each in `NAME/NAME.sqlite`, as BIRD and Spider have them; only read.'),
  questions: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Your questions about them: a JSON file in the shape of BIRD's or Spider's `dev.json`."),
};

interface Chosen {
  levels?: readonly string[];
  databases?: string;
  questions?: string;
}

/** What does not go together. */
export function checkSql({ levels, databases, questions }: Chosen, context: z.core.$RefinementCtx): void {
  if ((databases === undefined) !== (questions === undefined)) {
    const [there, missing] = databases === undefined ? ['questions', 'databases'] : ['databases', 'questions'];
    clash(context, { path: [there] }, `\`databases\` and \`questions\` go together: \`${missing}\` is missing`);
  }
  if (databases !== undefined && levels !== undefined)
    clash(context, { path: ['levels'], involves: [['databases']] }, '`levels` are those of the built-in questions');
}
