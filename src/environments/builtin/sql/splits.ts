/**
 * The split of a question, by the hash of its database and its query: no query is in two splits. Of many questions 60 % are
 * for train, 23 % for dev and 17 % for eval.
 */
import { seedOf } from '../../../seeds.ts';
import type { Split } from '../../contract.ts';

export function splitOf(db: string, sql: string): Split {
  const part = seedOf('sql split', db, sql) % 100;
  if (part < 60) return 'train';
  return part < 83 ? 'dev' : 'eval';
}
