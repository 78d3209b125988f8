/** What the journal knows of rollbacks: iterations that someone went back to. Makes none (src/rollback.ts does). */
import type { Journal } from './journal.ts';

export interface Rollback {
  /** The iteration whose checkpoint became the incumbent again; 0 is the cloned agent. */
  to: number;
  /** The last iteration that was finished then. */
  after: number;
}

/** In the order in which they were made. */
export function rollbacksOf(journal: Pick<Journal, 'entries'>): Rollback[] {
  return journal.entries().flatMap(({ key, result }) => (key.startsWith('rollbacks/') ? [result as Rollback] : []));
}
