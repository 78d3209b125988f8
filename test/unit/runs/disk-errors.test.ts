import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AgentgymError } from '../../../src/errors.ts';
import { explainDisk, onDisk } from '../../../src/runs/disk-errors.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('disk-errors');

describe('what the system says when something cannot be written', () => {
  it('becomes an error that names the file and says what to do', async () => {
    // A write through a handle: the system does not say where to.
    const full = onDisk(join(root, 'journal.jsonl'), async () => {
      const handle = await open('/dev/full', 'w');
      try {
        await handle.writeFile('x');
      } finally {
        await handle.close();
      }
    });
    await expect(full).rejects.toMatchObject({
      code: 'E_STORE_DISK',
      message: `${join(root, 'journal.jsonl')} cannot be written: the disk is full (ENOSPC).`,
      hint: expect.stringMatching(/^Everything that was finished before is kept.*Make room, then/u) as string,
      cause: expect.objectContaining({ code: 'ENOSPC' }) as Error,
    });
  });

  it('names the path that the system names where no other is given', async () => {
    await writeFile(join(root, 'in-the-way'), '');
    const path = join(root, 'in-the-way', 'file');
    const error = await writeFile(path, '').catch(explainDisk);
    expect(error).toMatchObject({
      code: 'E_STORE_DISK',
      message: expect.stringContaining(`${path} cannot be`) as string,
    });
  });

  it('stays as it is where it is about something else', async () => {
    const missing = await writeFile(join(root, 'nowhere', 'file'), '').catch(explainDisk);
    expect(missing).toMatchObject({ code: 'ENOENT' });
    const [ours, bug] = [new AgentgymError('E_STORE_CORRUPT', 'x'), new TypeError('y')];
    expect([explainDisk(ours, 'a'), explainDisk(bug, 'a'), explainDisk('text')]).toEqual([ours, bug, 'text']);
    await expect(onDisk('a', () => Promise.reject(bug))).rejects.toBe(bug);
  });
});
