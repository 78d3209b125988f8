/**
 * Cuts a file into the texts of its rows as it streams in: the elements of a JSON array, or lines. Looks at brackets,
 * quotes and newlines alone, so that a broken row does not hide those behind it, and holds no more than one row.
 * Parses nothing (rows.ts).
 */

/** The text of a row. */
export interface Piece {
  /** From 1: of the array's elements, or of the lines. */
  number: number;
  /** Line on which it begins, from 1. */
  line: number;
  bytes: Buffer;
  /** Why the row cannot be one, whatever is in it. */
  fault?: 'too long' | 'cut short' | 'behind the array';
}

export interface Splitter {
  /** `array` or `lines`; undefined until something but white space has come. */
  readonly layout: 'array' | 'lines' | undefined;
  /** The pieces that end in this chunk. */
  push(chunk: Buffer): Piece[];
  /** What was begun and not ended. */
  end(): Piece[];
}

const [TAB, NEWLINE, RETURN, SPACE, QUOTE, COMMA] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c];
const [OPEN, BACKSLASH, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5c, 0x5d, 0x7b, 0x7d];

const isBlank = (byte: number): boolean => byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;

/** Rows of more than `mostBytes` become a piece without bytes and the fault `too long`. */
export function createSplitter(mostBytes: number): Splitter {
  let line = 1;
  let splitter: Splitter | undefined;
  return {
    get layout() {
      return splitter?.layout;
    },
    push: (chunk) => {
      if (splitter !== undefined) return splitter.push(chunk);
      let i = 0;
      for (let byte = chunk[i]; byte !== undefined && isBlank(byte); byte = chunk[++i]) if (byte === NEWLINE) line++;
      if (i === chunk.length) return [];
      const array = chunk[i] === OPEN;
      splitter = array ? arraySplitter(mostBytes, line) : lineSplitter(mostBytes, line);
      return splitter.push(chunk.subarray(array ? i + 1 : i));
    },
    end: () => splitter?.end() ?? [],
  };
}

/** Gathers the bytes of one row over chunks, and lets go of those of one that is too long. */
function createGatherer(mostBytes: number) {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add: (part: Buffer): void => {
      length += part.length;
      if (length > mostBytes) parts = [];
      else parts.push(part);
    },
    take: (number: number, line: number): Piece => {
      const tooLong = length > mostBytes;
      const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      [parts, length] = [[], 0];
      return { number, line, bytes, ...(tooLong ? { fault: 'too long' as const } : {}) };
    },
    get length() {
      return length;
    },
  };
}

function lineSplitter(mostBytes: number, firstLine: number): Splitter {
  const row = createGatherer(mostBytes);
  let line = firstLine;
  return {
    layout: 'lines',
    push: (chunk) => {
      const pieces: Piece[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        row.add(chunk.subarray(start, end));
        pieces.push(row.take(line, line));
        line++;
        start = end + 1;
      }
      if (start < chunk.length) row.add(chunk.subarray(start));
      return pieces;
    },
    end: () => (row.length === 0 ? [] : [row.take(line, line)]),
  };
}

function arraySplitter(mostBytes: number, firstLine: number): Splitter {
  const row = createGatherer(mostBytes);
  let [line, rowLine, number, depth] = [firstLine, firstLine, 1, 1];
  /** Within a string; behind a backslash of it; within an element; behind a comma; behind the array's end. */
  let [inString, escaped, within, expecting, closed] = [false, false, false, false, false];

  const scan = (chunk: Buffer): Piece[] => {
    const pieces: Piece[] = [];
    // Where the open element goes on in this chunk.
    let start = 0;
    const begin = (at: number): void => {
      if (within) return;
      [within, start, rowLine] = [true, at, line];
    };
    const finish = (at: number): void => {
      if (within) row.add(chunk.subarray(start, at));
      else rowLine = line;
      pieces.push(row.take(number++, rowLine));
      within = false;
    };
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === NEWLINE) line++;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) {
        begin(i);
        inString = true;
      } else if (byte === COMMA && depth === 1 && !closed) {
        finish(i);
        expecting = true;
      } else if (byte === CLOSE && depth === 1 && !closed) {
        if (within || expecting) finish(i);
        closed = true;
      } else if (byte !== undefined && !isBlank(byte)) {
        begin(i);
        if (byte === OPEN || byte === OPEN_OBJECT) depth++;
        // A bracket too many stays part of its row, which is then no JSON; the rows behind it are found all the same.
        else if ((byte === CLOSE || byte === CLOSE_OBJECT) && depth > 1) depth--;
      }
    }
    if (within) row.add(chunk.subarray(start));
    return pieces;
  };
  return {
    layout: 'array',
    push: scan,
    end: () => {
      if (closed) return within ? [{ ...row.take(number, rowLine), fault: 'behind the array' }] : [];
      if (!within) rowLine = line;
      return [{ fault: 'cut short', ...row.take(number, rowLine) }];
    },
  };
}
