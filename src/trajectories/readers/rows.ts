/**
 * The rows of a file as they stream in: elements of a JSON array, or JSON lines. What cannot be a row is handed on as
 * such, with its place. Memory is bounded by the longest row that is allowed, not by the file. Knows no format of rows.
 */
import { createReadStream } from 'node:fs';
import { AgentgymError, messageOf, throwIfInterrupted } from '../../errors.ts';
import { decode, parseJson } from './json.ts';
import { createSplitter, type Piece } from './splitter.ts';

/** Rows of more bytes than this are refused: 64 MiB, a thousand times the longest of AgentTraj-L. */
export const MOST_ROW_BYTES = 64 * 1024 * 1024;

/** A row, or what stands in the place of one. */
export interface RawRow {
  /** `file:line`, with the row's number in an array: `file:line (row 3)`. */
  at: string;
  value?: unknown;
  /** Why there is no value. */
  fault?: AgentgymError;
}

export interface RowsOptions {
  /** Whether a line that is no JSON is a text; otherwise it is a fault. */
  plainLines?: boolean;
  mostRowBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Reads a file of rows.
 * @throws AgentgymError E_STORE_CORRUPT where the file is missing or is no text at all.
 */
export async function* rowsOf(file: string, options: RowsOptions = {}): AsyncGenerator<RawRow> {
  const { mostRowBytes = MOST_ROW_BYTES, plainLines = false, signal } = options;
  const splitter = createSplitter(mostRowBytes);
  const toRow = (piece: Piece): RawRow | undefined => {
    const lines = splitter.layout === 'lines';
    const at = lines ? `${file}:${piece.line}` : `${file}:${piece.line} (row ${piece.number})`;
    return rowOf(piece, { at, mostRowBytes, lines, plain: plainLines && lines });
  };
  for await (const chunk of chunksOf(file, signal)) {
    for (const piece of splitter.push(chunk)) {
      const row = toRow(piece);
      if (row !== undefined) yield row;
    }
  }
  for (const piece of splitter.end()) {
    const row = toRow(piece);
    if (row !== undefined) yield row;
  }
}

/** undefined for a blank line. */
function rowOf(
  piece: Piece,
  how: { at: string; mostRowBytes: number; lines: boolean; plain: boolean },
): RawRow | undefined {
  const { at } = how;
  if (piece.fault !== undefined) return { at, fault: refusal(piece.fault, at, how.mostRowBytes) };
  try {
    const text = decode(piece.bytes, at);
    if (how.lines && text.trim() === '') return undefined;
    if (how.plain && !/^\s*["[{]/u.test(text)) return { at, value: text.trim() };
    return { at, value: parseJson(text, at) };
  } catch (error) {
    if (error instanceof AgentgymError) return { at, fault: error };
    throw error;
  }
}

function refusal(fault: NonNullable<Piece['fault']>, at: string, mostRowBytes: number): AgentgymError {
  const texts = {
    'too long': `${at} is longer than ${(mostRowBytes / 1024 / 1024).toPrecision(3)} MiB, the most that a row may be.`,
    'cut short': `${at} is not JSON: the file ends before its array does.`,
    'behind the array': `${at} is not a row: it stands behind the end of the array.`,
  };
  return new AgentgymError('E_STORE_CORRUPT', texts[fault], {
    hint: 'The file was cut short, joined or damaged; restore it.',
  });
}

/** The file in chunks, without a byte order mark; refuses what is known not to be text. */
async function* chunksOf(file: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024, ...(signal ? { signal } : {}) });
  let first = true;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const kind = first ? knownBinary(chunk) : undefined;
      if (kind !== undefined) throw notText(file, kind);
      yield first && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK) ? chunk.subarray(3) : chunk;
      first = false;
    }
  } catch (cause) {
    throwIfInterrupted(signal);
    if (cause instanceof AgentgymError) throw cause;
    throw new AgentgymError('E_STORE_CORRUPT', `The trajectory file ${file} cannot be read: ${messageOf(cause)}.`, {
      hint: 'Give the path of a file of rows (JSON lines, or a JSON array).',
      cause,
    });
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What files that people name by mistake begin with. */
const BINARY: readonly { begins: Buffer; kind: string; hint: string }[] = [
  { begins: Buffer.from('PAR1'), kind: 'a Parquet file', hint: 'Name the JSON or JSON lines it was made from.' },
  { begins: Buffer.from([0x1f, 0x8b]), kind: 'compressed (gzip)', hint: 'Unpack it first: gunzip FILE.' },
  { begins: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), kind: 'compressed (zstd)', hint: 'Unpack it first: unzstd FILE.' },
  { begins: Buffer.from([0x50, 0x4b, 0x03, 0x04]), kind: 'a ZIP archive', hint: 'Unpack it, and name the file in it.' },
  { begins: Buffer.from([0xff, 0xfe]), kind: 'UTF-16 text', hint: 'Save it as UTF-8.' },
  { begins: Buffer.from([0xfe, 0xff]), kind: 'UTF-16 text', hint: 'Save it as UTF-8.' },
  {
    begins: Buffer.from('version https://git-lfs.github.com/'),
    kind: 'a pointer of Git LFS, not the data itself',
    hint: 'Fetch the data: git lfs pull.',
  },
];

function knownBinary(chunk: Buffer): (typeof BINARY)[number] | undefined {
  return BINARY.find(({ begins }) => chunk.subarray(0, begins.length).equals(begins));
}

function notText(file: string, { kind, hint }: { kind: string; hint: string }): AgentgymError {
  return new AgentgymError('E_STORE_CORRUPT', `${file} is ${kind}; rows are JSON lines or a JSON array.`, { hint });
}
