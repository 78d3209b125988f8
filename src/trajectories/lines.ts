/**
 * The lines of a file with where they are in its bytes, so that a row can be found again without being kept. A last line
 * that a crash tore is passed over, as the store does when it opens a file; the file stays as it is.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { AgentgymError, throwIfInterrupted } from '../errors.ts';
import { decode, parseJson } from './readers/json.ts';
import { MOST_ROW_BYTES } from './readers/rows.ts';

export interface RawLine {
  /** `file:line`. */
  at: string;
  /** Bytes before it, and of it without its newline. */
  offset: number;
  length: number;
  /** Until the next line is asked for: then others may take their place. */
  bytes: Buffer;
}

export interface Line extends Omit<RawLine, 'bytes'> {
  value: unknown;
}

const NEWLINE = 0x0a;
const BRACE = 0x7b;
const CHUNK = 256 * 1024;

export interface LinesOptions {
  /** Hears where a torn last line is, and the byte it begins at. */
  onTorn?: ((at: string, offset: number) => void) | undefined;
  /** Whether the line that begins at this byte is asked for, in ascending order; others are passed over unread. */
  wanted?: ((offset: number) => boolean) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * JSON lines, but blank ones.
 * @throws AgentgymError E_STORE_CORRUPT where one but the last is no JSON.
 */
export async function* jsonLinesOf(file: string, options: LinesOptions = {}): AsyncGenerator<Line> {
  for await (const { at, offset, length, bytes } of linesOf(file, options))
    yield { at, offset, length, value: parseJson(decode(bytes, at), at) };
}

/** The same lines, unread. */
export async function* linesOf(file: string, options: LinesOptions = {}): AsyncGenerator<RawLine> {
  const { onTorn = () => {}, wanted = () => true, signal } = options;
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`;
    throw new AgentgymError('E_DATA_SOURCE', what, { hint: 'Name the files that collect-trajectories wrote.', cause });
  });
  const ahead = readAhead(handle);
  try {
    let [rest, offset, line]: [Buffer, number, number] = [Buffer.alloc(0), 0, 1];
    for (;;) {
      throwIfInterrupted(signal);
      const bytes = await ahead.next(rest, offset);
      if (bytes.length === rest.length) {
        // Of the two places where it is now, this one is not read into any more.
        rest = bytes;
        break;
      }
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start), line++) {
        if (wanted(offset + start)) {
          const own = bytes.subarray(start, end);
          if (!isBlank(own)) yield { at: `${file}:${line}`, offset: offset + start, length: own.length, bytes: own };
        }
        start = end + 1;
      }
      offset += start;
      rest = bytes.subarray(start);
      if (rest.length > MOST_ROW_BYTES) throw tooLong(`${file}:${line}`);
    }
    if (isBlank(rest)) return;
    if (!isWhole(rest)) onTorn(`${file}:${line}`, offset);
    else if (wanted(offset)) yield { at: `${file}:${line}`, offset, length: rest.length, bytes: rest };
  } finally {
    await ahead.end();
    await handle.close();
  }
}

/** Reads a chunk ahead of what is worked on, in two buffers that take turns. */
function readAhead(handle: FileHandle) {
  const read = (buffer: Buffer, position: number) => {
    const coming = handle.read(buffer, CHUNK, CHUNK, position);
    // Nobody may be there to hear of its fault: who needs it awaits it.
    coming.catch(() => {});
    return coming;
  };
  let spare: Buffer = Buffer.allocUnsafe(2 * CHUNK);
  let coming = read(Buffer.allocUnsafe(2 * CHUNK), 0);
  return {
    /** `rest`, which begins at the byte `offset`, and what comes behind it: nothing, at the end of the file. */
    next: async (rest: Buffer, offset: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await coming;
      const chunk = buffer.subarray(CHUNK, CHUNK + bytesRead);
      // The rest goes right before the chunk, if there is room.
      const fits = rest.length <= CHUNK;
      if (fits) rest.copy(buffer, CHUNK - rest.length);
      const bytes = fits ? buffer.subarray(CHUNK - rest.length, CHUNK + bytesRead) : Buffer.concat([rest, chunk]);
      coming = read(spare, offset + bytes.length);
      spare = buffer;
      return bytes;
    },
    end: async (): Promise<void> => {
      await coming.catch(() => {});
    },
  };
}

/** Whether a file is JSON lines from its first byte on; false where it cannot be read. */
export async function beginsWithObject(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  try {
    return (await handle?.read(Buffer.alloc(1), 0, 1, 0))?.buffer[0] === BRACE;
  } finally {
    await handle?.close();
  }
}

/** Whether the last line of a file is whole. */
export async function endsWithNewline(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return buffer[0] === NEWLINE;
  } finally {
    await handle.close();
  }
}

/** Most lines say with their first sign that they are not. */
function isBlank(line: Buffer): boolean {
  return line[0] !== BRACE && line.toString('latin1').trim() === '';
}

/** No proper beginning of a JSON object is a JSON object: a last line that parses only lacks its newline. */
function isWhole(bytes: Buffer): boolean {
  try {
    return typeof JSON.parse(bytes.toString('utf8')) === 'object';
  } catch {
    return false;
  }
}

function tooLong(at: string): AgentgymError {
  const most = MOST_ROW_BYTES / 1024 / 1024;
  return new AgentgymError('E_STORE_CORRUPT', `${at} is longer than ${most} MiB, the most that a row may be.`, {
    hint: 'Name files of JSON lines, as collect-trajectories writes them.',
  });
}
