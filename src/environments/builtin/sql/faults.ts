/** What is said of a query that was not run, or not to its end. */
export const faults = {
  empty: () => 'There is no query. Write one SELECT query.',
  noQuery: () => 'Only queries can be run. Begin with SELECT or WITH.',
  several: () => 'Only one query can be run at a time.',
  unclosed: () => 'A quote or bracket is not closed.',
  unreadable: () => 'The query holds a character that cannot be read.',
  parameter: () => 'There are no parameters. Write the values into the query.',
  tooLong: (most: number) => `The query is too long. At most ${most} characters are read.`,
  notAvailable: (name: string) => `The function ${name} is not available.`,
  writes: () => 'The database can only be read.',
  otherTable: () => 'Only tables of the schema can be read.',
  sqlite: (message: string) => `SQL error: ${message}.`,
  tooSlow: (seconds: number) => `The query took over ${seconds} seconds and was stopped.`,
  tooBig: () => 'The query needed too much memory and was stopped.',
};
