/**
 * `parquet`: one row per entry with typed columns, `messages` a list of structs, as pandas, pyarrow and datasets read
 * it without being told anything. Holds everything a trajectory does, weights too. Gives schema and columns; the file is
 * written elsewhere (../export/sinks.ts).
 */
import type { SchemaElement } from 'hyparquet';
import { aboutEntry } from './agenttraj.ts';
import type { Entry, EntryMessage } from './entry.ts';

type Leaf = 'string' | 'boolean' | 'int32' | 'int64' | 'double';

const LEAVES: Record<Leaf, Partial<SchemaElement>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
};

/** Columns and their types, in the order of the file; each may be null. */
const COLUMNS = {
  id: 'string',
  item_id: 'string',
  environment: 'string',
  iteration: 'int32',
  split: 'string',
  group: 'string',
  fingerprint: 'string',
  fingerprint_of: 'string',
  source: 'string',
  sample: 'int32',
  seed: 'int64',
  policy: 'string',
  temperature: 'double',
  outcome: 'string',
  success: 'boolean',
  reward: 'double',
  raw_reward: 'double',
  rounds: 'int32',
  parse_errors: 'int32',
  prompt_tokens: 'int64',
  cached_tokens: 'int64',
  completion_tokens: 'int64',
  restarts: 'int32',
  seconds: 'double',
  error_code: 'string',
  error_message: 'string',
} as const satisfies Record<string, Leaf>;

type Value<Type extends Leaf> = Type extends 'string'
  ? string
  : Type extends 'boolean'
    ? boolean
    : Type extends 'int64'
      ? bigint
      : number;

export interface ParquetMessage {
  role: string;
  content: string;
  loss: boolean;
  weight: number;
  reward: number | null;
  token_ids: readonly number[] | null;
  logprobs: readonly number[] | null;
  seconds: number | null;
}

export type ParquetRow = { [Name in keyof typeof COLUMNS]: Value<(typeof COLUMNS)[Name]> | null } & {
  messages: ParquetMessage[];
};

/** Names of the columns, in the order of the schema. */
export const PARQUET_COLUMNS: readonly (keyof ParquetRow)[] = [
  ...(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]),
  'messages',
];

export const PARQUET_SCHEMA: readonly SchemaElement[] = [
  { name: 'root', num_children: PARQUET_COLUMNS.length },
  ...Object.entries(COLUMNS).map(([name, type]) => leaf(name, type)),
  ...list('messages', [
    { name: 'element', repetition_type: 'OPTIONAL', num_children: 8 },
    leaf('role', 'string'),
    leaf('content', 'string'),
    leaf('loss', 'boolean'),
    leaf('weight', 'double'),
    leaf('reward', 'double'),
    ...list('token_ids', [leaf('element', 'int32')]),
    ...list('logprobs', [leaf('element', 'double')]),
    leaf('seconds', 'double'),
  ]),
];

export function toParquetRow(entry: Entry): ParquetRow {
  const { usage, error, seed, ...row } = { ...BLANK, ...aboutEntry(entry) };
  return {
    id: row.id,
    item_id: row.item_id,
    environment: row.environment,
    iteration: row.iteration ?? null,
    split: row.split,
    group: row.group,
    fingerprint: row.fingerprint,
    fingerprint_of: row.fingerprint_of ?? null,
    source: row.source ?? null,
    sample: row.sample,
    seed: whole(seed),
    policy: row.policy,
    temperature: row.temperature,
    outcome: row.outcome,
    success: row.success,
    reward: row.reward,
    raw_reward: row.raw_reward,
    rounds: row.rounds,
    parse_errors: row.parse_errors,
    prompt_tokens: whole(usage?.prompt),
    cached_tokens: whole(usage?.cached),
    completion_tokens: whole(usage?.completion),
    restarts: row.restarts,
    seconds: row.seconds,
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    messages: entry.messages.map(toMessage),
  };
}

/** INT64, which Parquet's libraries for JavaScript take and give as bigint. */
function whole(count: number | null | undefined): bigint | null {
  return count === null || count === undefined ? null : BigInt(count);
}

/** What a row without facts has nothing to say about. */
const BLANK = {
  split: null,
  group: null,
  fingerprint: null,
  fingerprint_of: null,
  source: null,
  sample: null,
  seed: null,
  policy: null,
  temperature: null,
  outcome: null,
  success: null,
  reward: null,
  raw_reward: null,
  rounds: null,
  parse_errors: null,
  usage: null,
  restarts: null,
  seconds: null,
  error: null,
};

function toMessage(message: EntryMessage): ParquetMessage {
  const { role, content, loss, weight, reward, tokenIds, logprobs, seconds } = message;
  return {
    role,
    content,
    loss,
    weight,
    reward: reward ?? null,
    token_ids: tokenIds ?? null,
    logprobs: logprobs ?? null,
    seconds: seconds ?? null,
  };
}

function leaf(name: string, type: Leaf): SchemaElement {
  return { name, repetition_type: 'OPTIONAL', ...LEAVES[type] };
}

/** A list as Parquet's specification nests it (three levels), so that null and empty are two things. */
function list(name: string, element: readonly SchemaElement[]): SchemaElement[] {
  return [
    { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...element,
  ];
}
