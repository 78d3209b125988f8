/** What a run directory may hold: files, folders, and links that stay in it. Real links and pipes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireContained } from '../../../src/runs/contained.ts';
import { makeRun } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const scratch = scratchDirectory('contained');
const outside = join(scratch, 'outside');
mkdirSync(outside);
writeFileSync(join(outside, 'secret.txt'), 'secret');
let made = 0;
const run = (): string => makeRun(join(scratch, `run-${++made}`));

describe('a run directory', () => {
  it('is taken as it is made, and through a link', async () => {
    const root = run();
    await expect(requireContained(root)).resolves.toBeUndefined();
    const link = join(scratch, 'linked');
    symlinkSync(root, link);
    await expect(requireContained(link)).resolves.toBeUndefined();
  });

  it('that is not there is for others to tell', async () => {
    await expect(requireContained(join(scratch, 'nowhere'))).resolves.toBeUndefined();
  });

  it('may hold links that stay in it, to a file, to a folder and to itself', async () => {
    const root = run();
    symlinkSync('journal.jsonl', join(root, 'also.jsonl'));
    writeFileSync(join(root, 'journal.jsonl'), '');
    symlinkSync('iterations', join(root, 'rounds'));
    symlinkSync('..', join(root, 'final', 'up'));
    await expect(requireContained(root)).resolves.toBeUndefined();
  });

  it.each([
    ['journal.jsonl', join(outside, 'secret.txt')],
    ['journal.jsonl', '../outside/secret.txt'],
    ['iterations/0001/losses.jsonl', '../../../outside/secret.txt'],
    ['checkpoints', outside],
    ['logs', '../outside'],
    ['up', '..'],
    ['root', '/'],
    ['endless', '/dev/zero'],
    // Not there yet: what is appended would make it.
    ['summary.json', '../outside/later.txt'],
    ['round', 'round'],
  ])('in which %s is a link to %s is refused, and the link named', async (name, target) => {
    const root = run();
    symlinkSync(target, join(root, name));
    await expect(requireContained(root)).rejects.toMatchObject({
      code: 'E_STORE_LINK',
      message: expect.stringContaining(`${join(root, name)} is a link that leads`) as string,
    });
    rmSync(join(root, name));
    await expect(requireContained(root)).resolves.toBeUndefined();
  });

  it('is not its neighbour of a longer name', async () => {
    const root = run();
    makeRun(`${root}-more`);
    symlinkSync(`../run-${made}-more/config.resolved.yaml`, join(root, 'config.yaml'));
    await expect(requireContained(root)).rejects.toMatchObject({ code: 'E_STORE_LINK' });
  });

  it('in which there is a link to one that leads out is refused', async () => {
    const root = run();
    symlinkSync('second', join(root, 'first'));
    symlinkSync(outside, join(root, 'second'));
    await expect(requireContained(root)).rejects.toMatchObject({ code: 'E_STORE_LINK' });
  });

  it('in which there is a pipe is refused, where it lies', async () => {
    const root = run();
    const pipe = join(root, 'iterations', '0001', 'losses.jsonl');
    execFileSync('mkfifo', [pipe]);
    await expect(requireContained(root)).rejects.toMatchObject({
      code: 'E_STORE_LINK',
      message: `${pipe} is neither a file nor a folder.`,
    });
  });
});
