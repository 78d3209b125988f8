/** What rows of a Parquet file say beside their messages. */
import type { Chunk, Column } from '../../parquet/column.ts';
import { createColumns } from '../../parquet/columns.ts';
import type { Field, Kind, Scalar } from '../../parquet/schema.ts';
import type { Facts } from '../../trajectory.ts';
import type { Entry } from '../entry.ts';

/** A scalar field, and where its value is. */
type Fact<From> = readonly [name: string, kind: Kind, of: (from: From) => Scalar | null | undefined];

const NAMES: readonly Fact<Entry>[] = [
  ['id', 'string', ({ id }) => id],
  ['item_id', 'string', ({ itemId }) => itemId],
  ['environment', 'string', ({ environment }) => environment],
  ['iteration', 'int32', ({ iteration }) => iteration],
];
/** Of an example whose trajectory is not at hand, none. */
const FACTS: readonly Fact<Facts>[] = [
  ['split', 'string', ({ split }) => split],
  ['group', 'string', ({ group }) => group],
  ['fingerprint', 'string', ({ fingerprint }) => fingerprint],
  ['fingerprint_of', 'string', ({ fingerprintOf }) => fingerprintOf],
  ['source', 'string', ({ source }) => source],
  ['sample', 'int32', ({ sample }) => sample],
  ['seed', 'int64', ({ seed }) => seed],
  ['policy', 'string', ({ policy }) => policy],
  ['temperature', 'double', ({ temperature }) => temperature],
  ['outcome', 'string', ({ outcome }) => outcome],
  ['success', 'boolean', ({ outcome }) => outcome === 'success'],
  ['reward', 'double', ({ reward }) => reward],
  ['raw_reward', 'double', ({ rewardRaw }) => rewardRaw],
  ['rounds', 'int32', ({ rounds }) => rounds],
  ['parse_errors', 'int32', ({ parseErrors }) => parseErrors],
  ['prompt_tokens', 'int64', ({ usage }) => usage.prompt],
  ['cached_tokens', 'int64', ({ usage }) => usage.cached],
  ['completion_tokens', 'int64', ({ usage }) => usage.completion],
  ['cost', 'double', ({ cost }) => cost],
  ['restarts', 'int32', ({ restarts }) => restarts],
  ['seconds', 'double', ({ seconds }) => seconds],
  ['error_code', 'string', ({ error }) => error?.code],
  ['error_message', 'string', ({ error }) => error?.message],
];
type Before = NonNullable<Facts['reverified']>;
const REVERIFIED: readonly Fact<Before>[] = [
  ['version', 'string', ({ version }) => version],
  ['outcome', 'string', ({ before }) => before.outcome],
  ['raw_reward', 'double', ({ before }) => before.rewardRaw],
  ['reward', 'double', ({ before }) => before.reward],
  ['source', 'string', ({ before }) => before.source],
];

function fieldsOf(facts: readonly Fact<never>[]): Field[] {
  return facts.map(([name, kind]) => ({ name, kind }));
}

export const ABOUT_FIELDS: readonly Field[] = [
  ...fieldsOf(NAMES),
  ...fieldsOf(FACTS),
  { name: 'reverified', fields: fieldsOf(REVERIFIED) },
];

/** Columns of what rows say beside their messages. */
export interface AboutColumns {
  readonly add: (entry: Entry) => void;
  /** The chunks of so many rows, in the order of the fields. */
  readonly take: (rows: number) => Chunk[];
}

export function createAboutColumns(): AboutColumns {
  const columns = createColumns(ABOUT_FIELDS);
  const those = <From>(facts: readonly Fact<From>[], within = '') =>
    facts.map(([name, , of]) => ({ column: columns.column<Scalar>(`${within}${name}`), of }));
  const names = those(NAMES);
  const about = those(FACTS);
  const reverified = those(REVERIFIED, 'reverified.');
  return {
    add: (entry) => {
      const { facts } = entry;
      fill(names, entry, 0);
      fill(about, facts, 0);
      fill(reverified, facts?.reverified, facts?.reverified === undefined ? 0 : 1);
    },
    take: columns.take,
  };
}

/** Where there is none, it ends at that definition. */
function fill<From>(
  facts: readonly { column: Column<Scalar>; of: Fact<From>[2] }[],
  from: From | undefined,
  definition: number,
): void {
  for (const { column, of } of facts) {
    const value = from === undefined ? undefined : of(from);
    if (value === undefined || value === null) column.skip(definition);
    else column.add(value);
  }
}
