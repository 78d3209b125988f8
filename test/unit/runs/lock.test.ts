import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lock, lookAt } from '../../../src/runs/lock.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('lock');
const MODULE = pathToFileURL(join(import.meta.dirname, '../../../dist/runs/lock.js')).href;

/** Another process takes the lock, says so, and holds it until it is killed. */
async function holderOf(file: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const code = `
    import { lock } from ${JSON.stringify(MODULE)};
    await lock(process.argv[1]);
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, file]);
  await new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve());
  });
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  return { pid: child.pid as number, kill };
}

describe('the lock', () => {
  it('is there while it is held, and gone when it is released', async () => {
    const file = join(root, 'new-folder', 'run.lock');
    const held = await lock(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await held.release();
    expect(existsSync(file)).toBe(false);
    await (await lock(file)).release();
  });

  it('refuses a second holder in the same process', async () => {
    const file = join(root, 'same.lock');
    const held = await lock(file);
    await expect(lock(file)).rejects.toMatchObject({ code: 'E_STORE_LOCKED' });
    await held.release();
  });

  it('refuses a second process, naming the first, until that one is gone', async () => {
    const file = join(root, 'second.lock');
    const holder = await holderOf(file);
    await expect(lock(file)).rejects.toMatchObject({
      code: 'E_STORE_LOCKED',
      message: `Process ${holder.pid} is working in ${root}.`,
    });
    await holder.kill();
    expect(existsSync(file)).toBe(true);
    const held = await lock(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await held.release();
  });

  it('is stale when its process id has been given to another process', async () => {
    const file = join(root, 'reused.lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    await (await lock(file)).release();
  });

  it('of another machine is never taken over, and says whose it is', async () => {
    const file = join(root, 'elsewhere', 'run.lock');
    await (await lock(file)).release();
    writeFileSync(file, JSON.stringify({ pid: 7, started: '1', host: 'node7.cluster' }));
    await expect(lock(file)).rejects.toMatchObject({
      code: 'E_STORE_LOCKED',
      message: `Process 7 on node7.cluster is working in ${join(root, 'elsewhere')}.`,
      hint: expect.stringContaining(`if it or node7.cluster is gone, remove ${file}.`) as string,
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ host: 'node7.cluster' });
    expect(await lookAt(file)).toBe('elsewhere');
    writeFileSync(
      file,
      JSON.stringify({ pid: spawnSync(process.execPath, ['-e', '']).pid, started: '1', host: hostname() }),
    );
    expect(await lookAt(file)).toBe('nobody');
    const held = await lock(file);
    expect([await lookAt(file), JSON.parse(readFileSync(file, 'utf8'))]).toEqual([
      'alive',
      { pid: process.pid, started: expect.any(String) as string, host: hostname() },
    ]);
    await held.release();
  });

  it.each(['', '{"pid":', 'null', '{"pid": "1"}'])('is stale when its writer was killed at %j', async (text) => {
    const file = join(root, `torn-${text.length}.lock`);
    writeFileSync(file, text);
    await (await lock(file)).release();
  });

  it('goes to one alone of many that want it', async () => {
    const file = join(root, 'race.lock');
    writeFileSync(file, JSON.stringify({ pid: spawnSync(process.execPath, ['-e', '']).pid, started: '1' }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lock(file)));
    const held = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'E_STORE_LOCKED' });
    await held[0]?.release();
    expect(readdirSync(root).filter((name) => name.startsWith('race'))).toEqual([]);
  });
});
