/** The expert: looks at a table first where the question is about several, then answers with the right query. */
import type { ExpertMove } from '../../contract.ts';
import type { Mode } from './actions.ts';
import type { Question } from './bank.ts';

export const thoughts = {
  look: (table: string) => `I look at ${table} first.`,
};

/** The query that shows what stands in a table. */
export function lookAt(table: string): string {
  return `SELECT * FROM ${table} LIMIT 2`;
}

/** @param seen queries that were run in the episode. */
export function nextMove(question: Question, mode: Mode, seen: ReadonlySet<string>): ExpertMove {
  if (mode === 'one-shot') return { thought: question.thought, action: question.sql };
  const table = question.looksAt.find((one) => !seen.has(lookAt(one)));
  if (table !== undefined) return { thought: thoughts.look(table), action: `query: ${lookAt(table)}` };
  return { thought: question.thought, action: `answer: ${question.sql}` };
}
