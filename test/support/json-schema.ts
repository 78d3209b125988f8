/** The part of JSON Schema that is sent to endpoints, as a check: what such a server would let through. */

type Schema = Readonly<Record<string, unknown>>;

/** Throws over a keyword that it does not know, so that none is taken for granted. */
export function conforms(schema: Schema, value: unknown): boolean {
  const { anyOf, type, description: _, enum: values, properties = {}, required = [], ...rest } = schema;
  const { additionalProperties, ...unknown } = rest;
  if (Object.keys(unknown).length > 0) throw new Error(`unknown keywords: ${Object.keys(unknown).join(', ')}`);
  if (Array.isArray(anyOf)) return anyOf.some((one: Schema) => conforms(one, value));
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (type === 'integer') return Number.isInteger(value);
  if (type !== 'object') return typeof value === type;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const known = properties as Readonly<Record<string, Schema>>;
  const entries = Object.entries(value);
  if (!(required as string[]).every((name) => Object.hasOwn(value, name))) return false;
  return entries.every(([name, one]) =>
    known[name] === undefined ? additionalProperties !== false : conforms(known[name], one),
  );
}
