import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../../scripts/generate.ts';
import { configJsonSchema, type JsonSchema } from '../../../src/config/json-schema.ts';

describe('generated files', () => {
  const files = generatedFiles();

  it.each(Object.keys(files))('%s is what scripts/generate.ts writes', (path) => {
    expect(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')).toBe(files[path]);
  });
});

/** Paths of the keys without a description. */
function undescribed(part: JsonSchema, at: string): string[] {
  const within = Object.entries(part.properties ?? {}).flatMap(([key, inner]) => [
    ...((inner.description ?? '') === '' ? [`${at}${key}`] : []),
    ...undescribed(inner, `${at}${key}.`),
  ]);
  const items = typeof part.items === 'object' ? [part.items] : [];
  return [...within, ...[...items, ...(part.oneOf ?? [])].flatMap((inner) => undescribed(inner, at))];
}

describe('the schema', () => {
  it('describes every key', () => {
    expect(undescribed(configJsonSchema(), '')).toEqual([]);
    expect(undescribed({ properties: { a: {} } }, '')).toEqual(['a']);
  });
});
