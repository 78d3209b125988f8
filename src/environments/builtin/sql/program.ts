/**
 * What a query would do, read off the program that SQLite compiles it to (EXPLAIN) before it is run: which functions it
 * calls, whether it writes, whether it opens anything but tables. libsql is built with functions that read and write
 * files (`readfile`, `writefile`, `fsdir`), so nothing is allowed that is not listed here.
 */
import { faults } from './faults.ts';

/** SQLite's functions of one result for the same arguments; of libsql's own and of its extensions none. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `abs ceil ceiling char coalesce concat concat_ws exp floor format glob hex ifnull iif instr length like likelihood likely
  ln log log10 log2 lower ltrim max min mod nullif octet_length pi pow power printf quote replace round rtrim sign soundex
  sqrt substr substring trim trunc typeof unhex unicode unlikely upper acos acosh asin asinh atan atan2 atanh cos cosh degrees
  radians sin sinh tan tanh date datetime julianday strftime time timediff unixepoch current_date current_time
  current_timestamp avg count group_concat string_agg sum total cume_dist dense_rank first_value lag last_value lead
  nth_value ntile percent_rank rank row_number json json_array json_array_length json_extract json_object json_quote
  json_type json_valid json_group_array json_group_object -> ->>`.split(/\s+/u),
);

/** Instructions of a program that no query of tables has. */
const WRITES: ReadonlySet<string> = new Set(
  `OpenWrite Clear CreateBtree Destroy DropTable DropIndex DropTrigger ParseSchema SetCookie Vacuum IncrVacuum JournalMode
  Checkpoint Savepoint AutoCommit VUpdate VCreate VDestroy VRename VBegin Pagecount MaxPgcnt SqlExec Program FkCounter
  TableLock`.split(/\s+/u),
);

/** Rows of `EXPLAIN` as it gives them: addr, opcode, p1, p2, p3, p4, p5, comment. */
export type Instruction = readonly unknown[];

/** What forbids the program; undefined where nothing does. */
export function faultOf(program: Iterable<Instruction>): string | undefined {
  for (const [, opcode, , , , p4] of program) {
    const operation = String(opcode);
    if (WRITES.has(operation)) return faults.writes();
    if (operation === 'VOpen') return faults.otherTable();
    if (!/^(?:PureFunc|Function|Agg)/u.test(operation)) continue;
    const [, name = ''] = /^(.*)\(-?\d+\)$/su.exec(String(p4)) ?? [];
    if (!FUNCTIONS.has(name.toLowerCase())) return faults.notAvailable(name);
  }
  return undefined;
}
