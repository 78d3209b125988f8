import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toJson, writeWhole } from '../../../src/runs/files.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('files');

describe('writing a file whole', () => {
  it('makes its folders, and leaves nothing beside it', async () => {
    const file = join(root, 'a', 'b', 'summary.json');
    await writeWhole(file, 'one');
    await writeWhole(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(join(root, 'a', 'b'))).toEqual(['summary.json']);
  });

  it('puts another file in its place instead of writing over the old one', async () => {
    const file = join(root, 'renamed');
    await writeWhole(file, 'one');
    const { ino } = statSync(file);
    await writeWhole(file, 'two');
    expect(statSync(file).ino).not.toBe(ino);
  });

  it('leaves the old file where the new one could not be written', async () => {
    const file = join(root, 'kept');
    await writeWhole(file, 'old');
    mkdirSync(`${file}.partial`);
    await expect(writeWhole(file, 'new')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('is not disturbed by what a crash left aside', async () => {
    const file = join(root, 'crashed');
    writeFileSync(`${file}.partial`, 'half of something that was long');
    await writeWhole(file, 'whole');
    expect(readFileSync(file, 'utf8')).toBe('whole');
    expect(existsSync(`${file}.partial`)).toBe(false);
  });
});

describe('toJson', () => {
  it('ends with a newline and reads back', () => {
    expect(JSON.parse(toJson({ a: [1, null, 'x'] }))).toEqual({ a: [1, null, 'x'] });
    expect(toJson({})).toBe('{}\n');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, which JSON would turn into null', (value) => {
    expect(() => toJson({ scores: { reward: value } })).toThrow(/reward is/u);
  });
});
