/**
 * Columns of numbers that grow: a million rows are a few typed arrays, and no objects. They grow by pieces, so that
 * nothing is copied and little lies idle.
 */

export interface Column {
  readonly length: number;
  push(value: number): void;
  /** Fills with 0 up to there. */
  set(index: number, value: number): void;
  /** 0 where nothing was set. */
  at(index: number): number;
}

const BITS = 14;
const PIECE = 1 << BITS;

/** `kind` says what fits: any number, whole ones of 32 bits, or of 8. */
export function column(kind: 'float' | 'count' | 'byte'): Column {
  const make = { float: Float64Array, count: Uint32Array, byte: Uint8Array }[kind];
  const pieces: (Float64Array | Uint32Array | Uint8Array)[] = [];
  let length = 0;
  const set = (index: number, value: number): void => {
    while (index >= pieces.length * PIECE) pieces.push(new make(PIECE));
    (pieces[index >> BITS] as Float64Array)[index & (PIECE - 1)] = value;
    length = Math.max(length, index + 1);
  };
  return {
    get length() {
      return length;
    },
    push: (value) => set(length, value),
    set,
    at: (index) => pieces[index >> BITS]?.[index & (PIECE - 1)] ?? 0,
  };
}
