/**
 * Questions and databases that the user has, in the shapes of BIRD (`question_id`, `db_id`, `question`, `evidence`, `SQL`,
 * `difficulty`) and Spider (`db_id`, `question`, `query`). Read from disk at the first use; nothing is fetched.
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { random, seedOf } from '../../../seeds.ts';
import { type Split, SPLITS, type Task } from '../../contract.ts';
import { readJsonFile } from '../json-file.ts';
import type { Question, QuestionBank } from './bank.ts';
import { splitOf } from './splits.ts';

const Row = z
  .looseObject({
    db_id: z.string().regex(/^[\w-][\w .-]*$/u, 'a name of a folder'),
    question: z.string().min(1),
    evidence: z.string().nullish(),
    SQL: z.string().min(1).optional(),
    query: z.string().min(1).optional(),
    difficulty: z.string().nullish(),
  })
  .refine(({ SQL, query }) => (SQL ?? query) !== undefined, 'no `SQL` or `query`');
const HINT = "Expected a JSON list in the shape of BIRD's dev.json or Spider's dev.json.";

const THOUGHT = 'This query answers it.';

interface Contents {
  readonly questions: readonly Question[];
  readonly tasks: Readonly<Record<Split, readonly Task[]>>;
}

/** The questions of a file, with their indices in it, and their splits as `splits.ts` says. */
export function fileBank(databases: string, file: string): QuestionBank {
  let read: Contents | undefined;
  const contents = (): Contents => {
    read ??= contentsOf(file);
    return read;
  };
  return {
    count: (split) => contents().tasks[split].length,
    tasks: (split) => contents().tasks[split],
    at: (index) => contents().questions[index],
    source: (db) => ({ file: resolve(join(databases, db, `${db}.sqlite`)) }),
    tables: () => undefined,
    decimals: 4,
    trims: false,
  };
}

function contentsOf(file: string): Contents {
  const questions: Question[] = [];
  const tasks: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const rows = readJsonFile(file, z.array(Row).min(1), HINT);
  for (const [index, { db_id: db, question, evidence, difficulty, ...row }] of rows.entries()) {
    const sql = (row.SQL ?? row.query ?? '').trim().replace(/;$/u, '');
    const hint = evidence?.trim();
    questions.push({ db, question, ...(hint ? { hint } : {}), sql, looksAt: [], thought: THOUGHT });
    const split = splitOf(db, sql);
    tasks[split].push({ itemId: `sql_${index}`, index, split, ...(difficulty ? { group: difficulty } : {}) });
  }
  for (const split of SPLITS) tasks[split] = random(seedOf('sql file order', split)).shuffle(tasks[split]);
  return { questions, tasks };
}
