/** What an environment asks about: its own questions or a user's, behind one interface. */
import type { Split, Task } from '../../contract.ts';
import type { Source, TableText } from './messages.ts';

export interface Question {
  readonly db: string;
  readonly question: string;
  /** What the question leaves unsaid (BIRD's evidence). */
  readonly hint?: string;
  /** The right query. */
  readonly sql: string;
  /** The expert's: tables that it looks at before it answers, and what it thinks. */
  readonly looksAt: readonly string[];
  readonly thought: string;
}

export interface QuestionBank {
  count(split: Split): number;
  tasks(split: Split): readonly Task[];
  /** The question with an index; undefined where there is none. */
  at(index: number): Question | undefined;
  source(db: string): Source;
  /** The tables of a database where they are known without opening it. */
  tables(db: string): readonly TableText[] | undefined;
  /** Decimals that are shown of a number. */
  readonly decimals: number;
  /** Whether blanks at either end of a string in a query are dropped. */
  readonly trims: boolean;
}
