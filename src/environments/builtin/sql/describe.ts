/** What the policy reads: the first observation, rows in bounded length, and how an episode ends. */
import type { Question } from './bank.ts';
import type { Rows, TableText } from './messages.ts';

/** Most rows that are shown. */
export const MOST_ROWS = 8;
/** About how many words and marks of rows are shown. */
const MOST_WORDS = 70;
const WORD = /[A-Za-z0-9]+(?:['’_-][A-Za-z0-9]+)*|[^\sA-Za-z0-9]/gu;

export const answers = {
  over: () => 'The episode is over.',
  empty: () => 'There is no action. Begin with query: or answer: and write one SELECT query.',
  unclear: () => 'Begin with query: to see rows, or with answer: to end, and write one SELECT query.',
  right: () => 'The rows are right.',
  wrong: () => 'The rows are not right.',
};

export function firstObservation(tables: readonly TableText[], question: Question): string {
  return [...tables.map(({ text }) => text), asked(question)].join('\n');
}

/** The question, and what it leaves unsaid. */
export function asked({ question, hint }: Pick<Question, 'question' | 'hint'>): string {
  return `Question: ${question}${hint === undefined ? '' : `\nHint: ${hint}`}`;
}

/** Names of columns, rows, and how many there are: `title | year`, `Red River | 2003`, `1 row.` */
export function rowsText({ columns, rows, count, more }: Rows): string {
  const head = columns.map((column) => cut(column)).join(' | ');
  if (count === 0) return `${head}\nNo rows.`;
  let left = MOST_WORDS - wordsOf(head);
  const lines: string[] = [];
  for (const row of rows) {
    const line = row.join(' | ');
    left -= wordsOf(line);
    if (left < 0) break;
    lines.push(line);
  }
  const all = `${more ? 'Over ' : ''}${count} ${count === 1 ? 'row' : 'rows'}`;
  const shown = lines.length < count || more ? `, ${lines.length} shown.` : '.';
  return [head, ...lines, `${all}${shown}`].join('\n');
}

function wordsOf(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
