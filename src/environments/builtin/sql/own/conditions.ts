/** A table with its rows, and the conditions that some of its rows meet and others do not, in words and in SQL. */
import { literal, type OwnDatabase, type RowOf } from './data.ts';
import type { Column, Table } from './schemas.ts';

export interface TableView {
  readonly table: Table;
  readonly rows: readonly RowOf[];
  /** The tables it refers to, each by a column. */
  readonly parents: readonly { readonly column: string; readonly view: TableView }[];
}

export interface Condition {
  /** `genre poetry`, `pages over 100`. */
  readonly text: string;
  readonly column: string;
  /** With what stands before the column: nothing, or `T1.`. */
  sql(prefix: string): string;
  test(row: RowOf): boolean;
}

const known = new WeakMap<OwnDatabase, readonly TableView[]>();
const splitting = new WeakMap<TableView, readonly Condition[]>();

/** The tables of a database, each after those it refers to. */
export function viewsOf(database: OwnDatabase): readonly TableView[] {
  const before = known.get(database);
  if (before) return before;
  const made = makeViews(database);
  known.set(database, made);
  return made;
}

function makeViews({ schema, rows }: OwnDatabase): TableView[] {
  const views = new Map<string, TableView>();
  for (const table of schema.tables) {
    const parents = table.columns.flatMap((column) => {
      const view = column.kind === 'reference' ? views.get(column.table) : undefined;
      return view === undefined ? [] : [{ column: column.name, view }];
    });
    views.set(table.name, { table, rows: rows.get(table.name) ?? [], parents });
  }
  return [...views.values()];
}

export const choicesOf = ({ columns }: Table): Column[] => columns.filter(({ kind }) => kind === 'choice');
export const numbersOf = ({ columns }: Table): Column[] => columns.filter(({ kind }) => kind === 'number');

/** `genre = 'poetry'` for every value that there is. */
export function equalities(view: TableView): Condition[] {
  return choicesOf(view.table).flatMap(({ name }) =>
    valuesOf(view, name).map((value) => ({
      text: `${name} ${value}`,
      column: name,
      sql: (prefix: string) => `${prefix}${name} = ${literal(value)}`,
      test: (row: RowOf) => row[name] === value,
    })),
  );
}

/** `pages > 100` and `pages < 100` for every number that there is. */
export function comparisons(view: TableView): Condition[] {
  return numbersOf(view.table).flatMap(({ name }) =>
    valuesOf(view, name).flatMap((value) => [
      {
        text: `${name} over ${value}`,
        column: name,
        sql: (prefix: string) => `${prefix}${name} > ${value}`,
        test: (row: RowOf) => Number(row[name]) > Number(value),
      },
      {
        text: `${name} under ${value}`,
        column: name,
        sql: (prefix: string) => `${prefix}${name} < ${value}`,
        test: (row: RowOf) => Number(row[name]) < Number(value),
      },
    ]),
  );
}

/** All conditions that split the rows. */
export function conditions(view: TableView): readonly Condition[] {
  const before = splitting.get(view);
  if (before) return before;
  const made = [...equalities(view), ...comparisons(view)].filter((condition) => splits(view.rows, condition));
  splitting.set(view, made);
  return made;
}

/** Whether some rows, and not all, meet the condition. */
export function splits(rows: readonly RowOf[], condition: Pick<Condition, 'test'>): boolean {
  const count = rows.filter((row) => condition.test(row)).length;
  return count > 0 && count < rows.length;
}

/** The different values of a column, in order of first appearance. */
export function valuesOf({ rows }: TableView, column: string): (string | number)[] {
  return [...new Set(rows.flatMap((row) => row[column] ?? []))];
}
