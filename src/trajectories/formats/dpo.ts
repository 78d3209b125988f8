/**
 * `dpo`: preference pairs as TRL's DPOTrainer takes them: `{prompt, chosen, rejected}`, each a list of messages. A
 * success and a failure of one task part at the first answer that differs; what comes before is the prompt. Choosing
 * who is paired with whom is done elsewhere (../export/pairs.ts).
 */
import type { Message } from '../../environments/contract.ts';
import type { PairShape } from './catalog.ts';
import { type Entry, type EntryMessage, upToLastAnswer } from './entry.ts';

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

/**
 * Index of the first message that differs, where it is an answer of the policy's own in both; undefined where the two
 * say the same, or where the environment (not the policy) made the difference.
 */
export function partAt(one: readonly EntryMessage[], other: readonly EntryMessage[]): number | undefined {
  const index = one.findIndex((message, i) => !same(message, other[i]));
  const [mine, theirs] = [one[index], other[index]];
  return mine !== undefined && theirs !== undefined && ownAnswer(mine) && ownAnswer(theirs) ? index : undefined;
}

/** The pair of two entries of one task; undefined where they never part by an answer. */
export function toPairRow(success: Entry, failure: Entry, shape: PairShape): PairRow | undefined {
  const index = partAt(success.messages, failure.messages);
  if (index === undefined) return undefined;
  const completion = ({ messages }: Entry): Message[] =>
    (shape === 'turn' ? messages.slice(index, index + 1) : upToLastAnswer(messages).slice(index)).map(plain);
  return {
    prompt: success.messages.slice(0, index).map(plain),
    chosen: completion(success),
    rejected: completion(failure),
    environment: success.environment,
    item_id: success.itemId,
    chosen_id: success.id,
    rejected_id: failure.id,
    score_chosen: success.facts?.reward ?? 1,
    score_rejected: failure.facts?.reward ?? 0,
  };
}

function same(one: EntryMessage, other: EntryMessage | undefined): boolean {
  return one.role === other?.role && one.content === other.content;
}

function ownAnswer({ role, loss }: EntryMessage): boolean {
  return role === 'assistant' && loss;
}

function plain({ role, content }: Message): Message {
  return { role, content };
}
