/**
 * What the table knows of a stored row, and where it stands in its file: everything but the conversation, which is nine
 * tenths of the bytes and is neither decoded nor parsed. Reads rows as trajectories/store.ts writes them; of any other
 * layout the whole row is parsed.
 */
import { fromAgentTraj } from '../../trajectories/agenttraj.ts';
import { endOfTurns } from '../../trajectories/glance.ts';
import { OUTCOMES, type Outcome, type Trajectory } from '../../trajectories/trajectory.ts';

export interface LightRow {
  /** Bytes before the row in its file, and of it without its newline. */
  readonly offset: number;
  readonly length: number;
  readonly id: string;
  readonly environment: string;
  readonly task: string;
  /** The number that the task's id ends in, to sort by. */
  readonly number: number;
  readonly group: string | undefined;
  readonly sample: number;
  readonly policy: string;
  readonly outcome: Outcome;
  readonly reward: number | null;
  readonly rounds: number;
  readonly parseErrors: number;
  readonly seconds: number;
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
  readonly cost: number | undefined;
  /** A later row of the file has its id and counts in its place. */
  replaced: boolean;
}

/** Equal texts kept once: environments, policies and groups stand in every row. */
export type Intern = (text: string) => string;

export function interning(): Intern {
  const known = new Map<string, string>();
  return (text) => {
    const one = known.get(text);
    if (one === undefined) known.set(text, text);
    return one ?? text;
  };
}

/** The row in `bytes` from `start` to `end`, which is at `offset` of its file; undefined where it is none. */
export function lightRow(
  bytes: Buffer,
  { start, end, offset }: { start: number; end: number; offset: number },
  intern: Intern,
): LightRow | undefined {
  const line = bytes.subarray(start, end);
  const rest = endOfTurns(line);
  const place = { offset, length: line.length };
  if (rest === -1) return wholeRow(line.toString(), place, intern);
  try {
    const row = JSON.parse(`{${line.toString('utf8', rest + 1)}`) as Rest;
    if (row.version !== 1 || !OUTCOMES.includes(row.outcome)) return undefined;
    return lightOf(row, place, intern);
  } catch {
    return undefined;
  }
}

interface Rest {
  version: unknown;
  id: string;
  item_id: string;
  environment: string;
  group?: string;
  sample: number;
  policy: string;
  outcome: Outcome;
  reward: number | null;
  rounds: number;
  parse_errors: number;
  seconds: number;
  usage?: { prompt?: number; cached?: number; completion?: number };
  cost?: number;
}

type Place = Pick<LightRow, 'offset' | 'length'>;

function lightOf(row: Rest, place: Place, intern: Intern): LightRow {
  const task = intern(textIn(row.item_id));
  return {
    offset: place.offset,
    length: place.length,
    id: textIn(row.id),
    environment: intern(textIn(row.environment)),
    task,
    number: Number(/\d+$/u.exec(task)?.[0] ?? -1),
    group: typeof row.group === 'string' ? intern(row.group) : undefined,
    sample: count(row.sample),
    policy: intern(textIn(row.policy)),
    outcome: row.outcome,
    reward: typeof row.reward === 'number' ? row.reward : null,
    rounds: count(row.rounds),
    parseErrors: count(row.parse_errors),
    seconds: count(row.seconds),
    prompt: count(row.usage?.prompt),
    cached: count(row.usage?.cached),
    completion: count(row.usage?.completion),
    cost: typeof row.cost === 'number' ? row.cost : undefined,
    replaced: false,
  };
}

/** Of rows that others wrote. */
function wholeRow(line: string, place: Place, intern: Intern): LightRow | undefined {
  try {
    const { itemId, parseErrors, ...trajectory } = fromAgentTraj(JSON.parse(line), { at: 'row', sample: 0 });
    return lightOf({ ...trajectory, version: 1, item_id: itemId, parse_errors: parseErrors }, place, intern);
  } catch {
    return undefined;
  }
}

/** What metrics are made of: the row as a trajectory without its conversation. */
export function asTrajectory(row: LightRow): Trajectory {
  const { environment, task, group, sample, policy, outcome, reward, rounds, parseErrors, seconds, cost } = row;
  return {
    id: row.id,
    environment,
    itemId: task,
    split: 'dev',
    ...(group === undefined ? {} : { group }),
    fingerprint: '',
    sample,
    seed: 0,
    policy,
    temperature: 0,
    messages: [],
    outcome,
    rewardRaw: reward,
    reward,
    rounds,
    parseErrors,
    usage: { prompt: row.prompt, cached: row.cached, completion: row.completion },
    ...(cost === undefined ? {} : { cost }),
    seconds,
  };
}

function textIn(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
