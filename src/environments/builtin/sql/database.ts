/**
 * One database, opened to be read only, in the process that runs queries: compiles, checks and runs a query, and compares
 * its rows with the right ones. Has no deadline; who asks kills the process.
 */
import { pathToFileURL } from 'node:url';
import Libsql from 'libsql';
import { faults } from './faults.ts';
import type { Outcome, Query, Source, TableText } from './messages.ts';
import { faultOf, type Instruction } from './program.ts';
import { keyOf, type Row, RowComparison, type Value } from './row-set.ts';

/** Rows that are counted; a comparison goes on until it is decided. */
const MOST_COUNTED = 1000;
/** Compiled queries and right results that are kept of a database. */
const MOST_KEPT = 256;
/** Bytes that SQLite may use, all databases together. */
const HEAP = 256 * 2 ** 20;
const LONGEST_CELL = 60;

interface Compiled {
  columns: readonly string[];
  iterate(): Iterable<Row>;
}

export class Database {
  readonly #db: Libsql.Database;
  readonly #compiled = new Map<string, Compiled | { fault: string }>();
  readonly #right = new Map<string, ReadonlySet<string>>();

  constructor(source: Source) {
    if ('file' in source) {
      this.#db = new Libsql(`${pathToFileURL(source.file).href}?mode=ro&immutable=1`);
    } else {
      this.#db = new Libsql(':memory:');
      this.#db.exec(source.script);
    }
    this.#db.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;');
    this.#db.prepare(`PRAGMA hard_heap_limit = ${HEAP}`).all();
  }

  /** Runs a query of a model. Throws where the right query does not run. */
  run({ sql, gold, rows: most, decimals }: Query): Outcome {
    const comparison = gold === undefined ? undefined : new RowComparison(this.#rightRows(gold));
    try {
      const compiled = this.#compile(sql);
      if ('fault' in compiled) return compiled;
      const rows: string[][] = [];
      let count = 0;
      let more = false;
      for (const row of compiled.iterate()) {
        comparison?.add(row);
        if (count >= MOST_COUNTED) {
          more = true;
          if (comparison === undefined || comparison.strange) break;
          continue;
        }
        count += 1;
        if (rows.length < most) rows.push(row.map((value) => textOf(value, decimals)));
      }
      return { columns: compiled.columns, rows, count, more, equal: comparison?.equal ?? false };
    } catch (error) {
      return { fault: faultOfError(error) };
    }
  }

  /** The tables, as short `CREATE TABLE` texts. */
  schema(): TableText[] {
    const all = (sql: string): Row[] => this.#db.prepare(sql).raw().all() as Row[];
    const tables = all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    return tables.map(([table]) => {
      const keys = new Map(
        all(`PRAGMA foreign_key_list(${quoted(table)})`).map((key) => [String(key[3]), String(key[2])]),
      );
      const columns = all(`PRAGMA table_info(${quoted(table)})`).map(([, name, type]) => {
        const to = keys.get(String(name));
        const parts = [nameOf(name), String(type), to === undefined ? '' : `REFERENCES ${nameOf(to)}`];
        return parts.filter((part) => part !== '').join(' ');
      });
      return { name: nameOf(table), text: `CREATE TABLE ${nameOf(table)} (${columns.join(', ')})` };
    });
  }

  #compile(sql: string): Compiled | { fault: string } {
    const before = this.#compiled.get(sql);
    if (before !== undefined) return before;
    const made = this.#make(sql);
    keep(this.#compiled, sql, made);
    return made;
  }

  #make(sql: string): Compiled | { fault: string } {
    const fault = faultOf(this.#db.prepare(`EXPLAIN ${sql}`).raw().all() as Instruction[]);
    if (fault !== undefined) return { fault };
    const statement = this.#db.prepare(sql).raw().safeIntegers();
    if (!statement.reader) return { fault: faults.noQuery() };
    const columns = statement.columns().map(({ name }) => name);
    return { columns, iterate: () => statement.iterate() as Iterable<Row> };
  }

  #rightRows(gold: string): ReadonlySet<string> {
    const before = this.#right.get(gold);
    if (before !== undefined) return before;
    const compiled = this.#compile(gold);
    if ('fault' in compiled) throw new Error(compiled.fault);
    const rows = new Set<string>();
    for (const row of compiled.iterate()) rows.add(keyOf(row));
    keep(this.#right, gold, rows);
    return rows;
  }
}

/** Keeps a bounded number of entries, the oldest going first. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.size >= MOST_KEPT ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

function quoted(name: Value | undefined): string {
  return `"${String(name).replaceAll('"', '""')}"`;
}

function nameOf(name: Value | undefined): string {
  const text = String(name);
  return /^[A-Za-z_]\w*$/u.test(text) ? text : `\`${text}\``;
}

function faultOfError(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'SQLITE_NOMEM' ? faults.tooBig() : faults.sqlite(String(message).slice(0, 200));
}

/** A value in one line. */
function textOf(value: Value, decimals: number): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(Number(value.toFixed(decimals)));
  if (Buffer.isBuffer(value)) return `(${value.length} bytes)`;
  const text = String(value)
    .slice(0, 4 * LONGEST_CELL)
    .replaceAll(/\s+/gu, ' ');
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}...` : text;
}
