/**
 * Runs that may not write: a file that may not grow (ulimit -f, which works everywhere), and a disk that is full (a small
 * tmpfs, where this machine lets it be mounted). With room they go on, and come to the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentgym, BIN, fixture, type Ran } from '../support/command-line.ts';
import { differencesOf } from '../support/same-run.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('full-disk');
const RUN = ['evolve', '--config', fixture('killed.yaml'), '--set', 'iterations=1', '--run-dir'];
const COLLECT = [
  'collect-trajectories',
  '--config',
  fixture('tiny.yaml'),
  '--env',
  'echo',
  '--policy',
  'expert',
  '--out',
];

/** For several runs, on a machine that does other things, too (ms). */
const PATIENCE = 900_000;

beforeAll(() => {
  const { status, stderr } = agentgym(root, [...RUN, 'whole']);
  expect(status, stderr).toBe(0);
});

/** Runs a command whose files may have so many KiB. */
function limited(kibibytes: number, argv: readonly string[]): Ran {
  const script = `ulimit -f ${kibibytes}; exec "$@"`;
  return spawnSync('bash', ['-c', script, 'bash', process.execPath, BIN, ...argv], { cwd: root, encoding: 'utf8' });
}

async function expectWhole(directory: string): Promise<void> {
  const { status, stderr } = agentgym(root, ['evolve', '--resume', directory]);
  expect(status, stderr).toBe(0);
  expect(await differencesOf(join(root, 'whole'), directory)).toEqual([]);
}

describe('a run whose files may not grow', () => {
  it.each([
    [2, /checkpoints\/\.workshop\/base cannot be written/u],
    [32, /iterations\/0001\/trajectories\.jsonl cannot be written/u],
  ])('beyond %i KiB says which could not be written, and goes on once it may', async (kibibytes, file) => {
    const directory = join(root, `limited-${kibibytes}`);
    const { status, stderr } = limited(kibibytes, [...RUN, directory]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(file)]);
    expect(stderr).toMatch(/\(EFBIG\)\.\nhint: Everything that was finished before is kept.*\n\(E_STORE_DISK\)\n$/u);
    expect(readdirSync(directory)).not.toContain('run.lock');
    await expectWhole(directory);
  });
});

describe('a file that may not be written', () => {
  it('is said by other commands, too', () => {
    const { status, stderr } = limited(1, [...COLLECT, 'x.jsonl']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/x\.jsonl cannot be written: .*\(EFBIG\)/u)]);
    const before = readFileSync(join(root, 'x.jsonl'), 'utf8');
    const again = agentgym(root, [...COLLECT, 'x.jsonl']);
    expect(again.status, again.stderr).toBe(0);
    const whole = before.slice(0, before.lastIndexOf('\n') + 1);
    expect(readFileSync(join(root, 'x.jsonl'), 'utf8').startsWith(whole)).toBe(true);
  });

  it('where a file stands in the place of the run directory', () => {
    writeFileSync(join(root, 'in-the-way'), 'mine');
    const { status, stderr } = agentgym(root, [...RUN, 'in-the-way']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/in-the-way.* cannot be written: a file stands where/u),
    ]);
    expect(readFileSync(join(root, 'in-the-way'), 'utf8')).toBe('mine');
  });
});

const disk = join(root, 'disk');
mkdirSync(disk);
const mount = (...argv: readonly string[]): boolean => spawnSync('mount', argv).status === 0;
const mounted = mount('-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk);
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
});

describe.skipIf(!mounted)('a run on a disk that is full', () => {
  it(
    'stops, again and again, keeps what is finished, and goes on with room',
    async () => {
      const directory = join(disk, 'run');
      // Room for the beginning, for some checkpoints, for more of them.
      for (const size of [16, 96, 200]) {
        expect(mount('-o', `remount,size=${size}k`, disk)).toBe(true);
        const { status, stderr } = agentgym(root, [...RUN, directory]);
        expect([size, status, stderr]).toEqual([
          size,
          2,
          expect.stringMatching(/cannot be written: the disk is full \(ENOSPC\)/u),
        ]);
        expect(stderr).toContain('(E_STORE_DISK)');
      }
      expect(mount('-o', 'remount,size=16m', disk)).toBe(true);
      await expectWhole(directory);
    },
    PATIENCE,
  );

  it('that may only be read says so', () => {
    expect(mount('-o', 'remount,ro', disk)).toBe(true);
    const { status, stderr } = agentgym(root, ['evolve', '--resume', join(disk, 'run')]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/cannot be written: the file system is read-only/u)]);
    expect(mount('-o', 'remount,rw', disk)).toBe(true);
    rmSync(join(disk, 'run'), { recursive: true });
  });
});
