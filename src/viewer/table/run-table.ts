/**
 * All trajectories of a run as a table: filtered, sorted and paged, in memory but for the conversations. Files are read as
 * they are asked for and as they grow; a query answers with what is known within its time, and says when that is not all.
 */
import { within } from '../../http/listen.ts';
import type { RunDirectory } from '../../runs/directory.ts';
import { type Metrics, summarise } from '../../evaluate/metrics.ts';
import type { TrajectoriesAnswer, TrajectoryRow } from '../api.ts';
import type { Stored } from '../stored.ts';
import { type FileIndex, fileIndex } from './file-index.ts';
import { type TrajectoryFile, trajectoryFiles } from './files.ts';
import { asTrajectory, type Intern, interning, type LightRow } from './light-row.ts';
import { isAsked, mayHold, type Placed, type Query, sortRows } from './query.ts';
import { type TextSearch, textSearch } from './text-search.ts';

/** Longest that a query waits for files to be read, and for a text to be searched (ms). */
export interface Patience {
  reading: number;
  searching: number;
}

const PATIENCE: Patience = { reading: 600, searching: 150 };
const MOST_TEXTS = 6;
const MOST_RESULTS = 12;

interface Counted {
  version: string;
  of: number;
  facets: TrajectoriesAnswer['facets'];
}

interface Held {
  at: TrajectoryFile & { bytes: number };
  index: FileIndex;
}

export class RunTable implements Stored {
  readonly #directory: RunDirectory;
  readonly #patience: Patience;
  readonly #intern: Intern = interning();
  readonly #held = new Map<string, Held>();
  /** By text, those asked for last at the end. */
  readonly #searches = new Map<string, Map<FileIndex, TextSearch>>();
  readonly #results = new Map<string, readonly Placed[]>();
  readonly #metrics = new Map<string, { version: string; metrics: Metrics | undefined }>();
  #facets: Counted | undefined;

  constructor(directory: RunDirectory, patience: Partial<Patience> = {}) {
    this.#directory = directory;
    this.#patience = { ...PATIENCE, ...patience };
  }

  /** The files as they are now. */
  async files(): Promise<Held['at'][]> {
    return (await this.#refreshed()).map(({ at }) => at);
  }

  /** All rows that count of one file, read to its end; undefined where there is no such file. */
  async rowsOf(id: string): Promise<{ at: TrajectoryFile; rows: LightRow[] } | undefined> {
    const held = await this.#read(id);
    if (held === undefined) return undefined;
    return { at: held.at, rows: standing(held.index) };
  }

  /** Counted again only where the file has changed: a page that watches a run asks every second. */
  async metricsOf(id: string, environments?: readonly string[]): Promise<Metrics | undefined> {
    const index = (await this.#read(id))?.index;
    if (index === undefined) return undefined;
    const version = JSON.stringify([index.generation, index.version, environments]);
    const known = this.#metrics.get(id);
    if (known?.version === version) return known.metrics;
    const rows = standing(index);
    const metrics = rows.length === 0 ? undefined : summarise(rows.map(asTrajectory), environments);
    this.#metrics.set(id, { version, metrics });
    return metrics;
  }

  /** Rows of all files that the query asks for, read to their ends, without their texts being searched. */
  async all(query: Query): Promise<Placed[]> {
    const held = (await this.#refreshed()).filter(({ at }) => mayHold(at, query));
    await Promise.all(held.map(({ index }) => index.refresh()));
    return matching(held, query);
  }

  async answer(query: Query): Promise<TrajectoriesAnswer> {
    const held = await this.#refreshed();
    const read = held.map(({ index }) => index.refresh());
    await within(this.#patience.reading, Promise.all(read));
    const bytes = held.reduce((sum, { index, at }) => sum + Math.max(index.size, at.bytes), 0);
    const known = held.reduce((sum, { index }) => sum + index.done, 0);
    const unread = held.some(({ index, at }) => index.done < at.bytes && !endsTorn(index));
    const asked = held.filter(({ at }) => mayHold(at, query));
    const searches = await this.#searched(query.text, asked);
    const complete = !unread && searches.every((search) => search.complete());
    const rows = this.#result(query, asked, complete);
    const { of, facets } = this.#facetsOf(held);
    const searched = shareOf(searches, asked);
    return {
      total: rows.length,
      of,
      rows: rows.slice(query.offset, query.offset + query.limit).map(rowOf),
      facets,
      complete,
      share: complete || bytes === 0 ? 1 : (known / bytes) * searched,
      damaged: held.reduce((sum, { index }) => sum + index.damaged, 0),
    };
  }

  async #read(id: string): Promise<Held | undefined> {
    const held = (await this.#refreshed()).find(({ at }) => at.id === id);
    await held?.index.refresh();
    return held;
  }

  async #refreshed(): Promise<Held[]> {
    const files = await trajectoryFiles(this.#directory);
    for (const id of this.#held.keys()) if (!files.some((one) => one.id === id)) this.#held.delete(id);
    for (const at of files) {
      const index = this.#held.get(at.id)?.index ?? fileIndex(at.file, this.#intern);
      this.#held.set(at.id, { at, index });
    }
    // In the order of the run, whatever was there first.
    return files.flatMap(({ id }) => this.#held.get(id) ?? []);
  }

  /** The searches of the text in these files, advanced for as long as a query may wait. */
  async #searched(text: string | undefined, held: readonly Held[]): Promise<TextSearch[]> {
    if (text === undefined) return [];
    const searches = this.#searches.get(text) ?? new Map<FileIndex, TextSearch>();
    remember(this.#searches, text, searches, MOST_TEXTS);
    const list = held.map(({ index }) => {
      const search = searches.get(index) ?? textSearch(index, text);
      searches.set(index, search);
      return search;
    });
    const until = now() + this.#patience.searching;
    for (const search of list) {
      if (now() >= until) break;
      await search.advance(until, now);
    }
    return list;
  }

  #result(query: Query, held: readonly Held[], complete: boolean): readonly Placed[] {
    const { offset: _, limit: __, ...rest } = query;
    const key = `${JSON.stringify(rest)} ${versionOf(held)}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const searches = query.text === undefined ? undefined : this.#searches.get(query.text);
    const rows = sortRows(matching(held, query, searches), query.sort);
    if (complete) remember(this.#results, key, rows, MOST_RESULTS);
    return rows;
  }

  #facetsOf(held: readonly Held[]): Counted {
    const version = versionOf(held);
    if (this.#facets?.version === version) return this.#facets;
    const facets: TrajectoriesAnswer['facets'] = { environments: {}, outcomes: {}, iterations: {}, kinds: {} };
    let of = 0;
    for (const { at, index } of held) {
      for (const row of index.rows) {
        if (row.replaced) continue;
        of += 1;
        add(facets.environments, row.environment);
        add(facets.outcomes, row.outcome);
        add(facets.kinds, at.kind);
        if (at.iteration !== null) add(facets.iterations, String(at.iteration));
      }
    }
    this.#facets = { version, of, facets };
    return this.#facets;
  }
}

function standing({ rows }: FileIndex): LightRow[] {
  return rows.filter(({ replaced }) => !replaced);
}

function matching(held: readonly Held[], query: Query, searches?: Map<FileIndex, TextSearch>): Placed[] {
  return held.flatMap(({ at, index }) => {
    const search = searches?.get(index);
    if (query.text !== undefined && search === undefined) return [];
    const rows = index.rows.filter((row) => isAsked(row, query) && (search === undefined || search.has(row)));
    return rows.map((row) => ({ row, at }));
  });
}

function now(): number {
  return performance.now();
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** The row as the table shows it. */
export function rowOf({ row, at }: Placed): TrajectoryRow {
  const { id, environment, task, group, sample, outcome, reward, rounds, parseErrors, seconds, completion, policy } =
    row;
  return {
    file: at.id,
    id,
    kind: at.kind,
    iteration: at.iteration,
    ...(at.agent === undefined ? {} : { agent: at.agent }),
    environment,
    task,
    ...(group === undefined ? {} : { group }),
    sample,
    outcome,
    reward,
    rounds,
    parseErrors,
    seconds,
    tokens: completion,
    policy,
  };
}

/** A torn last line is no row: read to its end, though not to the end of the file. */
function endsTorn(index: FileIndex): boolean {
  return index.size > index.done && index.idle;
}

function versionOf(held: readonly Held[]): string {
  return held.map(({ at, index }) => `${at.id} ${index.generation} ${index.version}`).join(',');
}

function shareOf(searches: readonly TextSearch[], held: readonly Held[]): number {
  const rows = held.reduce((sum, { index }) => sum + index.rows.length, 0);
  return searches.length === 0 || rows === 0 ? 1 : searches.reduce((sum, { done }) => sum + done, 0) / rows;
}

/** The most recent at the end, the oldest goes. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
