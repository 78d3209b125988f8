/**
 * Makes a demonstration of a conversation that came without this program's provenance: AgentTraj-L, chat, ShareGPT.
 * What the row does not say (policy, seed, times) is empty or 0, and a row without reward is worth 1.
 */
import type { RewardRange } from '../../environments/contract.ts';
import { AgentgymError } from '../../errors.ts';
import { digest } from '../../seeds.ts';
import { environmentOf } from '../item-id.ts';
import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';

/** Environment of conversations that name no task, where it is not known either. */
export const NAMELESS = 'conversations';

/** What reading may know of the environments that the rows are of. */
export interface KnownEnvironment {
  name: string;
  /** What its item ids begin with where that is not its name: `textcraft` of an entry `craft`. */
  prefix?: string | undefined;
  reward: RewardRange;
}

/** Where a row stands, for messages, and what it is filled up with. */
export interface RowPlace {
  /** `file:line`. */
  at: string;
  /** Which sample of its task it is when it does not say so itself. */
  sample: number;
  /** Number of rows before it that named no task. */
  nameless?: number | undefined;
  environments?: readonly KnownEnvironment[] | undefined;
  /** Whose tasks rows are of that do not say so themselves: the file or data set. */
  source?: string | undefined;
}

export interface Demonstrated {
  messages: readonly TrajectoryMessage[];
  itemId?: string | undefined;
  environment?: string | undefined;
  /** Raw, on the scale of the environment. */
  reward?: number | null | undefined;
  success?: boolean | 0 | 1 | null | undefined;
}

export function demonstrationOf(row: Demonstrated, place: RowPlace): Trajectory {
  const { environments = [], sample } = place;
  const known = environmentFor(row, environments);
  const environment = known?.name ?? row.environment ?? (row.itemId ? environmentOf(row.itemId) : NAMELESS);
  const itemId = row.itemId ?? `${environment}:conversation_${place.nameless ?? 0}`;
  const range = known?.reward;
  const { raw, reward, success } = scored(row, { environment, range });
  if (range !== undefined && (raw < range.min || raw > range.max)) {
    const message = `${place.at}: the reward of ${itemId} is ${raw}, and those of ${environment} are ${range.min} to ${range.max}.`;
    throw new AgentgymError('E_STORE_CORRUPT', message, {
      hint: 'Rewards in rows are on the scale of their environment; a row without one is a demonstration of reward 1.',
    });
  }
  const own = itemId.startsWith(`${environment}_`) || itemId.startsWith(`${environment}:`);
  return {
    id: `${own ? '' : `${environment}:`}${itemId}#${sample}`,
    environment,
    itemId,
    split: 'train',
    fingerprint: digest('agenttraj', ...openingOf(row.messages)),
    fingerprintOf: 'opening',
    ...(place.source === undefined ? {} : { source: place.source }),
    sample,
    seed: 0,
    policy: 'unknown',
    temperature: 0,
    messages: row.messages,
    outcome: success ? 'success' : 'failure',
    rewardRaw: raw,
    reward,
    rounds: row.messages.filter((message) => message.loss).length,
    parseErrors: 0,
    usage: { prompt: 0, cached: 0, completion: 0 },
    seconds: 0,
  };
}

/** The environment a row is of: by what it says, by its item id, or because there is but one. */
function environmentFor(row: Demonstrated, known: readonly KnownEnvironment[]): KnownEnvironment | undefined {
  const { environment, itemId } = row;
  if (environment !== undefined) return known.find(({ name }) => name === environment);
  if (itemId === undefined) return known.length === 1 ? known[0] : undefined;
  const named = environmentOf(itemId);
  return known.find(({ name }) => name === named) ?? known.find(({ prefix }) => prefix === named);
}

/** Environments of AgentGym whose rewards go further than 1. */
const LARGEST: Readonly<Record<string, number>> = { sciworld: 100 };

/**
 * The environment's own rule decides on success where a reward is given: the original's writers call 1 a success
 * everywhere, also where 100 is the most there is.
 */
function scored(
  row: Demonstrated,
  { environment, range }: { environment: string; range: RewardRange | undefined },
): { raw: number; reward: number; success: boolean } {
  const max = range?.max ?? LARGEST[environment] ?? 1;
  const said = row.success === undefined || row.success === null ? undefined : Boolean(row.success);
  if (row.reward === undefined || row.reward === null) {
    const success = said ?? true;
    return { raw: success ? max : 0, reward: success ? 1 : 0, success };
  }
  const raw = row.reward;
  const success = range?.success(raw) ?? (max === 1 ? (said ?? raw >= 1) : raw >= max);
  return { raw, reward: Math.min(1, Math.max(0, raw / max)), success };
}

/** Everything before the first message of the policy's own. */
function openingOf(messages: readonly TrajectoryMessage[]): string[] {
  const first = messages.findIndex((message) => message.loss);
  return messages.slice(0, Math.max(0, first)).map((message) => message.content);
}
