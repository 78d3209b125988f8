/**
 * Levels of one or several columns in one row group: they say where nothing is, and where lists begin (Dremel's).
 * https://parquet.apache.org/docs/file-format/nestedencoding/
 */
import { ByteWriter } from 'hyparquet-writer';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { Growing } from './growing.ts';

export interface EncodedLevels {
  count: number;
  bytes: Uint8Array;
}

export class Levels {
  readonly #width: number;
  readonly #levels = new Growing(Uint8Array);
  #taken: EncodedLevels = { count: 0, bytes: new Uint8Array() };

  /** `most` is the highest there may be. */
  constructor(most: number) {
    this.#width = Math.ceil(Math.log2(most + 1));
  }

  get length(): number {
    return this.#levels.length;
  }

  push(level: number): void {
    this.#levels.push(level);
  }

  /** The same level so many times. */
  repeat(level: number, times: number): void {
    this.#levels.repeat(level, times);
  }

  /** What came since the last time; each of the columns that share them takes the same, as no row group is empty. */
  take(): EncodedLevels {
    const { length: count } = this;
    if (count > 0) {
      const writer = new ByteWriter();
      writeRleBitPackedHybrid(writer, this.#levels.take(), this.#width);
      this.#taken = { count, bytes: writer.getBytes() };
    }
    return this.#taken;
  }
}
