/** Level `filter`: one table, conditions on its columns. */
import { comparisons, conditions, equalities, splits } from './conditions.ts';
import type { Template } from './drafts.ts';
import { literal } from './data.ts';

/** The names of the rows that meet one condition. */
const one: Template = function* one(view) {
  const { name, plural, label } = view.table;
  for (const condition of conditions(view)) {
    yield {
      question: `List the ${label} of the ${plural} with ${condition.text}.`,
      sql: `SELECT ${label} FROM ${name} WHERE ${condition.sql('')}`,
      tables: [name],
      thought: `I need the ${label} from ${name} with ${condition.text}.`,
    };
  }
};

/** One value of a row that is named. */
const lookup: Template = function* lookup(view) {
  const { name, label, columns } = view.table;
  for (const row of view.rows) {
    for (const column of columns) {
      const value = row[label];
      if (column.kind === 'reference' || value === undefined) continue;
      yield {
        question: `What is the ${column.name} of the ${name} ${value}?`,
        sql: `SELECT ${column.name} FROM ${name} WHERE ${label} = ${literal(value)}`,
        tables: [name],
        thought: `I need the ${column.name} from ${name} with ${label} ${value}.`,
      };
    }
  }
};

/** The names of the rows that meet two conditions. */
const two: Template = function* two(view) {
  const { name, plural, label } = view.table;
  for (const first of equalities(view)) {
    for (const second of comparisons(view)) {
      const both = { test: (row: Parameters<typeof first.test>[0]) => first.test(row) && second.test(row) };
      if (!splits(view.rows, both) || !splits(view.rows, second)) continue;
      yield {
        question: `List the ${label} of the ${plural} with ${first.text} and ${second.text}.`,
        sql: `SELECT ${label} FROM ${name} WHERE ${first.sql('')} AND ${second.sql('')}`,
        tables: [name],
        thought: `I need the ${label} from ${name} with ${first.text} and ${second.text}.`,
      };
    }
  }
};

export const filter: readonly Template[] = [one, lookup, two];
