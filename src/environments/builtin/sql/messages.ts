/** What the process that runs queries is asked and answers (`engine.ts` and `worker.ts`). JSON values. */

/** Where a database comes from: statements that make it in memory, or a file, which is only read. */
export type Source = { readonly script: string } | { readonly file: string };

export type Request =
  | { readonly kind: 'open'; readonly db: string; readonly source: Source }
  | { readonly kind: 'run'; readonly id: number; readonly query: Query }
  | { readonly kind: 'schema'; readonly id: number; readonly db: string };

export interface Query {
  readonly db: string;
  readonly sql: string;
  /** The right query, which the rows are compared with. */
  readonly gold?: string;
  /** Most rows that are sent back. */
  readonly rows: number;
  /** Decimals that are sent of a number. */
  readonly decimals: number;
}

export interface Rows {
  readonly columns: readonly string[];
  /** The first rows, as texts. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are, as far as they were counted. */
  readonly count: number;
  /** Whether there are more than `count`. */
  readonly more: boolean;
  /** Whether the set of rows is that of the right query; false where none was given. */
  readonly equal: boolean;
}

/** What came of a query: rows, or a sentence on why not. */
export type Outcome = Rows | { readonly fault: string };

export interface TableText {
  readonly name: string;
  /** `CREATE TABLE` in short. */
  readonly text: string;
}

export type Reply =
  | { readonly kind: 'ready' }
  /** It cannot work here at all. */
  | { readonly kind: 'broken'; readonly message: string }
  /** `stopped`: it was not run to its end. */
  | { readonly kind: 'ran'; readonly id: number; readonly outcome: Outcome; readonly stopped?: boolean }
  | { readonly kind: 'schema'; readonly id: number; readonly tables: readonly TableText[] }
  /** The database or the right query is at fault, not the model's text. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
