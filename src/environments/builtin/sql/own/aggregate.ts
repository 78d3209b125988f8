/** Level `aggregate`: one number over the rows of a table that meet a condition. */
import { choicesOf, conditions, numbersOf } from './conditions.ts';
import { FUNCTIONS, type Template } from './drafts.ts';

const count: Template = function* count(view) {
  const { name, plural } = view.table;
  for (const condition of conditions(view)) {
    yield {
      question: `How many ${plural} have ${condition.text}?`,
      sql: `SELECT COUNT(*) FROM ${name} WHERE ${condition.sql('')}`,
      tables: [name],
      thought: `I count ${name} with ${condition.text}.`,
    };
  }
};

const extreme: Template = function* extreme(view) {
  const { name, plural } = view.table;
  for (const { name: column } of numbersOf(view.table)) {
    for (const condition of conditions(view).filter((one) => one.column !== column)) {
      for (const [called, word] of FUNCTIONS) {
        yield {
          question: `What is the ${word} ${column} of the ${plural} with ${condition.text}?`,
          sql: `SELECT ${called}(${column}) FROM ${name} WHERE ${condition.sql('')}`,
          tables: [name],
          thought: `I need the ${word} ${column} from ${name} with ${condition.text}.`,
        };
      }
    }
  }
};

const different: Template = function* different(view) {
  const { name, plural } = view.table;
  for (const { name: column } of choicesOf(view.table)) {
    for (const condition of conditions(view).filter((one) => one.column !== column)) {
      yield {
        question: `How many different values of ${column} do the ${plural} with ${condition.text} have?`,
        sql: `SELECT COUNT(DISTINCT ${column}) FROM ${name} WHERE ${condition.sql('')}`,
        tables: [name],
        thought: `I count the different ${column} from ${name} with ${condition.text}.`,
      };
    }
  }
};

export const aggregate: readonly Template[] = [count, extreme, different];
