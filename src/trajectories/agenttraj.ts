/**
 * Trajectory ↔ AgentTraj row, the row of AgentGym's data sets (arXiv 2406.04151): `{conversations: [{from, loss, value}],
 * item_id, …}`. Our own rows carry everything a trajectory holds and `version: 1`. Rows without a version are those of
 * AgentTraj-L and its relatives: they become demonstrations. Does not read or write files (read.ts, store.ts).
 */
import { z } from 'zod';
import { SPLITS, type Message } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';
import { demonstrationOf, type RowPlace } from './readers/demonstration.ts';
import { predicateOf } from './readers/predicate.ts';
import { ABOUT, faultsOf, itemId } from './readers/row.ts';
import { counts, type Facts, OUTCOMES, type Trajectory, type TrajectoryMessage } from './trajectory.ts';

const VERSION = 1;
const ROLES = { system: 'system', human: 'user', gpt: 'assistant' } as const satisfies Record<string, Message['role']>;
export const SENDERS = { system: 'system', user: 'human', assistant: 'gpt' } as const satisfies Record<
  Message['role'],
  string
>;

const TurnSchema = z.object({
  from: z.enum(['system', 'human', 'gpt']),
  loss: z.boolean().nullish(),
  value: z.string(),
  reward: z.number().exactOptional(),
  reasoning: z.string().exactOptional(),
  tool_calls: z.array(z.object({ name: z.string(), arguments: z.string() })).exactOptional(),
  token_ids: z.array(z.int()).exactOptional(),
  logprobs: z.array(z.number()).exactOptional(),
  seconds: z.number().min(0).exactOptional(),
});
type Turn = z.output<typeof TurnSchema>;
const SpokenSchema = TurnSchema.omit({ from: true, loss: true, value: true });
type SpokenTurn = z.output<typeof SpokenSchema>;
const isSpoken = predicateOf(SpokenSchema);
/** What a message may hold beside its text. */
export type Spoken = Omit<TrajectoryMessage, 'role' | 'content' | 'loss'>;

const RowSchema = z.object({
  version: z.literal(VERSION),
  id: z.string().min(1),
  item_id: z.string().min(1),
  environment: z.string().min(1),
  split: z.enum(SPLITS),
  group: z.string().exactOptional(),
  fingerprint: z.string(),
  fingerprint_of: z.literal('opening').exactOptional(),
  source: z.string().min(1).exactOptional(),
  sample: z.int().min(0),
  seed: z.int().min(0),
  policy: z.string(),
  temperature: z.number().min(0),
  conversations: z.array(TurnSchema),
  outcome: z.enum(OUTCOMES),
  success: z.boolean(),
  reward: z.number().min(0).max(1).nullable(),
  raw_reward: z.number().nullable(),
  rounds: z.int().min(0),
  parse_errors: z.int().min(0),
  usage: z.object({ prompt: z.int().min(0), cached: z.int().min(0), completion: z.int().min(0) }),
  cost: z.number().min(0).exactOptional(),
  restarts: z.int().min(1).exactOptional(),
  seconds: z.number().min(0),
  error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  reverified: z
    .object({
      version: z.string(),
      outcome: z.enum(OUTCOMES),
      raw_reward: z.number().nullable(),
      reward: z.number().min(0).max(1).nullable(),
      source: z.string().exactOptional(),
    })
    .exactOptional(),
});
/** A row as this program writes it. */
export type AgentTrajRow = z.output<typeof RowSchema>;
type About = Omit<AgentTrajRow, 'conversations'>;
const isOwn = predicateOf(RowSchema);
const isAbout = predicateOf(RowSchema.omit({ conversations: true }));

/** A row of the original data sets; `reward` is on the scale of its environment. */
const OriginalSchema = z.object({
  ...ABOUT,
  conversations: z.array(TurnSchema).min(1),
  item_id: itemId,
});

/** The row of a trajectory; refuses numbers that JSON would turn into null (E_STORE_CORRUPT). */
export function toAgentTraj(trajectory: Trajectory): AgentTrajRow {
  const conversations = trajectory.messages.map(toTurn);
  refuse(trajectory, notFinite(conversations, 'conversations'));
  return { conversations, ...aboutOf(trajectory) };
}

/** What a row says beside its conversation; refuses as `toAgentTraj`. */
export function aboutOf(facts: Facts): About {
  const { group, fingerprintOf, source, cost, restarts, error } = facts;
  const row: About = {
    item_id: facts.itemId,
    reward: facts.reward,
    success: facts.outcome === 'success',
    outcome: facts.outcome,
    raw_reward: facts.rewardRaw,
    environment: facts.environment,
    split: facts.split,
    ...(group === undefined ? {} : { group }),
    fingerprint: facts.fingerprint,
    ...(fingerprintOf === undefined ? {} : { fingerprint_of: fingerprintOf }),
    ...(source === undefined ? {} : { source }),
    sample: facts.sample,
    seed: facts.seed,
    policy: facts.policy,
    temperature: facts.temperature,
    rounds: facts.rounds,
    parse_errors: facts.parseErrors,
    usage: facts.usage,
    ...(cost === undefined ? {} : { cost }),
    ...(restarts === undefined ? {} : { restarts }),
    seconds: facts.seconds,
    ...(error === undefined ? {} : { error }),
    ...reverifiedRow(facts),
    id: facts.id,
    version: VERSION,
  };
  refuse(facts, notFinite(row, '') ?? contradiction(row));
  return row;
}

function refuse({ id }: Facts, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new AgentgymError('E_STORE_CORRUPT', `The trajectory ${id} cannot be stored: ${fault}.`, {
    hint: 'Rewards are finite numbers; a rollout without one ends as env_error or policy_error.',
  });
}

function reverifiedRow({ reverified }: Facts): Pick<AgentTrajRow, 'reverified'> {
  if (reverified === undefined) return {};
  const { version, before } = reverified;
  const { outcome, rewardRaw, reward, source } = before;
  const was = { outcome, raw_reward: rewardRaw, reward, ...(source === undefined ? {} : { source }) };
  return { reverified: { version, ...was } };
}

function reverifiedOf({ reverified }: About): Pick<Trajectory, 'reverified'> {
  if (reverified === undefined) return {};
  const { version, outcome, raw_reward, reward, source } = reverified;
  const before = { outcome, rewardRaw: raw_reward, reward, ...(source === undefined ? {} : { source }) };
  return { reverified: { version, before } };
}

/** The trajectory of a row, ours or an original one; E_STORE_CORRUPT names the place and every field that is wrong. */
export function fromAgentTraj(row: unknown, place: RowPlace): Trajectory {
  if (typeof row === 'object' && row !== null && 'version' in row) {
    if (typeof row.version === 'number' && row.version !== VERSION) {
      throw new AgentgymError('E_STORE_MISMATCH', `${place.at}: rows of version ${row.version} cannot be read.`, {
        hint: `This program reads version ${VERSION}; use the release that wrote the file.`,
      });
    }
    return fromOwn(isOwn(row) ? (row as AgentTrajRow) : checked(RowSchema, row, place.at), place.at);
  }
  const { conversations, item_id, ...about } = checked(OriginalSchema, row, place.at);
  return demonstrationOf({ ...about, messages: conversations.map(fromTurn), itemId: item_id }, place);
}

/** The turn of a message, as rows hold it. */
export function toTurn(message: TrajectoryMessage): Turn {
  const { reward, reasoning, toolCalls, tokenIds, logprobs, seconds } = message;
  const loss = message.role === 'assistant' ? message.loss : null;
  const turn: Turn = { from: SENDERS[message.role], loss, value: message.content };
  // Spreading what may be undefined takes ten times as long, and files have millions of turns.
  if (reward !== undefined) turn.reward = reward;
  if (reasoning !== undefined) turn.reasoning = reasoning;
  if (toolCalls !== undefined) turn.tool_calls = [...toolCalls];
  if (tokenIds !== undefined) turn.token_ids = [...tokenIds];
  if (logprobs !== undefined) turn.logprobs = [...logprobs];
  if (seconds !== undefined) turn.seconds = seconds;
  return turn;
}

/** What a turn says beside its text, of JSON; undefined where anything of it is wrong, or the text is said again. */
export function spokenIn(json: string): Spoken | undefined {
  try {
    const turn: unknown = JSON.parse(json);
    const again = typeof turn === 'object' && turn !== null && ('from' in turn || 'loss' in turn || 'value' in turn);
    return isSpoken(turn) && !again ? addSpoken(turn as SpokenTurn, {}) : undefined;
  } catch {
    return undefined;
  }
}

/** An assistant turn without any `loss` was written by tools that train on all of them; `null` and `false` say no. */
function fromTurn(turn: Turn): TrajectoryMessage {
  const loss = turn.from === 'gpt' && (turn.loss === undefined || turn.loss === true);
  return addSpoken<TrajectoryMessage>(turn, { role: ROLES[turn.from], content: turn.value, loss });
}

function addSpoken<To extends Spoken>(turn: SpokenTurn, message: To): To {
  // As in toTurn.
  if (turn.reward !== undefined) message.reward = turn.reward;
  if (turn.reasoning !== undefined) message.reasoning = turn.reasoning;
  if (turn.tool_calls !== undefined)
    message.toolCalls = turn.tool_calls.map(({ name, arguments: given }) => ({ name, arguments: given }));
  if (turn.token_ids !== undefined) message.tokenIds = turn.token_ids;
  if (turn.logprobs !== undefined) message.logprobs = turn.logprobs;
  if (turn.seconds !== undefined) message.seconds = turn.seconds;
  return message;
}

/** What a row of ours says beside its conversation; undefined where anything of it is wrong. */
export function factsOfRow(row: unknown): Facts | undefined {
  if (!isAbout(row) || contradiction(row as About) !== undefined) return undefined;
  return factsOf(row as About);
}

function fromOwn(row: AgentTrajRow, at: string): Trajectory {
  const fault = contradiction(row);
  if (fault !== undefined) throw corrupt(at, fault);
  return { ...factsOf(row), messages: row.conversations.map(fromTurn) };
}

function factsOf(row: About): Facts {
  const { usage, error } = row;
  const facts: Facts = {
    id: row.id,
    environment: row.environment,
    itemId: row.item_id,
    split: row.split,
    fingerprint: row.fingerprint,
    sample: row.sample,
    seed: row.seed,
    policy: row.policy,
    temperature: row.temperature,
    outcome: row.outcome,
    rewardRaw: row.raw_reward,
    reward: row.reward,
    rounds: row.rounds,
    parseErrors: row.parse_errors,
    usage: { prompt: usage.prompt, cached: usage.cached, completion: usage.completion },
    seconds: row.seconds,
    ...reverifiedOf(row),
  };
  // As in toTurn.
  if (row.group !== undefined) facts.group = row.group;
  if (row.fingerprint_of !== undefined) facts.fingerprintOf = row.fingerprint_of;
  if (row.source !== undefined) facts.source = row.source;
  if (row.cost !== undefined) facts.cost = row.cost;
  if (row.restarts !== undefined) facts.restarts = row.restarts;
  if (error !== undefined) facts.error = { code: error.code, message: error.message };
  return facts;
}

/** What a row says about its outcome that cannot be so. */
function contradiction(row: About): string | undefined {
  const rewarded = counts(row);
  if ((row.reward !== null) !== rewarded) return `reward is ${row.reward}, but the outcome is ${row.outcome}`;
  if ((row.raw_reward !== null) !== rewarded)
    return `raw_reward is ${row.raw_reward}, but the outcome is ${row.outcome}`;
  if (row.success !== (row.outcome === 'success'))
    return `success is ${row.success}, but the outcome is ${row.outcome}`;
  return undefined;
}

/** Whether all numbers in it are. */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isFinite);
  for (const key in value) if (!isFinite(value[key as keyof typeof value])) return false;
  return true;
}

/** The first number that is NaN or infinite, with its path. */
function notFinite(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null || isFinite(value)) return undefined;
  for (const [key, entry] of Object.entries(value)) {
    const fault = notFinite(entry, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checked<T extends z.ZodType>(schema: T, row: unknown, at: string): z.output<T> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  throw corrupt(at, faultsOf(result.error));
}

function corrupt(at: string, fault: string): AgentgymError {
  return new AgentgymError('E_STORE_CORRUPT', `${at} is not an AgentTraj row: ${fault}.`, {
    hint: 'A row is {conversations: [{from, loss, value}], item_id, reward, …} with finite numbers.',
  });
}
