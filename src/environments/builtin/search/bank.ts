/** What an environment asks about and searches in: its own world or a user's files, behind one interface. */
import type { Split, Task } from '../../contract.ts';
import type { Corpus } from './corpus.ts';

/** Something to look up on the way to the answer. */
export interface LookUp {
  /** What the expert thinks before it: what was found last, and what it needs. */
  readonly thought: string;
  readonly query: string;
  /** The number of the passage that tells it; where nobody knows, it is looked up once it was searched for. */
  readonly passage?: number;
}

export interface Question {
  readonly text: string;
  /** Any of them is right. The expert gives the first. */
  readonly answers: readonly string[];
  readonly lookUps: readonly LookUp[];
  /** What the expert thinks before it answers. */
  readonly conclusion: string;
  /** Actions that what the question says suggests, for the random policy. */
  readonly suggests: readonly string[];
}

export interface SearchBank {
  count(split: Split): number;
  tasks(split: Split): readonly Task[];
  /** The question with an index; undefined where there is none. */
  at(index: number): Question | undefined;
  corpus(): Corpus;
  /** Actions that reading a passage suggests, for the random policy. */
  suggests(passage: number): readonly string[];
  /** Texts with all its words: passages, questions, answers, and what the expert says of them. */
  words(): Iterable<string>;
}
