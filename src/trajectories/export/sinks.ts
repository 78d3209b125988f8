/**
 * Where rows go: a file of JSON, a Parquet file, a stream. Files are written aside and take their name when they are
 * whole; rows go out as they come.
 */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { pieceWriter, syncFolder } from '../../runs/files.ts';
import { inPieces } from '../../runs/pieces.ts';
import type { Entry } from '../formats/entry.ts';
import { inBytes } from '../turns.ts';

/** What a row of text comes as: a value, its JSON with one character a byte, or the bytes of that until the next row. */
export type TextRow = object | string | Buffer;
export interface Sink<Row> {
  /** Resolves where there is something to wait for. */
  write(row: Row): Promise<void> | undefined;
  /** Whether more is wanted: the reader of a stream may have seen enough. */
  wanted(): boolean;
  /** The output is whole, and there under its name. */
  finish(): Promise<void>;
  /** The output is not wanted; what was there under its name stays. Safe after `finish`. */
  discard(): Promise<void>;
}

/** Rows of a text file: what stands before, between and behind them. */
interface Layout {
  before: string;
  between: string;
  behind: string;
}
const LINES: Layout = { before: '', between: '\n', behind: '\n' };
const ARRAY: Layout = { before: '[\n', between: ',\n', behind: '\n]\n' };

/** JSON lines; where the name ends in `.json`, one JSON array with a row a line. */
export async function jsonFile(file: string): Promise<Sink<TextRow>> {
  const { before, between, behind } = file.endsWith('.json') ? ARRAY : LINES;
  const aside = await beside(file);
  const handle = await open(aside, 'w');
  const writer = pieceWriter(handle);
  const pieces = inPieces(writer.write);
  let next = before;
  return {
    write: (row) => {
      const written = pieces.add(next, toBytes(row));
      next = between;
      return written;
    },
    wanted: () => true,
    finish: async () => {
      await pieces.add(behind);
      await pieces.flush();
      await writer.end();
      await handle.sync();
      await handle.close();
      await takeName(aside, file);
    },
    discard: async () => {
      await writer.end().catch(() => {});
      await handle.close();
      await rm(aside, { force: true });
    },
  };
}

/** Rows as JSON lines, no faster than the reader takes them. The stream is not ended. */
export function jsonLinesStream(stream: Writable): Sink<TextRow> {
  const pieces = inPieces(async (piece) => {
    // A stream keeps what it is given for as long as it likes.
    if (!stream.write(Buffer.from(piece)) && stream.writable) await drained(stream);
  });
  return {
    write: (row) => pieces.add(toBytes(row), '\n'),
    wanted: () => stream.writable,
    finish: pieces.flush,
    discard: async () => {},
  };
}

export async function parquetFile(file: string): Promise<Sink<Entry>> {
  const { createParquetExport } = await import('../formats/parquet/export.ts');
  const aside = await beside(file);
  const parquet = await createParquetExport(aside);
  return {
    write: parquet.add,
    wanted: () => true,
    finish: async () => {
      await parquet.finish();
      await takeName(aside, file);
    },
    discard: async () => {
      await parquet.close();
      await rm(aside, { force: true });
    },
  };
}

function toBytes(row: TextRow): string | Buffer {
  return typeof row === 'string' || Buffer.isBuffer(row) ? row : inBytes(row);
}

/** Resolves when the stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}

async function beside(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  return `${file}.partial`;
}

async function takeName(aside: string, file: string): Promise<void> {
  await rename(aside, file);
  await syncFolder(dirname(file));
}
