/** Level `group`: numbers for each value of a column, and conditions on them. */
import { choicesOf, conditions, numbersOf, type TableView } from './conditions.ts';
import { FUNCTIONS, type Template } from './drafts.ts';
import { joined, joins } from './join.ts';

/** Columns to group by, each with the conditions on the others. */
function* groupings(view: TableView) {
  for (const { name: by } of choicesOf(view.table))
    for (const condition of conditions(view)) if (condition.column !== by) yield { by, condition };
}

const counts: Template = function* counts(view) {
  const { name, plural } = view.table;
  for (const { by, condition } of groupings(view)) {
    yield {
      question: `For each ${by}, how many ${plural} have ${condition.text}? Give the ${by} and the number.`,
      sql: `SELECT ${by}, COUNT(*) FROM ${name} WHERE ${condition.sql('')} GROUP BY ${by}`,
      tables: [name],
      thought: `I count ${name} with ${condition.text} by ${by}.`,
    };
  }
};

const extremes: Template = function* extremes(view) {
  const { name, plural } = view.table;
  for (const { by, condition } of groupings(view)) {
    for (const { name: column } of numbersOf(view.table).filter((one) => one.name !== condition.column)) {
      for (const [called, word] of FUNCTIONS) {
        yield {
          question: `For each ${by}, what is the ${word} ${column} of the ${plural} with ${condition.text}? Give the ${by} and the number.`,
          sql: `SELECT ${by}, ${called}(${column}) FROM ${name} WHERE ${condition.sql('')} GROUP BY ${by}`,
          tables: [name],
          thought: `I need the ${word} ${column} from ${name} with ${condition.text} by ${by}.`,
        };
      }
    }
  }
};

const having: Template = function* having(view) {
  const { name, plural } = view.table;
  for (const { by, condition } of groupings(view)) {
    for (const least of [1, 2, 3]) {
      const sizes = new Map<unknown, number>();
      for (const row of view.rows) if (condition.test(row)) sizes.set(row[by], (sizes.get(row[by]) ?? 0) + 1);
      const over = [...sizes.values()].filter((size) => size > least).length;
      if (over === 0 || over === sizes.size) continue;
      yield {
        question: `Which values of ${by} have more than ${least} ${plural} with ${condition.text}?`,
        sql: `SELECT ${by} FROM ${name} WHERE ${condition.sql('')} GROUP BY ${by} HAVING COUNT(*) > ${least}`,
        tables: [name],
        thought: `I group ${name} with ${condition.text} by ${by} and keep counts over ${least}.`,
      };
    }
  }
};

const byParent: Template = function* byParent(view) {
  const { name, plural } = view.table;
  for (const link of view.parents) {
    const parent = link.view.table;
    for (const condition of conditions(view)) {
      yield {
        question: `For each ${parent.name} of ${plural} with ${condition.text}, give the ${parent.label} and the number of such ${plural}.`,
        sql: `SELECT T2.${parent.label}, COUNT(*) FROM ${joined(view, link)} WHERE ${condition.sql('T1.')} GROUP BY T2.id`,
        tables: [name, parent.name],
        thought: `${joins(view, link)}, and count those with ${condition.text} by id.`,
      };
    }
  }
};

export const group: readonly Template[] = [counts, extremes, having, byParent];
