/** The fields of rows → a Parquet file's schema, and its leaves, which are what columns are made of. Any field may be absent. */
import type { ParquetType, SchemaElement } from 'hyparquet';

export type Kind = 'string' | 'boolean' | 'int32' | 'int64' | 'double';

/** A value of any of them. */
export type Scalar = string | number | boolean;

export type Field = { readonly name: string } & (
  | { readonly kind: Kind }
  | { readonly fields: readonly Field[] }
  | { readonly list: Kind | readonly Field[] }
);

/** A column: names from the root's child on, and the levels of a value that is there. */
export interface Leaf {
  path: readonly string[];
  kind: Kind;
  type: ParquetType;
  /** How many names of the path stand for lists. */
  repetition: number;
  /** How many stand for lists or for what may be absent. */
  definition: number;
}

const TYPES: Readonly<Record<Kind, { type: ParquetType; converted_type?: 'UTF8' }>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
};

/** The schema, as the file's footer has it: depth first. */
export function schemaOf(fields: readonly Field[]): SchemaElement[] {
  return [{ name: 'root', num_children: fields.length }, ...fields.flatMap(elementsOf)];
}

function elementsOf(field: Field): SchemaElement[] {
  const { name } = field;
  const repetition_type = 'OPTIONAL';
  if ('kind' in field) return [{ name, repetition_type, ...TYPES[field.kind] }];
  if ('fields' in field)
    return [{ name, repetition_type, num_children: field.fields.length }, ...field.fields.flatMap(elementsOf)];
  // As Parquet's specification nests lists (three levels), so that null and empty are two things.
  return [
    { name, repetition_type, converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...elementsOf(elementOf(field.list)),
  ];
}

/** The leaves, in the order of the schema. */
export function leavesOf(fields: readonly Field[]): Leaf[] {
  const above = { path: [], repetition: 0, definition: 0 };
  return fields.flatMap((field) => leavesBelow(field, above));
}

function leavesBelow(field: Field, above: Pick<Leaf, 'path' | 'repetition' | 'definition'>): Leaf[] {
  const { repetition, definition } = above;
  const path = [...above.path, field.name];
  if ('kind' in field) {
    const { kind } = field;
    return [{ path, kind, type: TYPES[kind].type, repetition, definition: definition + 1 }];
  }
  if ('fields' in field)
    return field.fields.flatMap((one) => leavesBelow(one, { path, repetition, definition: definition + 1 }));
  const within = { path: [...path, 'list'], repetition: repetition + 1, definition: definition + 2 };
  return leavesBelow(elementOf(field.list), within);
}

function elementOf(list: Kind | readonly Field[]): Field {
  const name = 'element';
  return typeof list === 'string' ? { name, kind: list } : { name, fields: list };
}
