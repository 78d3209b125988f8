/**
 * Questions and databases that the user has, in the shapes of BIRD (`question_id`, `db_id`, `question`, `evidence`, `SQL`,
 * `difficulty`) and Spider (`db_id`, `question`, `query`). Read from disk at the first use; nothing is fetched.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AgentgymError, messageOf } from '../../../errors.ts';
import { random, seedOf } from '../../../seeds.ts';
import { type Split, SPLITS, type Task } from '../../contract.ts';
import type { Question, QuestionBank } from './bank.ts';
import { splitOf } from './splits.ts';

const Row = z.looseObject({
  db_id: z.string().regex(/^[\w-][\w .-]*$/u, 'a name of a folder'),
  question: z.string().min(1),
  evidence: z.string().nullish(),
  SQL: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  difficulty: z.string().nullish(),
});
type FileRow = z.output<typeof Row>;

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
  for (const [index, { db_id: db, question, evidence, difficulty, ...row }] of rowsOf(file).entries()) {
    const sql = (row.SQL ?? row.query ?? '').trim().replace(/;$/u, '');
    const hint = evidence?.trim();
    questions.push({ db, question, ...(hint ? { hint } : {}), sql, looksAt: [], thought: THOUGHT });
    const split = splitOf(db, sql);
    tasks[split].push({ itemId: `sql_${index}`, index, split, ...(difficulty ? { group: difficulty } : {}) });
  }
  for (const split of SPLITS) tasks[split] = random(seedOf('sql file order', split)).shuffle(tasks[split]);
  return { questions, tasks };
}

function rowsOf(file: string): FileRow[] {
  const parsed = z.array(Row).min(1).safeParse(jsonOf(file));
  const faults = parsed.success
    ? parsed.data.flatMap(({ SQL, query }, i) => ((SQL ?? query) ? [] : [`${i}: no \`SQL\` or \`query\``]))
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw unusable(file, faults.slice(0, 3).join('; '));
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unusable(file, messageOf(cause), cause);
  }
}

function unusable(file: string, why: string, cause?: unknown): AgentgymError {
  return new AgentgymError('E_CONFIG_INVALID', `${file} is no file of questions: ${why}.`, {
    cause,
    hint: "Expected a JSON list in the shape of BIRD's dev.json or Spider's dev.json.",
  });
}
