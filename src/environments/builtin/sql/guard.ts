/**
 * What of a model's text may go to SQLite at all: one SELECT, of bounded length, without parameters. Reads the text as
 * SQLite's tokenizer does; knows no grammar. What a query may call and open is decided by its program (`program.ts`).
 */
import { faults } from './faults.ts';

/** Most characters of a query. */
export const LONGEST = 4000;

/** Blanks and comments; strings and quoted names; words; parameters; one other character. */
const TOKEN =
  /(?<blank>\s+|--[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<word>[A-Za-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*)|(?<parameter>\?|[:@$#]\w)|[^]/uy;

/** Functions and tables that reach outside the database: never even compiled. `program.ts` refuses all that is unknown. */
const OUTSIDE = /^(?:readfile|writefile|lsmode|fsdir|load_extension|fts3_tokenizer|sqlite3mc_\w*|sqlite_dbpage)$/iu;

export type Guarded = { sql: string } | { fault: string };

/**
 * The one query that a text holds, without what stands around it.
 * @param trims whether blanks at either end of a string are dropped: a word-level model cannot but write them, and no
 * value of our own databases has any.
 */
export function guard(text: string, trims: boolean): Guarded {
  if (text.length > LONGEST) return { fault: faults.tooLong(LONGEST) };
  if (text.includes('\0')) return { fault: faults.unreadable() };
  let sql = '';
  let first: string | undefined;
  let ended = false;
  for (const { 0: token, groups = {} } of text.matchAll(new RegExp(TOKEN, 'guy'))) {
    if (groups['blank'] !== undefined) {
      sql += ' ';
      continue;
    }
    if (token === ';') {
      ended = first !== undefined;
      continue;
    }
    if (ended) return { fault: faults.several() };
    if (token === "'" || token === '"' || token === '`' || token === '[') return { fault: faults.unclosed() };
    if (groups['parameter'] !== undefined) return { fault: faults.parameter() };
    const name = groups['word'] ?? (groups['quoted'] ?? groups['string'])?.slice(1, -1) ?? '';
    if (OUTSIDE.test(name.trim())) return { fault: faults.notAvailable(name.trim()) };
    first ??= token.toLowerCase();
    sql += trims && groups['string'] !== undefined ? `'${token.slice(1, -1).trim()}'` : token;
  }
  if (first === undefined) return { fault: faults.empty() };
  if (first !== 'select' && first !== 'with') return { fault: faults.noQuery() };
  return { sql: sql.trim() };
}
