/** An error that is a bug of ours: exit code 70, a sentence on the terminal, and the stack in a log alone. */
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { leaveStack } from '../../../src/cli/stack-log.ts';
import { main } from '../../../src/cli/main.ts';
import { keepSecret } from '../../../src/secrets.ts';
import { fixture } from '../../support/command-line.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('unexpected');

/** A terminal whose driver has a bug, from its `last` line on. */
function broken(last: number): Writable {
  let lines = 0;
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  const write = stream.write.bind(stream);
  stream.write = ((chunk: string) => {
    if (++lines >= last) throw new TypeError('no such cell');
    return write(chunk);
  }) as typeof stream.write;
  return stream;
}

async function failing(argv: string[], last: number): Promise<{ code: number; err: string }> {
  let err = '';
  const stderr = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      err += chunk.toString();
      done();
    },
  });
  return { code: await main(argv, { stdout: broken(last), stderr, cwd: root, env: {} }), err };
}

describe('an unexpected error', () => {
  it('leaves its stack in a file of its own where there is no log', async () => {
    const { code, err } = await failing(['envs'], 1);
    expect(code).toBe(70);
    expect(err).toMatch(/^unexpected error, a bug of ours: no such cell\n\(its stack is in .*\)\n$/u);
    const file = /stack is in (.*)\)/u.exec(err)?.[1] ?? '';
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      level: 60,
      stack: expect.stringMatching(/TypeError: no such cell\n {4}at /u) as string,
    });
    expect(statSync(file).mode & 0o077).toBe(0);
    rmSync(file);
  });

  it('of a run leaves it in the log of the run', async () => {
    const { code, err } = await failing(['evolve', '--config', fixture('tiny.yaml'), '--run-dir', 'run'], 2);
    expect([code, err]).toEqual([
      70,
      expect.stringContaining(`(its stack is in ${join(root, 'run/logs/run.log')})`) as string,
    ]);
    expect(err).not.toMatch(/\n {4}at /u);
    expect(readFileSync(join(root, 'run/logs/run.log'), 'utf8')).toContain('TypeError: no such cell\\n    at ');
  });
});

describe('a stack that is left', () => {
  it('has no keys, and has the causes', () => {
    keepSecret('KEY', 'sk-in-a-stack');
    const file = join(root, 'own.log');
    leaveStack(new Error('outer', { cause: new Error('inner sk-in-a-stack') }), file);
    expect(readFileSync(file, 'utf8')).toMatch(/outer.*because: Error: inner \(KEY\)/u);
  });

  it('goes elsewhere where the log cannot be written', () => {
    mkdirSync(join(root, 'folder'));
    const said = leaveStack('a text', join(root, 'folder'));
    const file = /stack is in (.*)\)/u.exec(said)?.[1] ?? '';
    expect(readFileSync(file, 'utf8')).toContain('a text');
    rmSync(file);
  });
});
