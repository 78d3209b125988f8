/** Settings of a search environment. */
import { z } from 'zod';
import { clash, whole } from '../fields.ts';

const percent = whole(0).max(100);

export const searchFields = {
  kind: z.literal('search').default('search').describe('Questions to answer by searching passages.'),
  levels: z
    .array(z.enum(['1 hop', '2 hops', '3 hops', 'comparison']))
    .min(1)
    .exactOptional()
    .describe('Levels of its own questions; default: all.'),
  results: whole(1).max(10).default(3).describe('Passages shown for a search.'),
  wrongAnswer: z
    .enum(['ends', 'goes-on'])
    .default('ends')
    .describe('ends: a wrong answer ends the episode; goes-on: the next one may be right.'),
  corpus: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Your passages: a file of one JSON object a line, `{id, title, text}` or `{id, contents}`; only read.'),
  questions: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Your questions about them: one JSON object a line, `{id, question, answers}` or `golden_answers`.'),
  splits: z
    .strictObject({
      train: percent.describe('Percent of your questions to explore.'),
      dev: percent.describe('Percent that promotion and tuning look at; the rest is held out.'),
    })
    .exactOptional()
    .describe('How your questions are divided; default: 70 and 15.'),
};

interface Chosen {
  levels?: readonly string[];
  corpus?: string;
  questions?: string;
  splits?: { train: number; dev: number };
}

/** What does not go together. */
export function checkSearch({ levels, corpus, questions, splits }: Chosen, context: z.core.$RefinementCtx): void {
  if ((corpus === undefined) !== (questions === undefined)) {
    const [there, missing] = corpus === undefined ? ['questions', 'corpus'] : ['corpus', 'questions'];
    clash(context, { path: [there] }, `\`corpus\` and \`questions\` go together: \`${missing}\` is missing`);
  }
  if (corpus !== undefined && levels !== undefined)
    clash(context, { path: ['levels'], involves: [['corpus']] }, '`levels` are those of the built-in questions');
  if (corpus === undefined && splits !== undefined)
    clash(context, { path: ['splits'] }, '`splits` divide the questions of a file');
  if (splits !== undefined && splits.train + splits.dev > 100)
    clash(context, { path: ['splits'] }, '`train` and `dev` are more than 100 percent');
}
