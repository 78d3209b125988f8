/** The rows of our own databases, from seeds, and the statements that make them. */
import { random, seedOf } from '../../../../seeds.ts';
import { type Column, type Schema, SCHEMAS, type Table } from './schemas.ts';

export type Value = string | number;
/** A row by its columns, `id` and label included. */
export type RowOf = Readonly<Record<string, Value>>;

/** A schema with its rows, by the names of its tables. */
export interface OwnDatabase {
  readonly schema: Schema;
  readonly rows: ReadonlyMap<string, readonly RowOf[]>;
}

const made = new Map<string, OwnDatabase>();

/** The database of a name; undefined where there is none. Made at the first call. */
export function ownDatabase(name: string): OwnDatabase | undefined {
  const before = made.get(name);
  if (before) return before;
  const schema = SCHEMAS.find((one) => one.name === name);
  if (!schema) return undefined;
  const rows = new Map<string, readonly RowOf[]>();
  for (const table of schema.tables) rows.set(table.name, rowsOf(schema, table));
  const database = { schema, rows };
  made.set(name, database);
  return database;
}

function rowsOf(schema: Schema, table: Table): RowOf[] {
  const stream = random(seedOf('sql rows', schema.name, table.name));
  const labels = stream.shuffle(table.labels).slice(0, table.rows);
  return labels.map((label, i) => {
    const row: Record<string, Value> = { id: i + 1, [table.label]: label };
    for (const column of table.columns) row[column.name] = valueOf(column);
    return row;
  });

  function valueOf(column: Column): Value {
    if (column.kind === 'choice') return stream.pick(column.values);
    if (column.kind === 'number')
      return column.from + column.step * stream.below(Math.floor((column.to - column.from) / column.step) + 1);
    const there = schema.tables.find(({ name }) => name === column.table)?.rows ?? 1;
    return 1 + stream.below(there);
  }
}

/** `CREATE TABLE` in short, as the policy is shown it. */
export function tableText({ name, label, columns }: Table): string {
  const rest = columns.map((column) =>
    column.kind === 'reference' ? `${column.name} REFERENCES ${column.table}` : column.name,
  );
  return `CREATE TABLE ${name} (id, ${[label, ...rest].join(', ')})`;
}

/** The statements that make the database. */
export function scriptOf({ schema, rows }: OwnDatabase): string {
  return schema.tables
    .map(({ name, label, columns }) => {
      const typed = columns.map((column) => {
        if (column.kind === 'choice') return `${column.name} TEXT`;
        const to = column.kind === 'reference' ? ` REFERENCES ${column.table}(id)` : '';
        return `${column.name} INTEGER${to}`;
      });
      const values = (rows.get(name) ?? []).map((row) => `(${Object.values(row).map(literal).join(', ')})`);
      return `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, ${[`${label} TEXT`, ...typed].join(', ')});
INSERT INTO ${name} VALUES ${values.join(', ')};`;
    })
    .join('\n');
}

/** A value as it stands in a query. */
export function literal(value: Value): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
