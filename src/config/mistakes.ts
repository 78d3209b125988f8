/**
 * What is wrong with a config, in our own words: zod's issues made into sentences that say what was expected, what was
 * found and, of mistyped words, what was probably meant. Does not look for what is wrong (check.ts does).
 */
import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { ConfigSchema } from './schema.ts';
import { shownKey, shownValue } from './shown.ts';
import { BUILTIN_KINDS } from './stages/environment.ts';
import { REMOTE_NAMES } from './stages/remote.ts';
import type { ClashParams } from './stages/fields.ts';
import { knownKeys, placesOf } from './walk.ts';

export type Path = readonly PropertyKey[];

/** One thing that is wrong. */
export interface Mistake {
  /** The value that is wrong; of an unknown key, the key with the path before it. */
  path: Path;
  /** Whether the key is at fault (unknown) or its value. */
  at: 'key' | 'value';
  /** Other settings that take part in an impossible combination. */
  involves: readonly Path[];
  message: string;
}

export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((key, i) => String(key) === String(path[i]));
}

/** The value at `path`; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

/** The mistakes that one issue of zod's stands for; `raw` is the value that was checked. */
export function mistakesOf(issue: z.core.$ZodIssue, raw: unknown): Mistake[] {
  const path = issue.path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const message = unknownKey(key, path, raw);
      return { path: [...path, key], at: 'key', involves: [], message };
    });
  }
  if (issue.code === 'custom') {
    const params = issue.params as ClashParams | undefined;
    const base = path.slice(0, path.length - (params?.depth ?? 0));
    const involves = (params?.involves ?? []).map((other) => [...base, ...other]);
    return [{ path, at: 'value', involves, message: issue.message }];
  }
  return [{ path, at: 'value', involves: [], message: sentence(issue, raw) }];
}

function unknownKey(key: string, path: Path, raw: unknown): string {
  const place = path.length === 0 ? '' : ` in \`${dotted(path)}\``;
  const known = knownKeys(ConfigSchema, path, raw);
  const meant = nearest(key, known);
  if (meant !== undefined) return `unknown key \`${key}\`${place}: did you mean \`${meant}\`?`;
  const elsewhere = placesOf(ConfigSchema, key).map((at) =>
    at === '' ? 'the top level' : `\`${at.replace(' (', '` (')}${at.endsWith(')') ? '' : '`'}`,
  );
  if (elsewhere.length > 0) return `unknown key \`${key}\`${place}: it is a setting of ${elsewhere.join(' and ')}`;
  return `unknown key \`${shownKey(key)}\`${place}; known here: ${known.join(', ')}`;
}

function sentence(issue: Exclude<z.core.$ZodIssue, { code: 'custom' }>, raw: unknown): string {
  const value = valueAt(raw, issue.path);
  const name = issue.path.length === 0 ? 'the config' : `\`${dotted(issue.path)}\``;
  const found = `found ${shownValue(issue.path, value)}`;
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined)
        return `${name} is missing: it is required, ${EXPECTED[issue.expected] ?? issue.expected}`;
      return `${name} must be ${EXPECTED[issue.expected] ?? issue.expected}, ${found}`;
    case 'too_small':
      if (issue.origin === 'array') return `${name} must hold at least ${plural(issue.minimum, 'value')}`;
      if (issue.origin === 'string') return `${name} must not be empty`;
      return `${name} must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, ${found}`;
    case 'too_big':
      if (issue.origin === 'array') return `${name} must hold at most ${plural(issue.maximum, 'value')}`;
      return `${name} must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}, ${found}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = typeof value === 'string' ? nearest(value, values) : undefined;
      return `${name} must be ${oneOf(values)}, ${found}${meant === undefined ? '' : `: did you mean \`${meant}\`?`}`;
    }
    case 'invalid_union':
      return issue.discriminator === undefined
        ? `${name} must be ${unionOf(issue)}, ${found}`
        : kindSentence(issue, raw);
    default:
      return `${name}: ${issue.message}, ${found}`;
  }
}

/** What is wrong with a `kind` (of an environment, policy or trainer). */
function kindSentence(issue: z.core.$ZodIssueInvalidUnion, raw: unknown): string {
  const value = valueAt(raw, issue.path);
  const kinds =
    (issue as { options?: readonly unknown[] }).options?.filter((kind) => kind !== undefined).map(String) ?? [];
  const meant = typeof value === 'string' ? nearest(value, kinds) : undefined;
  const name = valueAt(raw, [...issue.path.slice(0, -1), 'name']);
  if (value === undefined && typeof name === 'string') {
    const near = nearest(name, BUILTIN_KINDS);
    if (REMOTE_NAMES.some((known) => known === name))
      return `\`${name}\` is not built in: for a running AgentGym server say \`kind: agentgym\` and its \`url\``;
    const hint = near === undefined ? '' : `did you mean \`${near}\`? `;
    return `unknown environment \`${name}\`: ${hint}Built in are ${BUILTIN_KINDS.join(', ')}; for one of your own say \`kind: custom\` and \`file: ./its-file.js\`, for a built-in one under another name its \`kind\``;
  }
  if (value === undefined && name === undefined && issue.path[0] === 'environments') {
    return `\`${dotted([...issue.path.slice(0, -1), 'name'])}\` is missing: it is required, text`;
  }
  const suffix = meant === undefined ? '' : `: did you mean \`${meant}\`?`;
  return `\`${dotted(issue.path)}\` must be ${oneOf(kinds)}, found ${shownValue(issue.path, value)}${suffix}`;
}

function unionOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const alternatives = issue.errors.flatMap((errors) =>
    errors.flatMap((error) => (error.code === 'invalid_type' ? [EXPECTED[error.expected] ?? error.expected] : [])),
  );
  return oneOf([...new Set(alternatives)]);
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a group of settings',
  record: 'a group of numbers by name',
};

function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function plural(count: number | bigint, noun: string): string {
  return `${count} ${noun}${Number(count) === 1 ? '' : 's'}`;
}

/** `environments.0.name` */
export function dotted(path: Path): string {
  return path.map(String).join('.');
}
