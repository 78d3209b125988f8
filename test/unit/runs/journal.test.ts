import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../../src/runs/journal.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('journal');

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
});
