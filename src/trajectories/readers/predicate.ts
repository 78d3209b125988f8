/**
 * Whether a value is what a schema describes: yes or no, without the copy and the account of faults that parsing makes,
 * which take longer than reading the JSON did. What it does not know it leaves to the schema, which has the last word on
 * everything that is refused.
 */
// oxlint-disable no-underscore-dangle -- zod keeps what a schema is made of, for those who read schemas, under _zod
import type { z } from 'zod';

export type Predicate = (value: unknown) => boolean;

/** Agrees with `schema.safeParse(value).success`. */
export function predicateOf(schema: z.core.$ZodType): Predicate {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return objectOf(def.shape);
    case 'array': {
      const element = predicateOf(def.element);
      return def.checks === undefined ? (value) => Array.isArray(value) && value.every(element) : parsing(schema);
    }
    case 'optional': {
      const inner = predicateOf(def.innerType);
      return (value) => value === undefined || inner(value);
    }
    case 'nullable': {
      const inner = predicateOf(def.innerType);
      return (value) => value === null || inner(value);
    }
    case 'string':
      return stringOf(schema, def);
    case 'number':
      return numberOf(schema, def);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'enum': {
      const entries = new Set<unknown>(Object.values(def.entries));
      return (value) => entries.has(value);
    }
    case 'literal': {
      const values = new Set<unknown>(def.values);
      return (value) => values.has(value);
    }
    default:
      return parsing(schema);
  }
}

function parsing(schema: z.core.$ZodType): Predicate {
  return (value) => (schema as z.ZodType).safeParse(value).success;
}

/** Keys that the shape does not name may be there. */
function objectOf(shape: z.core.$ZodShape): Predicate {
  const fields = Object.entries(shape).map(([key, schema]) => {
    const { optin } = schema._zod;
    // A key may be absent where the schema says so, whatever else it takes.
    return { key, mayLack: optin === 'optional', holds: predicateOf(schema) };
  });
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const row = value as Record<string, unknown>;
    for (const { key, mayLack, holds } of fields) {
      const field = row[key];
      // JSON has no undefined: what has none is absent.
      if (field === undefined ? !mayLack : !holds(field)) return false;
    }
    return true;
  };
}

function stringOf(schema: z.core.$ZodType, { checks = [], ...def }: z.core.$ZodStringDef): Predicate {
  let least = 0;
  for (const check of checks) {
    const rule = check._zod.def as z.core.$ZodCheckMinLengthDef;
    if (rule.check !== 'min_length') return parsing(schema);
    least = Math.max(least, rule.minimum);
  }
  return 'format' in def ? parsing(schema) : (value) => typeof value === 'string' && value.length >= least;
}

function numberOf(schema: z.core.$ZodType, { checks = [], ...def }: z.core.$ZodNumberDef): Predicate {
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const check of checks) {
    const rule = check._zod.def as z.core.$ZodCheckGreaterThanDef | z.core.$ZodCheckLessThanDef;
    if (!(rule.check === 'greater_than' || rule.check === 'less_than') || !rule.inclusive) return parsing(schema);
    if (rule.check === 'greater_than') least = Math.max(least, Number(rule.value));
    else most = Math.min(most, Number(rule.value));
  }
  const within = (value: number): boolean => value >= least && value <= most;
  const { format } = def as { format?: string };
  if (format === 'safeint') return (value) => Number.isSafeInteger(value) && within(value as number);
  return format === undefined ? (value) => Number.isFinite(value) && within(value as number) : parsing(schema);
}
