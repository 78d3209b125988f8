/** What goals say and why the expert does what it does, in sentences. All in one place, for the lexicon. */

export const orders = {
  goal: (sheet: string, parts: readonly string[]) => `In ${sheet}, ${parts.join(', then ')}.`,
  deleteSheet: (sheet: string) => `Delete ${sheet}.`,
  set: (cell: string, value: string) => `set ${cell} to ${value}`,
  note: (note: string, cell: string) => `put the note ${note} on ${cell}`,
  freezeOne: (what: string) => `freeze the first ${what}`,
  freeze: (num: number, what: string) => `freeze the first ${num} ${what}s`,
  merge: (from: string, to: string) => `merge ${from} to ${to}`,
  deleteRow: (row: number) => `delete row ${row}`,
  deleteColumn: (letter: string) => `delete column ${letter}`,
  aggregate: (operator: string, from: string, to: string, at: string) =>
    `put the ${WORDS[operator] ?? operator} of ${from} to ${to} in ${at}`,
  setOf: (head: string, item: string, value: number) => `set the ${head} of ${item} to ${value}`,
  deleteItem: (item: string) => `delete the row of ${item}`,
  deleteHead: (head: string) => `delete the column ${head}`,
  aggregateHead: (operator: string, head: string) => `put the ${WORDS[operator] ?? operator} of ${head} below it`,
  addRow: (values: string) => `add the row ${values} at the end`,
  addColumn: (head: string, values: string) => `add the column ${head} at the right with ${values}`,
  noteExtreme: (note: string, most: string, head: string) =>
    `put the note ${note} on the first cell of the row with the ${most} ${head}`,
  deleteAbove: (head: string, limit: number) => `delete all rows whose ${head} is above ${limit}`,
  rename: (head: string, fresh: string) => `rename the column ${head} to ${fresh}`,
  sort: (head: string, first: string) => `freeze the first row and sort by ${head}, ${first} first`,
  product: (fresh: string, one: string, other: string) =>
    `add the column ${fresh} at the right with ${one} times ${other}`,
} as const;

const WORDS: Readonly<Record<string, string>> = {
  SUM: 'sum',
  AVERAGE: 'average',
  MAX: 'largest number',
  MIN: 'smallest number',
};

export const thoughts = {
  open: (sheet: string) => `I need ${sheet} open.`,
  look: () => 'I look at the table.',
  exact: () => 'The goal says it exactly.',
  column: (name: string, number: number) => `The column ${name} is number ${number}.`,
  row: (item: string, number: number) => `${item} is in row ${number}.`,
  cell: (head: string, item: string, cell: string) => `The ${head} of ${item} is in ${cell}.`,
  range: (head: string, from: string, to: string, at: string) =>
    `The column ${head} is ${from} to ${to}, and below it is ${at}.`,
  freeRow: (row: number) => `The first free row is ${row}.`,
  freeColumn: (column: number) => `The first free column is ${column}.`,
  extreme: (most: string, head: string, value: number, cell: string) =>
    `The ${most} ${head} is ${value}, and its row begins with ${cell}.`,
  above: (head: string, limit: number, rows: string) => `${head} is above ${limit} in row ${rows}.`,
  head: (cell: string) => `Its head is in ${cell}.`,
  freeze: () => 'The first row must stay in place.',
  operands: (cell: string, from: string, to: string) => `${cell} is ${from} times ${to}.`,
  remove: (sheet: string) => `${sheet} has to go.`,
  done: () => 'All is done.',
  lost: () => 'The rest cannot be undone.',
  value: (cell: string, value: string) => `${cell} should be ${value}.`,
  emptied: (cell: string) => `${cell} should be empty.`,
  noted: (cell: string) => `The note of ${cell} is not right.`,
  unfreeze: () => 'What is frozen is not right.',
  unmerged: () => 'These cells should be merged.',
} as const;

/** One of each, with stand-ins that are words of tables. */
export function orderWords(): string[] {
  const words = ['largest', 'smallest', 'rows', 'columns', 'row', 'column', 'SUM AVERAGE COUNT MAX MIN MINUS PRODUCT'];
  const own = [...Object.values(orders), ...Object.values(thoughts)].map((write) =>
    (write as (...given: unknown[]) => string)('A1', ['B2'], 'C3', 'D4'),
  );
  const operators = Object.keys(WORDS).flatMap((operator) => [
    orders.aggregate(operator, 'A1', 'B2', 'C3'),
    orders.aggregateHead(operator, 'price'),
  ]);
  return [...words, ...own, ...operators, orders.goal('Sheet1', ['set A1 to 1', 'set A1 to 1'])];
}
