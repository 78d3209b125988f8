/** Many short texts as a few pieces of bytes, which is what a file or stream takes quickly. Writes none of them. */

/** Bytes of a piece. */
const PIECE = 1 << 19;

export interface Pieces {
  /**
   * Bytes, or characters of one byte each (latin1). Where there is room for them there is nothing to wait for; otherwise the
   * bytes may be used for others when it resolves.
   */
  add(...texts: readonly (string | Buffer)[]): Promise<void> | undefined;
  /** Hands on what is there. */
  readonly flush: () => Promise<void>;
}

/**
 * Two buffers take turns, since one for each piece would keep the garbage collector busy: `write` is done with a piece when
 * it takes the next but one (files.ts).
 */
export function inPieces(write: (piece: Buffer) => Promise<void>): Pieces {
  let [piece, spare] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
  let length = 0;
  const flush = async (): Promise<void> => {
    const full = piece.subarray(0, length);
    [piece, spare] = [spare, piece];
    length = 0;
    await write(full);
  };
  const put = (text: string | Buffer): void => {
    length += typeof text === 'string' ? piece.write(text, length, 'latin1') : text.copy(piece, length);
  };
  const addMore = async (texts: readonly (string | Buffer)[]): Promise<void> => {
    for (const text of texts) {
      if (length + text.length > PIECE) await flush();
      if (text.length > PIECE) await write(Buffer.from(text as string, 'latin1'));
      else put(text);
    }
  };
  return {
    add: (...texts) => {
      let more = length;
      for (const text of texts) more += text.length;
      if (more > PIECE) return addMore(texts);
      for (const text of texts) put(text);
      return undefined;
    },
    flush,
  };
}
