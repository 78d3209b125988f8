/** Level `nested`: a query in a query, and the first rows of an order. */
import { conditions, numbersOf } from './conditions.ts';
import type { Template } from './drafts.ts';

/** The first so many rows by a column, where no tie leaves open which they are. */
const first: Template = function* first(view) {
  const { name, plural, label } = view.table;
  for (const { name: column } of numbersOf(view.table)) {
    for (const condition of conditions(view).filter((one) => one.column !== column)) {
      for (const [direction, word] of [
        ['DESC', 'highest'],
        ['ASC', 'lowest'],
      ] as const) {
        const values = view.rows.filter((row) => condition.test(row)).map((row) => Number(row[column]));
        values.sort((a, b) => (direction === 'ASC' ? a - b : b - a));
        for (const most of [1, 2, 3]) {
          if (values.length <= most || values[most - 1] === values[most]) continue;
          const which = most === 1 ? name : `${most} ${plural}`;
          yield {
            question: `Of the ${plural} with ${condition.text}, list the ${label} of the ${which} with the ${word} ${column}.`,
            sql: `SELECT ${label} FROM ${name} WHERE ${condition.sql('')} ORDER BY ${column} ${direction} LIMIT ${most}`,
            tables: [name],
            thought: `I order ${name} with ${condition.text} by ${column} and keep ${most}.`,
          };
        }
      }
    }
  }
};

/** Rows over or under the average of others. */
const average: Template = function* average(view) {
  const { name, plural, label } = view.table;
  for (const { name: column } of numbersOf(view.table)) {
    for (const condition of conditions(view).filter((one) => one.column !== column)) {
      const values = view.rows.filter((row) => condition.test(row)).map((row) => Number(row[column]));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      for (const [sign, word] of [
        ['>', 'over'],
        ['<', 'under'],
      ] as const) {
        const found = view.rows.filter((row) =>
          sign === '>' ? Number(row[column]) > mean : Number(row[column]) < mean,
        );
        if (found.length === 0 || found.length === view.rows.length) continue;
        yield {
          question: `List the ${label} of the ${plural} whose ${column} is ${word} the average ${column} of the ${plural} with ${condition.text}.`,
          sql: `SELECT ${label} FROM ${name} WHERE ${column} ${sign} (SELECT AVG(${column}) FROM ${name} WHERE ${condition.sql('')})`,
          tables: [name],
          thought: `I compare ${column} with the average ${column} from ${name} with ${condition.text}.`,
        };
      }
    }
  }
};

/** Rows that nothing refers to, or nothing of some kind. */
const without: Template = function* without(view) {
  const { name, plural } = view.table;
  for (const { column, view: parent } of view.parents) {
    const { name: other, plural: others, label } = parent.table;
    for (const condition of conditions(view)) {
      const named = new Set(view.rows.filter((row) => condition.test(row)).map((row) => row[column]));
      if (named.size === parent.rows.length) continue;
      yield {
        question: `List the ${label} of the ${others} without ${plural} with ${condition.text}.`,
        sql: `SELECT ${label} FROM ${other} WHERE id NOT IN (SELECT ${column} FROM ${name} WHERE ${condition.sql('')})`,
        tables: [other, name],
        thought: `I leave out each ${other} that is the ${column} of a ${name} with ${condition.text}.`,
      };
    }
  }
};

export const nested: readonly Template[] = [first, average, without];
