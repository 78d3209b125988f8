import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Content, makeFolder, readJson, syncTree, toJson, writeWhole } from '../../../src/runs/files.ts';
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

  it('takes pieces as they come, and leaves the old file where they do not come to their end', async () => {
    const file = join(root, 'pieces');
    const pieces =
      (count: number, fault?: Error): Content =>
      async (write) => {
        for (let i = 0; i < count; i++) await write(Buffer.alloc(1 << 20, i));
        if (fault !== undefined) throw fault;
      };
    // More than is written between two syncs.
    await writeWhole(file, pieces(40));
    const expected = Buffer.concat(Array.from({ length: 40 }, (_, i) => Buffer.alloc(1 << 20, i)));
    expect(readFileSync(file).equals(expected)).toBe(true);
    await expect(writeWhole(file, pieces(3, new Error('no more')))).rejects.toThrow('no more');
    expect(readFileSync(file).equals(expected)).toBe(true);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it('is not disturbed by what a crash left aside', async () => {
    const file = join(root, 'crashed');
    writeFileSync(`${file}.partial`, 'half of something that was long');
    await writeWhole(file, 'whole');
    expect(readFileSync(file, 'utf8')).toBe('whole');
    expect(existsSync(`${file}.partial`)).toBe(false);
  });
});

describe('on a disk that is full', () => {
  it('leaves the old file, and nothing beside it', async () => {
    const file = join(root, 'full', 'summary.json');
    await writeWhole(file, 'old');
    symlinkSync('/dev/full', `${file}.partial`);
    await expect(writeWhole(file, 'new')).rejects.toMatchObject({
      code: 'E_STORE_DISK',
      message: expect.stringContaining(`${file} cannot be written: the disk is full`) as string,
    });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(join(root, 'full'))).toEqual(['summary.json']);
  });
});

describe('folders', () => {
  it('are made with those they are in, also where they are there', async () => {
    const folder = join(root, 'x', 'y', 'z');
    await makeFolder(folder);
    await makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it('are synced with all that is in them', async () => {
    const folder = join(root, 'tree', 'nested', 'deeper');
    await makeFolder(folder);
    writeFileSync(join(folder, 'file'), 'x', { mode: 0o444 });
    symlinkSync('nowhere', join(folder, 'link'));
    await syncTree(join(root, 'tree'));
  });
});

describe('readJson', () => {
  const whole = toJson({ a: [1, 2, { b: 'text' }], c: null, d: { e: 1.5 } });
  const read = (name: string, text: string): Promise<unknown> => {
    writeFileSync(join(root, name), text);
    return readJson(join(root, name), 'Do this.');
  };

  it('gives what the file holds, and undefined where there is none', async () => {
    expect(await read('good.json', whole)).toEqual(JSON.parse(whole));
    expect(await readJson(join(root, 'none.json'), '')).toBeUndefined();
  });

  it.each([
    ['a number', whole.replace('1.5', 'x1.5'), 11],
    ['a string', whole.replace('text', 'te\nxt'), 6],
    ['a name', whole.replace('"c"', 'c'), 9],
    ['zero bytes', whole.replace('null', 'nu\0l'), 9],
    ['its end', whole.slice(0, 40), 6],
    ['what follows', `${whole}}`, 14],
  ])('names the line of a damage in %s', async (_what, text, line) => {
    const file = join(root, 'bad.json');
    await expect(read('bad.json', text)).rejects.toMatchObject({
      code: 'E_STORE_CORRUPT',
      message: `${file}:${line} is not JSON: the file is damaged.`,
      hint: 'Do this.',
    });
  });

  it.each(['', 'x', '\0\0\0\0'])('is E_STORE_CORRUPT for %j', async (text) => {
    await expect(read('empty.json', text)).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
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
