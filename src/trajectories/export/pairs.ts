/**
 * Successes and failures of one task → preference pairs. Both are of one origin (an iteration's policy explored both)
 * and of one fingerprint. Each failure is paired with the success that it agrees with longest. Reads its entries twice,
 * first to see which tasks have both; then holds the conversations of those alone, until the last sample has come.
 */
import type { PairShape } from '../formats/catalog.ts';
import { type PairRow, partAt, toPairRow } from '../formats/dpo.ts';
import type { Entry } from '../formats/entry.ts';

export interface Pairing {
  /** Entries that may be paired; called twice, and gives the same both times. */
  open: () => AsyncIterable<Entry>;
  shape: PairShape;
  /**
   * Told of each failure with a success beside it that makes no pair: no answer in which they part (`unpaired`), or
   * another failure parted from the same success by the same answer (`duplicate`).
   */
  onLeft?: (reason: 'unpaired' | 'duplicate', failure: Entry) => void;
}

/** A pair, and the entries it is made of. */
export interface Pair {
  row: PairRow;
  success: Entry;
}

interface Group {
  successes: number;
  failures: number;
  entries: Entry[];
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
    group.entries.push(withoutTokens(entry));
    if (group.entries.length < group.successes + group.failures) continue;
    yield* pairUp(group.entries, shape, onLeft);
    groups.delete(key);
  }
}

/** The pairs of one task's entries. */
function* pairUp(entries: readonly Entry[], shape: PairShape, onLeft: Pairing['onLeft']): Generator<Pair> {
  const successes = entries.filter(succeeded);
  const seen = new Set<string>();
  for (const failure of entries.filter((entry) => !succeeded(entry))) {
    const success = nearest(failure, successes);
    const row = success === undefined ? undefined : toPairRow(success, failure, shape);
    if (success === undefined || row === undefined) {
      onLeft?.('unpaired', failure);
      continue;
    }
    const lesson = JSON.stringify([row.prompt, row.chosen, row.rejected]);
    if (seen.has(lesson)) onLeft?.('duplicate', failure);
    else yield { row, success };
    seen.add(lesson);
  }
}

/** The success that agrees with the failure longest; of several, the one with fewer rounds, then the first. */
function nearest(failure: Entry, successes: readonly Entry[]): Entry | undefined {
  let best: { success: Entry; index: number } | undefined;
  for (const success of successes) {
    const index = partAt(success.messages, failure.messages);
    if (index === undefined) continue;
    const longer = best === undefined || index > best.index;
    const shorter = best !== undefined && index === best.index && rounds(success) < rounds(best.success);
    if (longer || shorter) best = { success, index };
  }
  return best?.success;
}

function taskOf({ origin = '', environment, itemId, facts }: Entry): string {
  return JSON.stringify([origin, environment, itemId, facts?.fingerprint ?? '']);
}

function succeeded({ facts }: Entry): boolean {
  return facts?.outcome === 'success';
}

function rounds({ facts }: Entry): number {
  return facts?.rounds ?? 0;
}

/** Pairs are made of texts; tokens and their log-probabilities are most of a conversation's size. */
function withoutTokens(entry: Entry): Entry {
  const messages = entry.messages.map(({ role, content, loss, weight }) => ({ role, content, loss, weight }));
  // The row itself is another one by then.
  const { row: _row, messages: _all, ...rest } = entry;
  return { ...rest, messages };
}
