/**
 * The lines of a file with where they are in its bytes, so that a row can be found again without being kept. A last line
 * that a crash tore is passed over, as the store does when it opens a file; the file stays as it is.
 */
import { open } from 'node:fs/promises';
import { AgentgymError, throwIfInterrupted } from '../errors.ts';
import { decode, parseJson } from './readers/json.ts';
import { MOST_ROW_BYTES } from './readers/rows.ts';

export interface Line {
  /** `file:line`. */
  at: string;
  /** Bytes before it, and of it without its newline. */
  offset: number;
  length: number;
  value: unknown;
}

const NEWLINE = 0x0a;
const CHUNK = 256 * 1024;

/**
 * JSON lines, but blank ones; `onTorn` hears where a torn last line is.
 * @throws AgentgymError E_STORE_CORRUPT where any other line is no JSON.
 */
export async function* jsonLinesOf(
  file: string,
  { onTorn = () => {}, signal }: { onTorn?: ((at: string) => void) | undefined; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Line> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`;
    throw new AgentgymError('E_DATA_SOURCE', what, { hint: 'Name the files that collect-trajectories wrote.', cause });
  });
  try {
    let [rest, offset, line]: [Buffer, number, number] = [Buffer.alloc(0), 0, 1];
    for (;;) {
      throwIfInterrupted(signal);
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK), 0, CHUNK, offset + rest.length);
      if (bytesRead === 0) break;
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start), line++) {
        const at = `${file}:${line}`;
        const text = decode(bytes.subarray(start, end), at);
        if (text.trim() !== '') yield { at, offset: offset + start, length: end - start, value: parseJson(text, at) };
        start = end + 1;
      }
      offset += start;
      rest = bytes.subarray(start);
      if (rest.length > MOST_ROW_BYTES) throw tooLong(`${file}:${line}`);
    }
    const value = whole(rest);
    if (value !== undefined) yield { at: `${file}:${line}`, offset, length: rest.length, value };
    else if (rest.toString('latin1').trim() !== '') onTorn(`${file}:${line}`);
  } finally {
    await handle.close();
  }
}

/** No proper beginning of a JSON object is a JSON object: a last line that parses only lacks its newline. */
function whole(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

function tooLong(at: string): AgentgymError {
  const most = MOST_ROW_BYTES / 1024 / 1024;
  return new AgentgymError('E_STORE_CORRUPT', `${at} is longer than ${most} MiB, the most that a row may be.`, {
    hint: 'Name files of JSON lines, as collect-trajectories writes them.',
  });
}
