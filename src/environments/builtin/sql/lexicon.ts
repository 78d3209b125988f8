/**
 * Texts that together hold every word the environment, its instructions and its expert can say about our own databases.
 * What a model makes SQLite calculate can be any number; here are those of simple queries.
 */
import type { Mode } from './actions.ts';
import { answers, asked } from './describe.ts';
import { lookAt, thoughts } from './expert.ts';
import { faults } from './faults.ts';
import { LONGEST } from './guard.ts';
import { instructions } from './instructions.ts';
import { ownDatabase, scriptOf, tableText } from './own/data.ts';
import { FUNCTIONS } from './own/drafts.ts';
import { ownQuestions } from './own/questions.ts';
import { SCHEMAS } from './own/schemas.ts';

/** Ids, counts, values and averages of our own data lie between these, years between those. */
const NUMBERS = [0, 60] as const;
const YEARS = [2001, 2012] as const;

export function* lexicon(mode: Mode, seconds: number): Iterable<string> {
  for (const { content } of instructions('react', mode)) yield content;
  for (const [from, to] of [NUMBERS, YEARS])
    yield Array.from({ length: to - from + 1 }, (_, i) => String(from + i)).join(' ');
  yield sentences(seconds).join('\n');
  yield 'query: answer: 1 row. 2 rows, 1 shown. Over 1000 rows. No rows. | NULL';
  yield FUNCTIONS.map(([called, word]) => `${called}(${word})`).join(' ');
  for (const { name } of SCHEMAS) {
    const database = ownDatabase(name);
    if (database === undefined) continue;
    yield scriptOf(database);
    yield database.schema.tables.map(tableText).join('\n');
    for (const table of database.schema.tables) yield `${thoughts.look(table.name)}\n${lookAt(table.name)}`;
  }
  for (const question of ownQuestions()) yield `${asked(question)}\n${question.thought}\n${question.sql}`;
}

/** One of each sentence. SQLite's own are made of the model's words and these. */
function sentences(seconds: number): string[] {
  return [
    ...Object.values(answers).map((answer) => answer()),
    faults.empty(),
    faults.noQuery(),
    faults.several(),
    faults.unclosed(),
    faults.unreadable(),
    faults.parameter(),
    faults.tooLong(LONGEST),
    faults.notAvailable(''),
    faults.writes(),
    faults.otherTable(),
    faults.tooSlow(seconds),
    faults.tooBig(),
    ...[
      'no such column: T1.name',
      'no such table: name',
      'no such function: name',
      'near "name": syntax error',
      'ambiguous column name: name',
      'incomplete input',
      'misuse of aggregate: COUNT()',
      'misuse of aggregate function COUNT()',
      'wrong number of arguments to function COUNT()',
      'a GROUP BY clause is required before HAVING',
      'sub-select returns 2 columns - expected 1',
      'unrecognized token: "name"',
      'no tables specified',
    ].map(faults.sqlite),
  ];
}
