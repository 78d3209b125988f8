/** The list of findings: its documentation, and that every one of them is found by a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FindingCode, FINDINGS, SEVERITIES } from '../../../../src/environments/check/findings.ts';

const DOCS = join(import.meta.dirname, '../../../../docs/envs-check.md');
const TITLES = { broken: 'Broken', warning: 'Warnings', note: 'Notes' } as const;
const codes = Object.keys(FINDINGS) as FindingCode[];

/** Sections of the page by their titles, without line breaks. */
function sections(level: string): Map<string, string> {
  const parts = readFileSync(DOCS, 'utf8')
    .split(new RegExp(`^${level} `, 'mu'))
    .slice(1);
  return new Map(
    parts.map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return [title, lines.join(' ').replaceAll(/\s+/gu, ' ')];
    }),
  );
}

describe('docs/envs-check.md', () => {
  it('has every finding, by how bad it is, in the order of the list, and no other', () => {
    const documented = SEVERITIES.map((severity) => [
      severity,
      [...(sections('###').get(TITLES[severity]) ?? '').matchAll(/#### `([\w-]+)`/gu)].map(([, code]) => code),
    ]);
    const listed = SEVERITIES.map((severity) => [
      severity,
      codes.filter((code) => FINDINGS[code].severity === severity),
    ]);
    expect(documented).toEqual(listed);
  });

  it.each(codes)('says of %s what the report says, and how it is found', (code) => {
    const section = sections('####').get(`\`${code}\``) ?? '';
    const { what, client, remedy } = FINDINGS[code];
    expect(section).toContain(what);
    expect(section).toContain(`What a client sees: ${client}`);
    expect(section).toContain(`What to do: ${remedy}`);
    expect(section).toMatch(/How it is found: .{20}/u);
  });
});

describe('the tests of this folder', () => {
  it('find every finding', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name !== 'findings.test.ts');
    const text = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});
