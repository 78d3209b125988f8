/**
 * Successes and failures of one task → preference pairs. Both are of one origin (an iteration's policy explored both)
 * and of one fingerprint. Each failure is paired with the success that it agrees with longest. Reads its entries twice,
 * first to see which tasks have both; then holds the conversations of those alone, until the last sample has come.
 */
import type { PairShape } from '../formats/catalog.ts';
import { partAt, type Played, toPairText } from '../formats/dpo.ts';
import type { Entry } from '../formats/entry.ts';
import { inBytes, type StoredTurn } from '../turns.ts';

export interface Pairing {
  /** Entries that may be paired; called twice, and gives the same both times. */
  open: () => AsyncIterable<Entry>;
  shape: PairShape;
  /**
   * Told of each failure with a success beside it that makes no pair: no answer in which they part (`unpaired`), or
   * another failure parted from the same success by the same answer (`duplicate`).
   */
  onLeft?: (reason: 'unpaired' | 'duplicate', failure: Played) => void;
}

/** A row of JSON, one character a byte, and whose it is. */
export interface Pair {
  row: string;
  success: Played;
}

interface Group {
  successes: number;
  failures: number;
  entries: Played[];
}

export async function* pairsOf({ open, shape, onLeft }: Pairing): AsyncGenerator<Pair> {
  const groups = new Map<string, Group>();
  for await (const entry of open()) {
    const key = taskOf(entry);
    const group = groups.get(key) ?? { successes: 0, failures: 0, entries: [] };
    if (succeeded(entry)) group.successes += 1;
    else group.failures += 1;
    groups.set(key, group);
  }
  for (const [key, { successes, failures }] of groups) if (successes === 0 || failures === 0) groups.delete(key);

  for await (const entry of open()) {
    const key = taskOf(entry);
    const group = groups.get(key);
    if (group === undefined) continue;
    group.entries.push(playedOf(entry));
    if (group.entries.length < group.successes + group.failures) continue;
    yield* pairUp(group.entries, shape, onLeft);
    groups.delete(key);
    // An old object keeps young ones alive until it is collected itself, which is seldom.
    group.entries.length = 0;
  }
}

/** The pairs of one task's entries. */
function* pairUp(entries: readonly Played[], shape: PairShape, onLeft: Pairing['onLeft']): Generator<Pair> {
  const successes = entries.filter(succeeded);
  const seen = new Set<string>();
  for (const failure of entries.filter((entry) => !succeeded(entry))) {
    const success = nearest(failure, successes);
    const pair = success && toPairText(success, failure, shape);
    if (success === undefined || pair === undefined) {
      onLeft?.('unpaired', failure);
      continue;
    }
    if (seen.has(pair.lesson)) onLeft?.('duplicate', failure);
    else yield { row: pair.row, success };
    seen.add(pair.lesson);
  }
}

/** The success that agrees with the failure longest; of several, the one with fewer rounds, then the first. */
function nearest(failure: Played, successes: readonly Played[]): Played | undefined {
  let best: { success: Played; index: number } | undefined;
  for (const success of successes) {
    const index = partAt(success.turns, failure.turns);
    if (index === undefined) continue;
    const longer = best === undefined || index > best.index;
    const shorter = best !== undefined && index === best.index && rounds(success) < rounds(best.success);
    if (longer || shorter) best = { success, index };
  }
  return best?.success;
}

/** Lengths tell apart what stands side by side. */
function taskOf({ origin = '', environment, itemId, facts }: Entry): string {
  return `${origin.length} ${environment.length} ${itemId.length} ${origin}${environment}${itemId}${facts?.fingerprint ?? ''}`;
}

function succeeded({ facts }: Pick<Entry, 'facts'>): boolean {
  return facts?.outcome === 'success';
}

function rounds({ facts }: Pick<Entry, 'facts'>): number {
  return facts?.rounds ?? 0;
}

/** The row itself is another one by the time that its task is complete, so that nothing of it is kept but what is said. */
function playedOf(entry: Entry): Played {
  const { row, origin, id, environment, itemId, facts } = entry;
  const turns = row === undefined ? turnsOf(entry) : withoutTokens(row.turns);
  const played: Played = { id, environment, itemId, turns, at: row?.stored?.at ?? id };
  // Spreading what may be undefined takes ten times as long.
  if (origin !== undefined) played.origin = origin;
  if (facts !== undefined) played.facts = facts;
  return played;
}

function turnsOf({ messages }: Entry): Played['turns'] {
  return messages.map(({ role, content, loss }) => {
    return { role, trained: role === 'assistant' && loss, content: inBytes(content) };
  });
}

/** Tokens and their log-probabilities are most of a row's size, and a part of a text keeps all of it: texts become their own. */
function withoutTokens(turns: readonly StoredTurn[]): Played['turns'] {
  if (turns.every(({ tokenIds }) => tokenIds === undefined)) return turns;
  return turns.map(({ role, trained, content }) => {
    return { role, trained, content: Buffer.from(content, 'latin1').toString('latin1') };
  });
}
