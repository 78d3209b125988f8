/** The columns of some fields of a Parquet file, by their names. */
import { type Chunk, Column, type Shared } from './column.ts';
import { type Field, type Leaf, leavesOf, type Scalar } from './schema.ts';
import { booleanValues, distinctValues, plainValues, type Values } from './values.ts';

export interface Columns {
  /** Makes the column of that name, as in the schema without the names that make lists: `messages.role`. */
  readonly column: <T extends Scalar>(name: string, shared?: Shared, values?: Values<T>) => Column<T>;
  /** The chunks of a row group of so many rows, in the order of the schema, when all columns are made. */
  readonly take: (rows: number) => Chunk[];
}

export function createColumns(fields: readonly Field[]): Columns {
  const leaves = new Map(leavesOf(fields).map((leaf) => [nameOf(leaf), leaf]));
  const columns = new Map<string, Column<never>>();
  return {
    column: <T extends Scalar>(name: string, shared?: Shared, values?: Values<T>) => {
      const leaf = leaves.get(name) as Leaf;
      const column = new Column<T>(leaf, values ?? valuesOf(leaf), shared);
      columns.set(name, column);
      return column;
    },
    take: (rows) => [...leaves.keys()].map((name) => (columns.get(name) as Column<never>).take(rows)),
  };
}

function nameOf({ path }: Leaf): string {
  return path.filter((name) => name !== 'list' && name !== 'element').join('.');
}

function valuesOf({ kind, type, repetition }: Leaf): Values<never> {
  if (kind === 'boolean') return booleanValues();
  // Numbers in lists of lists, as tokens and their log-probabilities are, are as good as all different.
  return repetition > 1 && kind !== 'string' ? plainValues(type) : distinctValues(type);
}
