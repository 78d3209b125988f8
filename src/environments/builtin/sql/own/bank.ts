/** The questions about our own databases. */
import { AgentgymError } from '../../../../errors.ts';
import type { Split, Task } from '../../../contract.ts';
import type { Question, QuestionBank } from '../bank.ts';
import type { Source, TableText } from '../messages.ts';
import { ownDatabase, type OwnDatabase, scriptOf, tableText } from './data.ts';
import { type Level, LEVELS } from './drafts.ts';
import { COUNTS, type OwnQuestion, ownQuestions } from './questions.ts';

/** The questions of some levels. */
export function ownBank(levels: readonly Level[] = LEVELS): QuestionBank {
  const tables = new Map<string, readonly TableText[]>();
  const sources = new Map<string, Source>();
  return {
    count: (split) => COUNTS[split] * levels.length,
    tasks: (split) =>
      ownQuestions()
        .filter((one) => one.split === split && levels.includes(one.level))
        .map(taskOf),
    at: (index) => {
      const found = ownQuestions()[index];
      return found && questionOf(found);
    },
    source: (db) => {
      const before = sources.get(db);
      if (before) return before;
      const made = { script: scriptOf(existing(db)) };
      sources.set(db, made);
      return made;
    },
    tables: (db) => {
      const before = tables.get(db);
      if (before) return before;
      const made = existing(db).schema.tables.map((table) => ({ name: table.name, text: tableText(table) }));
      tables.set(db, made);
      return made;
    },
    decimals: 1,
    trims: true,
  };
}

function taskOf({ index, split, level }: OwnQuestion): Task & { split: Split } {
  return { itemId: `sql_${index}`, index, split, group: level };
}

/** Where a question is about two tables, the expert looks at the first of them. */
function questionOf({ db, question, sql, tables, thought }: OwnQuestion): Question {
  return { db, question, sql, looksAt: tables.length > 1 ? tables.slice(0, 1) : [], thought };
}

function existing(db: string): OwnDatabase {
  const found = ownDatabase(db);
  if (found) return found;
  throw new AgentgymError('E_ENV_STEP', `sql has no database ${db}.`);
}
