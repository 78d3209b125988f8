/** Level `join`: a table and one that it refers to. */
import { conditions, type TableView } from './conditions.ts';
import { literal } from './data.ts';
import type { Template } from './drafts.ts';

/** `book AS T1 JOIN author AS T2 ON T1.author_id = T2.id`. */
export function joined(view: TableView, { column, view: parent }: TableView['parents'][number]): string {
  return `${view.table.name} AS T1 JOIN ${parent.table.name} AS T2 ON T1.${column} = T2.id`;
}

/** How the expert thinks of it. */
export function joins(view: TableView, { column, view: parent }: TableView['parents'][number]): string {
  return `I join ${view.table.name} and ${parent.table.name} by ${column}`;
}

/** The names of rows whose parent meets a condition. */
const byParent: Template = function* byParent(view) {
  const { plural, label, name } = view.table;
  for (const link of view.parents) {
    const parent = link.view.table.name;
    for (const condition of conditions(link.view)) {
      if (!view.rows.some((row) => link.view.rows.some((one) => one['id'] === row[link.column] && condition.test(one))))
        continue;
      yield {
        question: `List the ${label} of the ${plural} whose ${parent} has ${condition.text}.`,
        sql: `SELECT T1.${label} FROM ${joined(view, link)} WHERE ${condition.sql('T2.')}`,
        tables: [name, parent],
        thought: `${joins(view, link)}, with ${condition.text}.`,
      };
    }
  }
};

/** A value of the parent of a row that is named. */
const ofParent: Template = function* ofParent(view) {
  const { label, name } = view.table;
  for (const link of view.parents) {
    const parent = link.view.table;
    const columns = parent.columns.filter(({ kind }) => kind !== 'reference').map((column) => column.name);
    for (const row of view.rows) {
      for (const column of [parent.label, ...columns]) {
        const value = row[label] ?? '';
        yield {
          question: `What is the ${column} of the ${parent.name} of the ${name} ${value}?`,
          sql: `SELECT T2.${column} FROM ${joined(view, link)} WHERE T1.${label} = ${literal(value)}`,
          tables: [name, parent.name],
          thought: `${joins(view, link)}, with ${label} ${value}.`,
        };
      }
    }
  }
};

/** How many rows have a parent that is named, under a condition. */
const countByParent: Template = function* countByParent(view) {
  const { plural, name } = view.table;
  for (const link of view.parents) {
    const parent = link.view.table;
    for (const one of link.view.rows) {
      const children = view.rows.filter((row) => row[link.column] === one['id']);
      for (const condition of conditions(view)) {
        if (!children.some((row) => condition.test(row))) continue;
        const value = one[parent.label] ?? '';
        yield {
          question: `How many ${plural} of the ${parent.name} ${value} have ${condition.text}?`,
          sql: `SELECT COUNT(*) FROM ${joined(view, link)} WHERE T2.${parent.label} = ${literal(value)} AND ${condition.sql('T1.')}`,
          tables: [name, parent.name],
          thought: `${joins(view, link)}, and count those with ${condition.text}.`,
        };
      }
    }
  }
};

export const join: readonly Template[] = [byParent, ofParent, countByParent];
