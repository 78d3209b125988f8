import { describe, expect, it } from 'vitest';
import { faults } from '../../../../src/environments/builtin/sql/faults.ts';
import { guard, LONGEST } from '../../../../src/environments/builtin/sql/guard.ts';

const plain = (text: string) => guard(text, false);

describe('what of a text goes to SQLite', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['  select 1 ;; ', 'select 1'],
    ['-- first\nSELECT a /* here; */ FROM t;', 'SELECT a   FROM t'],
    ['SELECT \';\' , "a;b", `c;d`, [e;f] FROM t', 'SELECT \';\' , "a;b", `c;d`, [e;f] FROM t'],
    ["SELECT 'it''s'", "SELECT 'it''s'"],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'WITH a AS (SELECT 1) SELECT * FROM a'],
  ])('takes %s', (text, sql) => {
    expect(plain(text)).toEqual({ sql });
  });

  it.each([
    ['', faults.empty()],
    [' ; -- nothing', faults.empty()],
    ['DELETE FROM t', faults.noQuery()],
    ["ATTACH 'x.db' AS x", faults.noQuery()],
    ['PRAGMA query_only = OFF', faults.noQuery()],
    ['EXPLAIN SELECT 1', faults.noQuery()],
    ['SELECT 1; SELECT 2', faults.several()],
    ['SELECT 1; DROP TABLE t', faults.several()],
    ["SELECT 'a", faults.unclosed()],
    ['SELECT "a', faults.unclosed()],
    ['SELECT [a', faults.unclosed()],
    ['SELECT * FROM t WHERE a = ?', faults.parameter()],
    ['SELECT :a', faults.parameter()],
    ['SELECT $a', faults.parameter()],
    ['SELECT 1\0', faults.unreadable()],
    [`SELECT ${'1'.repeat(LONGEST)}`, faults.tooLong(LONGEST)],
    ["SELECT readfile('x')", faults.notAvailable('readfile')],
    ['SELECT "writefile"(1, 2)', faults.notAvailable('writefile')],
    ['SELECT * FROM [FSDIR]', faults.notAvailable('FSDIR')],
    ["SELECT * FROM 'fsdir'", faults.notAvailable('fsdir')],
  ])('refuses %j', (text, fault) => {
    expect(plain(text)).toEqual({ fault });
  });

  it('drops blanks at the ends of strings only where it is told to', () => {
    const text = "SELECT ' Red River ' || ' it''s '";
    expect(guard(text, true)).toEqual({ sql: "SELECT 'Red River' || 'it''s'" });
    expect(plain(text)).toEqual({ sql: text });
  });
});
