import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openJournal, readJournal } from '../../../src/runs/journal.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('journal');
const MODULE = pathToFileURL(join(import.meta.dirname, '../../../dist/runs/journal.js')).href;

/** A journal file with two entries. */
async function written(name: string): Promise<string> {
  const file = join(root, name, 'journal.jsonl');
  const journal = await openJournal(file);
  await journal.record('clone', { id: 'abc' }, 1.5);
  await journal.record('iterations/1/explore', { rollouts: 7, note: 'ä' }, 2);
  await journal.close();
  return file;
}

describe('a journal', () => {
  it('appends a line for each entry, and finds them after it is opened again', async () => {
    const file = await written('plain');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(['clone', 'iterations/1/explore']);
    const journal = await openJournal(file);
    expect(journal.find('clone')).toMatchObject({ result: { id: 'abc' }, seconds: 1.5 });
    expect(journal.find('iterations/2/explore')).toBeUndefined();
    expect(journal.seconds()).toBe(3.5);
    await journal.record('control', null, 1);
    await journal.close();
    expect(readFileSync(file, 'utf8').startsWith(`${lines.join('\n')}\n`)).toBe(true);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });

  it.each([1, 2, 30])('loses the last line alone when it was torn %i bytes before its end', async (bytes) => {
    const file = await written(`torn-${bytes}`);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - bytes));
    const journal = await openJournal(file);
    expect(journal.find('clone')).toBeDefined();
    expect(journal.find('iterations/1/explore')).toBeUndefined();
    await journal.record('iterations/1/explore', { rollouts: 8 }, 2);
    await journal.close();
    const mended = await openJournal(file);
    expect(mended.find('iterations/1/explore')?.result).toEqual({ rollouts: 8 });
    await mended.close();
  });

  it('cuts a line that was torn within a character', async () => {
    const file = await written('character');
    const before = readFileSync(file);
    appendFileSync(file, Buffer.from('{"key":"ä').subarray(0, -1));
    await (await openJournal(file)).close();
    expect(readFileSync(file)).toEqual(before);
  });

  it.each(['{"key": "x", ', 'null', '{"result": 1, "seconds": 1}', '{"key": "x", "result": 1}'])(
    'with the line %j before its end is E_STORE_CORRUPT, by file and line',
    async (line) => {
      const file = await written(`corrupt-${line.length}`);
      const [first, second] = readFileSync(file, 'utf8').split('\n');
      writeFileSync(file, [first, line, second, ''].join('\n'));
      await expect(openJournal(file)).rejects.toMatchObject({
        code: 'E_STORE_CORRUPT',
        message: expect.stringContaining(`${file}:2 `) as string,
      });
    },
  );

  it('names all lines that are damaged, and changes nothing', async () => {
    const file = await written('several');
    const lines = readFileSync(file, 'utf8').split('\n');
    const text = ['?', lines[0], '{}', lines[1], 'null', '{"key":"torn'].join('\n');
    writeFileSync(file, text);
    await expect(openJournal(file)).rejects.toMatchObject({
      message: `${file}:1 is not a line of a journal, nor are 3, 5. The other lines are whole, and nothing was changed.`,
      hint: expect.stringContaining(`sed -i.damaged '1d;3d;5d' ${file}`) as string,
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('of a later version is E_STORE_MISMATCH, of none is read', async () => {
    const file = await written('version');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"version":1}\n');
    writeFileSync(file, text.replaceAll(',"version":1', ''));
    expect((await readJournal(file)).find('clone')).toBeDefined();
    const later = text.replace('"version":1', '"version":2');
    writeFileSync(file, later);
    await expect(openJournal(file)).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
      message: `${file}:1: the run directory is of version 2, and this program knows version 1.`,
    });
    expect(readFileSync(file, 'utf8')).toBe(later);
  });

  it('that could not write a line writes none after it, and is whole when it is opened again', async () => {
    const file = join(root, 'full', 'journal.jsonl');
    const code = `
      import { openJournal, readJournal } from ${JSON.stringify(MODULE)};
      const journal = await openJournal(process.argv[1]);
      const tries = [];
      for (const [key, length] of [['a', 10], ['b', 10], ['c', 2000], ['d', 10]])
        tries.push(journal.record(key, 'x'.repeat(length), 0).then(() => 'written', (error) => error.code + ': ' + error.message));
      console.log(JSON.stringify(await Promise.all(tries)));`;
    const script = 'ulimit -f 1; exec "$@"';
    const node = [process.execPath, '--input-type=module', '-e', code, file];
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...node], { encoding: 'utf8' });
    const fault = `E_STORE_DISK: ${file} cannot be written: it would be larger than a file may be here (EFBIG).`;
    expect(JSON.parse(stdout), stderr).toEqual(['written', 'written', fault, fault]);
    // A part of the line that did not fit stands there.
    expect(readFileSync(file, 'utf8')).toMatch(/"key":"c"[^\n]*$/u);
    const journal = await openJournal(file);
    expect(journal.entries().map(({ key }) => key)).toEqual(['a', 'b']);
    await journal.record('c', null, 0);
    await journal.close();
    expect((await readJournal(file)).entries().map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });
});
