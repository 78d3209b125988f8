/**
 * `dpo`: preference pairs as TRL's DPOTrainer takes them: `{prompt, chosen, rejected}`, each a list of messages. A
 * success and a failure of one task part at the first answer that differs; what comes before is the prompt. Choosing
 * who is paired with whom is done elsewhere (../export/pairs.ts).
 */
import type { Message } from '../../environments/contract.ts';
import { decode, parseJson } from '../readers/json.ts';
import { inBytes, type StoredTurn } from '../turns.ts';
import type { PairShape } from './catalog.ts';
import { type Entry, upToLastAnswer } from './entry.ts';

/** A row, which is made as JSON. */
export interface PairRow {
  prompt: Message[];
  chosen: Message[];
  rejected: Message[];
  environment: string;
  item_id: string;
  chosen_id: string;
  rejected_id: string;
  /** Rewards in [0, 1]. */
  score_chosen: number;
  score_rejected: number;
}

/** What pairs are made of: an entry without its messages, and what they say as JSON (../turns.ts). */
export interface Played extends Omit<Entry, 'messages' | 'row'> {
  turns: readonly PlayedTurn[];
  /** Where it stands: `file:line`. */
  at: string;
}

export type PlayedTurn = Pick<StoredTurn, 'role' | 'trained' | 'content'>;

/** JSON, one character a byte. */
export interface PairText {
  /** What is to be learned: prompt, chosen and rejected. */
  lesson: string;
  /** The whole row. */
  row: string;
}

/**
 * Index of the first message that differs, where it is an answer of the policy's own in both; undefined where the two
 * say the same, or where the environment (not the policy) made the difference.
 */
export function partAt(one: readonly PlayedTurn[], other: readonly PlayedTurn[]): number | undefined {
  const index = one.findIndex((turn, i) => !same(turn, other[i]));
  return one[index]?.trained === true && other[index]?.trained === true ? index : undefined;
}

/**
 * The pair of a success and a failure of one task; undefined where they never part by an answer.
 * @throws AgentgymError E_STORE_CORRUPT where a text that goes into it is damaged.
 */
export function toPairText(success: Played, failure: Played, shape: PairShape): PairText | undefined {
  const index = partAt(success.turns, failure.turns);
  if (index === undefined) return undefined;
  const completion = ({ turns, at }: Played): string =>
    messagesOf(shape === 'turn' ? turns.slice(index, index + 1) : upToLastAnswer(turns).slice(index), at);
  const prompt = messagesOf(success.turns.slice(0, index), success.at);
  const lesson = `"prompt":${prompt},"chosen":${completion(success)},"rejected":${completion(failure)}`;
  const about = {
    environment: success.environment,
    item_id: success.itemId,
    chosen_id: success.id,
    rejected_id: failure.id,
    score_chosen: success.facts?.reward ?? 1,
    score_rejected: failure.facts?.reward ?? 0,
  } satisfies Omit<PairRow, 'prompt' | 'chosen' | 'rejected'>;
  return { lesson, row: `{${lesson},${inBytes(about).slice(1)}` };
}

function same(one: PlayedTurn, other: PlayedTurn | undefined): boolean {
  return one.role === other?.role && one.content === other.content;
}

/** Stored texts go along as they are, so that nobody has read them yet. */
function messagesOf(turns: readonly PlayedTurn[], at: string): string {
  const json = `[${turns.map(({ role, content }) => `{"role":"${role}","content":${content}}`).join()}]`;
  parseJson(decode(Buffer.from(json, 'latin1'), at), at);
  return json;
}
