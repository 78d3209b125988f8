/**
 * Reads lists of item ids: AgentEval and AgentGym-RL-Data-ID (`[{"item_id": "textcraft_3", …}]`), AgentTraj files, whose
 * conversations are not looked at, and plain lists, as JSON or one id a line. Whether there are such tasks is for others
 * to say.
 */
import { AgentgymError } from '../errors.ts';
import { isItemId, plainItemId } from './item-id.ts';
import { rowsOf } from './readers/rows.ts';
import { createTally } from './readers/tally.ts';
import { openSources, type SourceOptions } from './sources.ts';

export interface ItemIdsOptions extends SourceOptions {
  /** Whether rows without an item id are left out; otherwise they are an error. */
  skipInvalid?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** Ids and what was left out. */
export interface ItemIdsReport {
  /** In the order of their first rows, each once, without the prefix of a family (item-id.ts). */
  ids: string[];
  rows: number;
  invalid: number;
  faults: string[];
}

/**
 * The item ids of a source (a path, a glob, or `hf:owner/name[@revision]/path`), or of several, each once.
 * @throws AgentgymError E_DATA_SOURCE where there is no such file; E_STORE_CORRUPT that names the rows without an id.
 */
export async function readItemIds(source: string | readonly string[], options: ItemIdsOptions = {}): Promise<string[]> {
  return (await readIdLists(source, options)).ids;
}

/** As `readItemIds`, with what was left out. */
export async function readIdLists(
  source: string | readonly string[],
  options: ItemIdsOptions = {},
): Promise<ItemIdsReport> {
  const { skipInvalid = false, signal } = options;
  const files = await openSources(typeof source === 'string' ? [source] : source, options);
  const ids = new Set<string>();
  const tally = createTally();
  for (const file of files) {
    for await (const { at, value, fault } of rowsOf(file, { plainLines: true, signal })) {
      tally.count(() => {
        if (fault !== undefined) throw fault;
        ids.add(idOf(value, at));
      });
    }
  }
  if (!skipInvalid) tally.refuse();
  const { rows, invalid, faults } = tally;
  return { ids: [...ids], rows, invalid, faults: [...faults] };
}

function idOf(row: unknown, at: string): string {
  const id = typeof row === 'object' && row !== null && 'item_id' in row ? row.item_id : row;
  if (typeof id === 'string' && isItemId(id)) return plainItemId(id);
  throw new AgentgymError('E_STORE_CORRUPT', `${at} holds no item id: ${shown(id)}.`, {
    hint: 'An item id is `<environment>_<number>`, as in textcraft_17; a row may be {"item_id": "textcraft_17"}.',
  });
}

function shown(id: unknown): string {
  if (typeof id === 'object' && id !== null) return Array.isArray(id) ? 'it is a list' : 'it has no `item_id`';
  const text = JSON.stringify(id) ?? 'nothing';
  return text.length > 60 ? `it is ${text.slice(0, 60)}…` : `it is ${text}`;
}
