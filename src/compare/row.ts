/**
 * What is compared of a row, without its conversation: of our own rows a few checked fields, of all others (AgentTraj, chat,
 * ShareGPT) what reading makes of them. Checks no more of our own rows than it takes; reading (trajectories/read.ts) does.
 */
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { SPLITS } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';
import { explained } from '../trajectories/damage.ts';
import { type Reading, storedRows } from '../trajectories/export/stored.ts';
import { BEGINNING, endOfTurns } from '../trajectories/glance.ts';
import { linesOf } from '../trajectories/lines.ts';
import { isNameless, trajectoryOf } from '../trajectories/readers/detect.ts';
import { decode, parseJson } from '../trajectories/readers/json.ts';
import { predicateOf } from '../trajectories/readers/predicate.ts';
import { faultsOf } from '../trajectories/readers/row.ts';
import { counts, OUTCOMES, type Trajectory } from '../trajectories/trajectory.ts';

export interface Facts
  extends Pick<
    Trajectory,
    | 'environment'
    | 'itemId'
    | 'split'
    | 'fingerprint'
    | 'policy'
    | 'temperature'
    | 'outcome'
    | 'reward'
    | 'rounds'
    | 'parseErrors'
  > {
  source: string | undefined;
  /** Undefined of rows that do not say so: they are numbered as they come. */
  sample: number | undefined;
  /** Prompt and completion. */
  tokens: number;
}

const count = z.int().min(0);

const OwnSchema = z.object({
  version: z.literal(1),
  item_id: z.string().min(1),
  environment: z.string().min(1),
  split: z.enum(SPLITS),
  fingerprint: z.string(),
  source: z.string().exactOptional(),
  sample: count,
  policy: z.string(),
  temperature: z.number(),
  outcome: z.enum(OUTCOMES),
  reward: z.number().min(0).max(1).nullable(),
  rounds: count,
  parse_errors: count,
  usage: z.object({ prompt: count, completion: count }),
});

type OwnRow = z.output<typeof OwnSchema>;
const isOwn = predicateOf(OwnSchema);

/**
 * The rows of a file, one after another; a torn last line is passed over and told.
 * @throws AgentgymError E_STORE_CORRUPT and E_STORE_MISMATCH as reading does.
 */
export function factsIn(file: string, reading: Reading = {}): AsyncGenerator<{ facts: Facts; at: string }> {
  return explained(file, unexplained(file, reading));
}

async function* unexplained(file: string, reading: Reading): AsyncGenerator<{ facts: Facts; at: string }> {
  const read = factsReader();
  if (await isOurs(file)) {
    for await (const { bytes, at } of linesOf(file, reading))
      yield { facts: factsBehind(bytes, at) ?? read(parseJson(decode(bytes, at), at), at), at };
    return;
  }
  for await (const { value, at } of storedRows(file, reading)) yield { facts: read(value, at), at };
}

/** Whether it is lines that begin as this program's do; the others are found out by reading. */
async function isOurs(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(BEGINNING.length), 0, BEGINNING.length, 0);
    return buffer.equals(BEGINNING);
  } finally {
    await handle.close();
  }
}

/** What stands behind the conversation, which is most of the bytes; undefined where all of the row has to be read. */
function factsBehind(bytes: Buffer, at: string): Facts | undefined {
  const end = endOfTurns(bytes);
  if (end === -1) return undefined;
  try {
    const value = parseJson(`{${decode(bytes.subarray(end + 1), at)}`, at);
    return isOwn(value) ? factsOf(value as OwnRow, at) : undefined;
  } catch (error) {
    if (error instanceof AgentgymError) return undefined;
    throw error;
  }
}

/** Reads values one after another. */
function factsReader(): (value: unknown, at: string) => Facts {
  let nameless = 0;
  return (value, at) => {
    const row = typeof value === 'object' && value !== null ? value : {};
    if ('conversations' in row && 'version' in row) {
      if (isOwn(row)) return factsOf(row as unknown as OwnRow, at);
      const parsed = OwnSchema.safeParse(row);
      if (!parsed.success && row.version === 1) throw corrupt(at, faultsOf(parsed.error));
    }
    const { source, usage, ...trajectory } = trajectoryOf(value, { at, sample: 0, nameless });
    if (isNameless(value)) nameless += 1;
    const sample = 'version' in row ? trajectory.sample : undefined;
    return { ...trajectory, source, sample, tokens: usage.prompt + usage.completion };
  };
}

function factsOf(row: OwnRow, at: string): Facts {
  const { usage, reward, outcome } = row;
  if (counts(row) !== (reward !== null)) throw corrupt(at, `reward is ${reward}, but the outcome is ${outcome}`);
  // Named one by one: spreading takes ten times as long, and files have millions of rows.
  return {
    environment: row.environment,
    itemId: row.item_id,
    split: row.split,
    fingerprint: row.fingerprint,
    source: row.source,
    policy: row.policy,
    temperature: row.temperature,
    sample: row.sample,
    outcome,
    reward,
    rounds: row.rounds,
    parseErrors: row.parse_errors,
    tokens: usage.prompt + usage.completion,
  };
}

function corrupt(at: string, fault: string): AgentgymError {
  return new AgentgymError('E_STORE_CORRUPT', `${at} is not an AgentTraj row: ${fault}.`, {
    hint: 'Name files of trajectories, as runs and collect-trajectories write them.',
  });
}
