/**
 * What is known of a checkpoint's answers to fixed conversations: the probes that its trainer left, or what an endpoint said
 * when it served it, which the journal remembers. Asks nobody.
 */
import type { Message } from '../environments/contract.ts';
import type { Reading, Readings } from '../policies/serving/distance.ts';
import { readProbes } from '../train/probes.ts';
import type { Workshop } from './workshop.ts';

export type Conversation = readonly Message[];

export type KnownAnswers = readonly { readonly messages: Conversation; readonly reading: Reading }[];

type Where = Pick<Workshop, 'directory' | 'journal'>;

/** Undefined where nothing is known. */
export async function knownAnswers({ directory, journal }: Where, id: string): Promise<KnownAnswers | undefined> {
  const probes = (await readProbes(directory.checkpoint(id))) ?? [];
  if (probes.length > 0)
    return probes.map(({ messages, text, logprobs }) => ({ messages, reading: { text, logprobs } }));
  return journal.find(keyOf(id))?.result as KnownAnswers | undefined;
}

/** Notes what an endpoint said, unless something is known already. */
export async function rememberAnswers(
  where: Where,
  id: string,
  { conversations, readings }: { conversations: readonly Conversation[]; readings: Readings },
): Promise<void> {
  if ((await knownAnswers(where, id)) !== undefined) return;
  const answers = conversations.map((messages, i) => ({ messages, reading: readings[i] }));
  await where.journal.record(keyOf(id), answers, 0);
}

/** The answers to these conversations, where all are known. */
export function answersTo(
  conversations: readonly Conversation[],
  known: KnownAnswers | undefined,
): Readings | undefined {
  const byText = new Map(known?.map(({ messages, reading }) => [JSON.stringify(messages), reading]));
  const readings = conversations.map((messages) => byText.get(JSON.stringify(messages)));
  return readings.length > 0 && readings.every((reading) => reading !== undefined) ? readings : undefined;
}

function keyOf(id: string): string {
  return `serving/${id}/answers`;
}
