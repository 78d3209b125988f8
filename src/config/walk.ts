/** Walks the zod schema: which keys are known at a place, and in which places a key is known. */
import type { z } from 'zod';

type Path = readonly PropertyKey[];

/** The parts of zod's definitions that are looked at here. */
interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  element?: z.ZodType;
  options?: readonly z.ZodType[];
  discriminator?: string;
  shape?: Readonly<Record<string, z.ZodType>>;
  /** Of a literal. */
  values?: readonly unknown[];
  transform?: (value: unknown) => unknown;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def;

/** The union options that `value` may be meant for: by discriminator where it fits, else all of them. */
function optionsFor(definition: Definition, value: unknown): readonly z.ZodType[] {
  const options = definition.options ?? [];
  const { discriminator } = definition;
  if (discriminator === undefined || typeof value !== 'object' || value === null) return options;
  const kind = (value as Record<string, unknown>)[discriminator];
  const fitting = options.filter((option) =>
    cores(option, value).some((core) => kindsOf(core, discriminator).includes(kind)),
  );
  return fitting.length > 0 ? fitting : options;
}

/** The objects and lists that a schema stands for, its wrappers (defaults, transforms, unions) taken off. */
function cores(schema: z.ZodType, value: unknown): Definition[] {
  const definition = definitionOf(schema);
  if (definition.innerType) return cores(definition.innerType, value);
  if (definition.in && definition.out) {
    const before = definitionOf(definition.in);
    // A transform in front is `fillKind`, which says what the union behind it will see.
    return before.transform ? cores(definition.out, before.transform(value)) : cores(definition.in, value);
  }
  if (definition.options) return optionsFor(definition, value).flatMap((option) => cores(option, value));
  return [definition];
}

/** Keys that are known at `path` of a config that holds `value`. */
export function knownKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  const [key, ...rest] = path;
  const keys = new Set<string>();
  for (const core of cores(schema, value)) {
    if (key === undefined) for (const known of Object.keys(core.shape ?? {})) keys.add(known);
    else {
      const inner = core.shape?.[String(key)] ?? (typeof key === 'number' ? core.element : undefined);
      const below = (value as Record<PropertyKey, unknown> | undefined)?.[key];
      if (inner) for (const known of knownKeys(inner, rest, below)) keys.add(known);
    }
  }
  return [...keys];
}

/** Places (dotted paths, without list indices, with the kind where there are several) in which `key` is known. */
export function placesOf(schema: z.ZodType, key: string, at = ''): string[] {
  const places = new Set<string>();
  const all = cores(schema, undefined);
  for (const core of all) {
    if (core.element) for (const place of placesOf(core.element, key, at)) places.add(place);
    for (const [name, inner] of Object.entries(core.shape ?? {})) {
      if (name === key) places.add(all.length > 1 ? `${at} (kind: ${kindsOf(core, 'kind').join('|')})` : at);
      for (const place of placesOf(inner, key, at === '' ? name : `${at}.${name}`)) places.add(place);
    }
  }
  return [...places];
}

/** The values that an object's discriminator takes. */
function kindsOf(core: Definition, discriminator: string): readonly unknown[] {
  const schema = core.shape?.[discriminator];
  return schema === undefined ? [] : cores(schema, undefined).flatMap(({ values }) => values ?? []);
}
