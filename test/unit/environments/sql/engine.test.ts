/** The process that runs queries: what it refuses, and that nothing can hold it up. */
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../../src/environments/builtin/sql/engine.ts';
import { faults } from '../../../../src/environments/builtin/sql/faults.ts';
import type { Outcome } from '../../../../src/environments/builtin/sql/messages.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const folder = scratchDirectory('sql');
const file = join(folder, 'a b#?.sqlite');
const script = `CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT); INSERT INTO t VALUES (1, 'a'), (2, NULL), (3, 'a
b'); CREATE TABLE "odd name" (id, x REFERENCES t(x)); CREATE VIEW reads AS SELECT readfile('x') AS y;`;
const own = new Libsql(file);
own.exec(script);
own.close();
chmodSync(file, 0o444);

const ENDLESS = 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT';
const DEADLINE = 0.4;
const engine = new Engine(DEADLINE, (db) => (db === 'file' ? { file } : { script }));
afterAll(() => engine.close());

async function run(sql: string, { gold, db = 'memory' }: { gold?: string; db?: string } = {}): Promise<Outcome> {
  return engine.run({ db, sql, rows: 2, decimals: 1, ...(gold === undefined ? {} : { gold }) });
}

describe.each(['memory', 'file'])('a database (%s)', (db) => {
  it('is asked', async () => {
    expect(await run('SELECT y, x FROM t ORDER BY x DESC', { db })).toEqual({
      columns: ['y', 'x'],
      rows: [
        ['a b', '3'],
        ['NULL', '2'],
      ],
      count: 3,
      more: false,
      equal: false,
    });
  });

  it('is compared', async () => {
    expect(await run('SELECT x FROM t', { gold: 'SELECT x * 1.0 FROM t ORDER BY x DESC', db })).toMatchObject({
      equal: true,
    });
    expect(await run('SELECT x FROM t LIMIT 2', { gold: 'SELECT x FROM t', db })).toMatchObject({ equal: false });
    expect(await run('SELECT x, y FROM t', { gold: 'SELECT x FROM t', db })).toMatchObject({ equal: false });
  });

  it.each([
    ['WITH a AS (SELECT 1) DELETE FROM t', faults.writes()],
    ["WITH a AS (SELECT 1) INSERT INTO t VALUES (9, 'z')", faults.writes()],
    ["SELECT readfile('x')", faults.notAvailable('readfile')],
    ["SELECT writefile('x', 'y') FROM t WHERE 0", faults.notAvailable('writefile')],
    ["SELECT 1 FROM t ORDER BY writefile('x', 'y')", faults.notAvailable('writefile')],
    ['SELECT load_extension(1)', faults.notAvailable('load_extension')],
    ['SELECT random()', faults.notAvailable('random')],
    ['SELECT hex(randomblob(9))', faults.notAvailable('randomblob')],
    ['SELECT length(zeroblob(9))', faults.notAvailable('zeroblob')],
    ["SELECT * FROM fsdir WHERE path = '/'", faults.otherTable()],
    ["SELECT * FROM pragma_table_info('t')", faults.otherTable()],
    ['SELECT * FROM generate_series(1, 9)', faults.otherTable()],
    ['SELECT z FROM t', faults.sqlite('no such column: z')],
    ['SELECT * FROM z', faults.sqlite('no such table: z')],
    ['SELECT', faults.sqlite('incomplete input')],
    ['SELECT * FROM reads', faults.sqlite('unsafe use of readfile()')],
  ])('refuses %s', async (sql, fault) => {
    expect(await run(sql, { db })).toEqual({ fault });
  });

  it('lists its tables', async () => {
    expect(await engine.schema(db)).toEqual([
      { name: 't', text: 'CREATE TABLE t (x INTEGER, y TEXT)' },
      { name: '`odd name`', text: 'CREATE TABLE `odd name` (id, x REFERENCES t)' },
    ]);
  });
});

describe('the deadline', () => {
  it.each([`${ENDLESS} count(*) FROM r`, `${ENDLESS} n FROM r ORDER BY n DESC`])('stops %s', async (sql) => {
    expect(await run(sql)).toEqual({ fault: faults.tooSlow(DEADLINE) });
    expect(await run('SELECT 1')).toMatchObject({ rows: [['1']] });
  });

  it('does not cost those behind it their answer', async () => {
    const all = await Promise.all([run('SELECT 1'), run(`${ENDLESS} max(n) FROM r`), run('SELECT 2'), run('SELECT 3')]);
    expect(all).toMatchObject([
      { rows: [['1']] },
      { fault: faults.tooSlow(DEADLINE) },
      { rows: [['2']] },
      { rows: [['3']] },
    ]);
  });

  it('is not needed where rows without end are shown or are wrong', async () => {
    const first = { rows: [['1'], ['2']], count: 1000, more: true, equal: false };
    expect(await run(`${ENDLESS} n FROM r`)).toMatchObject(first);
    expect(await run(`${ENDLESS} n FROM r`, { gold: 'SELECT 1' })).toMatchObject(first);
  });

  it('leaves what needs too much memory an answer', async () => {
    expect(await run("SELECT length(printf('%.*c', 900000000, 'x'))")).toEqual({ fault: faults.tooBig() });
    expect(await run('SELECT 4')).toMatchObject({ rows: [['4']] });
  });
});

it('leaves a file as it is, and nothing beside it', async () => {
  const before = statSync(file);
  expect(await run('SELECT count(*) FROM t', { db: 'file' })).toMatchObject({ rows: [['3']] });
  expect([statSync(file).mtimeMs, statSync(file).size]).toEqual([before.mtimeMs, before.size]);
  expect(readdirSync(folder)).toEqual(['a b#?.sqlite']);
  expect(existsSync('x')).toBe(false);
});

it('says what is wrong with a database or a right query', async () => {
  const none = new Engine(1, () => ({ file: join(folder, 'none.sqlite') }));
  const failure = expect.objectContaining({ code: 'E_ENV_STEP', message: expect.stringContaining('none') });
  await expect(none.run({ db: 'none', sql: 'SELECT 1', rows: 1, decimals: 1 })).rejects.toEqual(failure);
  none.close();
  await expect(run('SELECT 1', { gold: 'SELECT nonsense' })).rejects.toMatchObject({ code: 'E_ENV_STEP' });
  expect(existsSync(join(folder, 'none.sqlite'))).toBe(false);
});
