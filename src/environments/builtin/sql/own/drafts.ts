/** What templates make: a question with its query. The levels of difficulty. */
import type { TableView } from './conditions.ts';

export const LEVELS = ['filter', 'aggregate', 'join', 'group', 'nested'] as const;
export type Level = (typeof LEVELS)[number];

export interface Draft {
  readonly question: string;
  /** The right query. */
  readonly sql: string;
  /** The tables that it needs, the one it begins with first. */
  readonly tables: readonly string[];
  /** What leads to the query, in one short sentence. */
  readonly thought: string;
}

/** All questions of one kind about a table. */
export type Template = (view: TableView) => Iterable<Draft>;

/** Functions of numbers, with their word. */
export const FUNCTIONS = [
  ['MAX', 'highest'],
  ['MIN', 'lowest'],
  ['AVG', 'average'],
] as const;
