/**
 * Trajectory ↔ AgentTraj row, the row of AgentGym's data sets (arXiv 2406.04151): `{conversations: [{from, loss, value}],
 * item_id, …}`. Our own rows carry everything a trajectory holds and `version: 1`. Rows without a version are those of
 * AgentTraj-L and its relatives: they become demonstrations. Does not read or write files (read.ts, store.ts).
 */
import { z } from 'zod';
import { SPLITS, type Message } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';
import { demonstrationOf, type RowPlace } from './readers/demonstration.ts';
import { ABOUT, faultsOf, itemId } from './readers/row.ts';
import { counts, OUTCOMES, type Trajectory, type TrajectoryMessage } from './trajectory.ts';

const VERSION = 1;
const ROLES = { system: 'system', human: 'user', gpt: 'assistant' } as const satisfies Record<string, Message['role']>;
const SENDERS = { system: 'system', user: 'human', assistant: 'gpt' } as const satisfies Record<
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
});
type Turn = z.output<typeof TurnSchema>;

const RowSchema = z.object({
  version: z.literal(VERSION),
  id: z.string().min(1),
  item_id: z.string().min(1),
  environment: z.string().min(1),
  split: z.enum(SPLITS),
  group: z.string().exactOptional(),
  fingerprint: z.string(),
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
});
/** A row as this program writes it. */
export type AgentTrajRow = z.output<typeof RowSchema>;

/** A row of the original data sets; `reward` is on the scale of its environment. */
const OriginalSchema = z.object({
  ...ABOUT,
  conversations: z.array(TurnSchema).min(1),
  item_id: itemId,
});

/** The row of a trajectory; refuses numbers that JSON would turn into null (E_STORE_CORRUPT). */
export function toAgentTraj(trajectory: Trajectory): AgentTrajRow {
  const { group, error } = trajectory;
  const row: AgentTrajRow = {
    conversations: trajectory.messages.map(toTurn),
    item_id: trajectory.itemId,
    reward: trajectory.reward,
    success: trajectory.outcome === 'success',
    outcome: trajectory.outcome,
    raw_reward: trajectory.rewardRaw,
    environment: trajectory.environment,
    split: trajectory.split,
    ...(group === undefined ? {} : { group }),
    fingerprint: trajectory.fingerprint,
    sample: trajectory.sample,
    seed: trajectory.seed,
    policy: trajectory.policy,
    temperature: trajectory.temperature,
    rounds: trajectory.rounds,
    parse_errors: trajectory.parseErrors,
    usage: trajectory.usage,
    ...(trajectory.cost === undefined ? {} : { cost: trajectory.cost }),
    ...(trajectory.restarts === undefined ? {} : { restarts: trajectory.restarts }),
    seconds: trajectory.seconds,
    ...(error === undefined ? {} : { error }),
    id: trajectory.id,
    version: VERSION,
  };
  const fault = notFinite(row, '') ?? contradiction(row);
  if (fault !== undefined) {
    throw new AgentgymError('E_STORE_CORRUPT', `The trajectory ${trajectory.id} cannot be stored: ${fault}.`, {
      hint: 'Rewards are finite numbers; a rollout without one ends as env_error or policy_error.',
    });
  }
  return row;
}

/** The trajectory of a row, ours or an original one; E_STORE_CORRUPT names the place and every field that is wrong. */
export function fromAgentTraj(row: unknown, place: RowPlace): Trajectory {
  if (typeof row === 'object' && row !== null && 'version' in row) {
    if (typeof row.version === 'number' && row.version !== VERSION) {
      throw new AgentgymError('E_STORE_MISMATCH', `${place.at}: rows of version ${row.version} cannot be read.`, {
        hint: `This program reads version ${VERSION}; use the release that wrote the file.`,
      });
    }
    return fromOwn(checked(RowSchema, row, place.at), place.at);
  }
  const { conversations, item_id, ...about } = checked(OriginalSchema, row, place.at);
  return demonstrationOf({ ...about, messages: conversations.map(fromTurn), itemId: item_id }, place);
}

/** The turn of a message, as rows hold it. */
export function toTurn(message: TrajectoryMessage): Turn {
  const { reward, reasoning, toolCalls, tokenIds, logprobs } = message;
  return {
    from: SENDERS[message.role],
    loss: message.role === 'assistant' ? message.loss : null,
    value: message.content,
    ...(reward === undefined ? {} : { reward }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(toolCalls === undefined ? {} : { tool_calls: [...toolCalls] }),
    ...(tokenIds === undefined ? {} : { token_ids: [...tokenIds] }),
    ...(logprobs === undefined ? {} : { logprobs: [...logprobs] }),
  };
}

/** An assistant turn without any `loss` was written by tools that train on all of them; `null` and `false` say no. */
function fromTurn(turn: Turn): TrajectoryMessage {
  return {
    role: ROLES[turn.from],
    content: turn.value,
    loss: turn.from === 'gpt' && (turn.loss === undefined || turn.loss === true),
    ...(turn.reward === undefined ? {} : { reward: turn.reward }),
    ...(turn.reasoning === undefined ? {} : { reasoning: turn.reasoning }),
    ...(turn.tool_calls === undefined ? {} : { toolCalls: turn.tool_calls }),
    ...(turn.token_ids === undefined ? {} : { tokenIds: turn.token_ids }),
    ...(turn.logprobs === undefined ? {} : { logprobs: turn.logprobs }),
  };
}

function fromOwn(row: AgentTrajRow, at: string): Trajectory {
  const fault = contradiction(row);
  if (fault !== undefined) throw corrupt(at, fault);
  return {
    id: row.id,
    environment: row.environment,
    itemId: row.item_id,
    split: row.split,
    ...(row.group === undefined ? {} : { group: row.group }),
    fingerprint: row.fingerprint,
    sample: row.sample,
    seed: row.seed,
    policy: row.policy,
    temperature: row.temperature,
    messages: row.conversations.map(fromTurn),
    outcome: row.outcome,
    rewardRaw: row.raw_reward,
    reward: row.reward,
    rounds: row.rounds,
    parseErrors: row.parse_errors,
    usage: row.usage,
    ...(row.cost === undefined ? {} : { cost: row.cost }),
    ...(row.restarts === undefined ? {} : { restarts: row.restarts }),
    seconds: row.seconds,
    ...(row.error === undefined ? {} : { error: row.error }),
  };
}

/** What a row says about its outcome that cannot be so. */
function contradiction(row: AgentTrajRow): string | undefined {
  const rewarded = counts(row);
  if ((row.reward !== null) !== rewarded) return `reward is ${row.reward}, but the outcome is ${row.outcome}`;
  if ((row.raw_reward !== null) !== rewarded)
    return `raw_reward is ${row.raw_reward}, but the outcome is ${row.outcome}`;
  if (row.success !== (row.outcome === 'success'))
    return `success is ${row.success}, but the outcome is ${row.outcome}`;
  return undefined;
}

/** The first number that is NaN or infinite, with its path. */
function notFinite(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
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
