/**
 * The values of one column in one row group: gathered, then encoded as Parquet's pages hold them. Knows neither nulls nor
 * lists, which are levels (column.ts). https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
import type { DecodedArray, ParquetType } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { writePlain } from 'hyparquet-writer/src/plain.js';
import { Growing } from './growing.ts';

/** What pages are made of, behind the levels and before they are compressed. */
export interface Encoded {
  encoding: 'PLAIN' | 'RLE' | 'RLE_DICTIONARY';
  data: Uint8Array;
  /** The distinct values, of which `data` has the numbers; absent of PLAIN. */
  dictionary?: { count: number; bytes: Uint8Array };
  /** Least and greatest, where they are known. */
  range?: { min_value: Scalar; max_value: Scalar };
}

export type Scalar = string | number | bigint | boolean;

export interface Values<T> {
  readonly length: number;
  add(value: T): void;
  /** What came since the last time. */
  take(): Encoded;
}

/** Texts and numbers that mostly come again: each is written once, and where it stands as its number. */
export function distinctValues<T extends string | number>(type: ParquetType): Values<T> {
  const numbers = new Map<T, number>();
  const indices = new Growing(Int32Array);
  /** The last two, since values mostly come in turns. */
  let [last, other]: (T | undefined)[] = [];
  let [lastNumber, otherNumber] = [0, 0];
  const numberOf = (value: T): number => {
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, (number = numbers.size));
    return number;
  };
  return {
    get length() {
      return indices.length;
    },
    add: (value) => {
      if (value !== last) {
        const number = value === other ? otherNumber : numberOf(value);
        [other, otherNumber] = [last, lastNumber];
        [last, lastNumber] = [value, number];
      }
      indices.push(lastNumber);
    },
    take: () => {
      const distinct = [...numbers.keys()];
      const values = type === 'INT64' ? distinct.map((value) => BigInt(value)) : distinct;
      const encoded = encodeDistinct(indices.take(), distinct.length, plain(values, type));
      const range = rangeOf(values);
      numbers.clear();
      last = other = undefined;
      return range === undefined ? encoded : { ...encoded, range };
    },
  };
}

/** Numbers that are written one by one. */
export function plainValues(type: ParquetType): Values<number> {
  let values: number[] = [];
  return {
    get length() {
      return values.length;
    },
    add: (value) => void values.push(value),
    take: () => {
      const data = plain(values, type);
      values = [];
      return { encoding: 'PLAIN', data };
    },
  };
}

export function booleanValues(): Values<boolean> {
  const bits = new Growing(Uint8Array);
  return {
    get length() {
      return bits.length;
    },
    add: (value) => bits.push(value ? 1 : 0),
    take: () => {
      const runs = new ByteWriter();
      writeRleBitPackedHybrid(runs, bits.take(), 1);
      const writer = new ByteWriter();
      writer.appendUint32(runs.offset);
      writer.appendBytes(runs.getBytes());
      return { encoding: 'RLE', data: writer.getBytes() };
    },
  };
}

/** The numbers of values in a dictionary of so many. */
export function encodeDistinct(indices: Int32Array, count: number, bytes: Uint8Array): Encoded {
  const writer = new ByteWriter();
  const width = Math.ceil(Math.log2(Math.max(count, 1)));
  writer.appendUint8(width);
  writeRleBitPackedHybrid(writer, indices, width);
  return { encoding: 'RLE_DICTIONARY', data: writer.getBytes(), dictionary: { count, bytes } };
}

function plain(values: DecodedArray, type: ParquetType): Uint8Array {
  const writer = new ByteWriter();
  writePlain(writer, values, type, undefined);
  return writer.getBytes();
}

/** Halves of characters, and what comes behind those: in another order as UTF-8, which is Parquet's, than in ours. */
const IN_ANOTHER_ORDER = /[\ud800-\uffff]/u;

function rangeOf(values: readonly Scalar[]): Encoded['range'] {
  let [least, greatest] = [values[0], values[0]];
  if (least === undefined || greatest === undefined) return undefined;
  for (const value of values) {
    if (typeof value === 'string' && IN_ANOTHER_ORDER.test(value)) return undefined;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  // Of the two zeros, as the format asks for.
  return { min_value: least === 0 ? -0 : least, max_value: greatest };
}
