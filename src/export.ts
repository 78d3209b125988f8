/**
 * Exports trajectories and weighted examples of a run, or of a file, in a format that others read: reads row by row,
 * filters, writes aside, counts, and writes a data set card. Uploads nothing (trajectories/export/hub.ts).
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { AgentgymError, throwIfInterrupted } from './errors.ts';
import { requireContained } from './runs/contained.ts';
import { writeWhole } from './runs/files.ts';
import { cardOf, isCard } from './trajectories/export/card.ts';
import { entriesOf } from './trajectories/export/entries.ts';
import { pairsOf } from './trajectories/export/pairs.ts';
import { runFacts } from './trajectories/export/run-facts.ts';
import { reasonAgainst, type Selection } from './trajectories/export/selection.ts';
import { jsonFile, jsonLinesStream, parquetFile, type Sink, type TextRow } from './trajectories/export/sinks.ts';
import { type Sources, sourcesOf } from './trajectories/export/sources.ts';
import { type Counts, createTally, type Tally } from './trajectories/export/tally.ts';
import { toAgentTrajRow, toAgentTrajText } from './trajectories/formats/agenttraj.ts';
import { FORMATS, type FormatName, type PairShape, type Part } from './trajectories/formats/catalog.ts';
import { toChatRow, toChatText } from './trajectories/formats/chat-jsonl.ts';
import type { Entry } from './trajectories/formats/entry.ts';
import { toOpenAiRow, toOpenAiText } from './trajectories/formats/openai.ts';
import { toShareGptRow, toShareGptText } from './trajectories/formats/sharegpt.ts';
import { packageVersion } from './version.ts';

export interface ExportRequest {
  /** Run directory, or file of trajectories (with `part: examples`, of weighted examples). */
  from: string;
  format: FormatName;
  part: Part;
  /** undefined: all; of examples, the last. */
  iterations: readonly number[] | undefined;
  selection: Selection;
  /** Most rows; undefined: all. */
  limit: number | undefined;
  pairs: PairShape;
  /** A stream, or a path: a name with an extension is a file (.json: one array), any other a directory. */
  out: Writable | string;
  /** Replaces what is there. */
  force: boolean;
  /** For the card: the command line, and the licence of the whole if it was given. */
  command: string;
  licence: string | undefined;
  signal: AbortSignal | undefined;
}

export interface ExportResult {
  counts: Counts;
  /** Undefined where rows went to a stream. */
  written: { data: string; card: string; text: string } | undefined;
}

/**
 * @throws AgentgymError E_EXPORT_EMPTY where no row is left (nothing is written then), E_CONFIG_INVALID where the output
 * is there already or the format cannot hold what is asked for, E_STORE_… where the source is not what it should be.
 */
export async function exportTrajectories(request: ExportRequest): Promise<ExportResult> {
  const { format, force, out } = request;
  if (typeof out !== 'string' && format === 'parquet') {
    throw new AgentgymError('E_CONFIG_INVALID', 'A Parquet file cannot be written to a stream.', {
      hint: 'Give --out the name of a file or directory.',
    });
  }
  const place = typeof out === 'string' ? await placeOf(out, request) : undefined;
  if (place !== undefined) await refuseExisting(place, force);
  const sources = await sourcesOf(request);
  if (sources.directory !== undefined) await requireContained(sources.directory.root);
  if (place !== undefined) await refuseSource(place.data, sources);
  const tally = createTally(format);
  let sink: Sink<TextRow> | undefined;
  try {
    for await (const row of rowsOf(request, sources, tally)) {
      // Not before there is a row, so that no folder is left behind where there is none.
      sink ??= await openSink(request, place?.data);
      const written = sink.write(row);
      if (written !== undefined) await written;
      if (!sink.wanted()) break;
    }
    const counts = tally.counts();
    if (sink === undefined) throw nothingLeft(counts, format);
    await sink.finish();
    if (place === undefined) return { counts, written: undefined };
    const run = sources.directory === undefined ? undefined : await runFacts(sources.directory);
    const text = cardOf({ ...request, counts, run, file: basename(place.data), version: packageVersion() });
    await writeWhole(place.card, text);
    return { counts, written: { ...place, text } };
  } catch (error) {
    await sink?.discard();
    throw error;
  }
}

/** The rows, counted as they go by. */
async function* rowsOf(request: ExportRequest, sources: Sources, tally: Tally): AsyncGenerator<TextRow> {
  const { format, limit, pairs: shape } = request;
  let rows = 0;
  if (format === 'dpo') {
    let pass = 0;
    // The second reading sees the same entries, and counts none of them again.
    const open = (): AsyncIterable<Entry> => selected(request, sources, pass++ === 0 ? tally : undefined);
    for await (const { row, success } of pairsOf({ open, shape, onLeft: (reason) => tally.exclude(reason) })) {
      tally.row(success);
      yield row;
      if (++rows === limit) return;
    }
    return;
  }
  const toRow = ROWS[format];
  const take = taking(request, tally);
  for await (const entry of entriesOf(sources, take.reading)) {
    if (!take.asked(entry)) continue;
    tally.take(entry);
    tally.row(entry);
    yield toRow(entry);
    if (++rows === limit) return;
  }
}

/** Objects, or JSON where there is a short way to it; a Parquet file takes entries as they are. */
const ROWS: Readonly<Record<Exclude<FormatName, 'dpo'>, (entry: Entry) => TextRow>> = {
  agenttraj: (entry) => toAgentTrajText(entry) ?? toAgentTrajRow(entry),
  'chat-jsonl': (entry) => toChatText(entry) ?? toChatRow(entry),
  sharegpt: (entry) => toShareGptText(entry) ?? toShareGptRow(entry),
  openai: (entry) => toOpenAiText(entry) ?? toOpenAiRow(entry),
  parquet: (entry) => entry,
};

/** Whether the selection takes an entry; what it leaves is counted, where there is a tally. */
function taking({ signal, selection, format }: ExportRequest, tally: Tally | undefined) {
  const { holds } = FORMATS[format];
  return {
    reading: { signal, onTorn: (): void => tally?.exclude('torn') },
    asked: (entry: Entry): boolean => {
      throwIfInterrupted(signal);
      tally?.read();
      const reason = reasonAgainst(entry, selection, holds);
      if (reason !== undefined) tally?.leave(reason);
      return reason === undefined;
    },
  };
}

/** The entries that pairs are made from. */
async function* selected(request: ExportRequest, sources: Sources, tally: Tally | undefined): AsyncGenerator<Entry> {
  const take = taking(request, tally);
  for await (const entry of entriesOf(sources, take.reading)) {
    if (!take.asked(entry)) continue;
    tally?.take(entry);
    yield entry;
  }
}

async function openSink({ format, out }: ExportRequest, file: string | undefined): Promise<Sink<TextRow>> {
  if (typeof out !== 'string') return jsonLinesStream(out);
  return format === 'parquet' ? parquetFile(file ?? out) : jsonFile(file ?? out);
}

interface Place {
  data: string;
  card: string;
}

/** Where data and card go. */
async function placeOf(out: string, { format, part }: ExportRequest): Promise<Place> {
  const isDirectory = await stat(out).then(
    (found) => found.isDirectory(),
    () => out.endsWith('/') || extname(out) === '',
  );
  if (!isDirectory) {
    if ((extname(out) === '.parquet') !== (format === 'parquet')) {
      throw new AgentgymError('E_CONFIG_INVALID', `${out} is no name for a file of the format ${format}.`, {
        hint: `Such files end in .${FORMATS[format].extension}.`,
      });
    }
    return { data: out, card: `${out}.md` };
  }
  const name = format === 'dpo' ? 'pairs' : part;
  return { data: join(out, `${name}.${FORMATS[format].extension}`), card: join(out, 'README.md') };
}

/** What is there stays, unless it is forced away; and not even then what is a text of somebody else's. */
async function refuseExisting({ data, card }: Place, force: boolean): Promise<void> {
  for (const file of [data, card]) {
    const there = await stat(file).then(
      () => true,
      () => false,
    );
    if (there && !force) {
      throw new AgentgymError('E_CONFIG_INVALID', `${file} is there already.`, {
        hint: 'Give another --out, or --force to replace it.',
      });
    }
    if (there && file === card && !isCard(await readFile(card, 'utf8'))) {
      throw new AgentgymError('E_CONFIG_INVALID', `${card} is not a card that an export wrote; it is not replaced.`, {
        hint: 'Give another --out, or move it away.',
      });
    }
  }
}

/** Not even --force replaces what is being read: a run's own files are its truth. */
async function refuseSource(file: string, { sources }: Sources): Promise<void> {
  const own = await realpath(file).catch(() => undefined);
  if (own === undefined) return;
  const read = await Promise.all(sources.map((source) => realpath(source.file)));
  if (read.includes(own)) {
    throw new AgentgymError('E_CONFIG_INVALID', `${file} is what would be exported.`, { hint: 'Give another --out.' });
  }
}

function nothingLeft({ read, filtered, excluded }: Counts, format: FormatName): AgentgymError {
  const reasons = Object.entries({ ...filtered, ...excluded }).map(([reason, count]) => `${reason} ${count}`);
  const why = reasons.length === 0 ? '' : ` Left out: ${reasons.join(', ')}.`;
  return new AgentgymError('E_EXPORT_EMPTY', `Nothing is left to export of ${read} that were read.${why}`, {
    hint:
      format === 'dpo'
        ? 'A pair is a success and a failure of one task in one iteration: no task that is left has both.'
        : 'Loosen the filters. Errors, and conversations without an answer to learn from, are no lessons.',
  });
}
