/**
 * One leaf of a Parquet file's schema, row group by row group: the values that are there, and levels that say where none
 * are. Writes nothing (pages.ts).
 */
import { Levels } from './levels.ts';
import type { Leaf } from './schema.ts';
import type { Encoded, Values } from './values.ts';

/** What a leaf holds in one row group, encoded. */
export interface Chunk extends Encoded {
  leaf: Leaf;
  rows: number;
  /** Of values, with those that are absent. */
  count: number;
  absent: number;
  repetitions: Uint8Array;
  definitions: Uint8Array;
}

/** Whose levels are those of other columns too, which then push them once for all. */
export interface Shared {
  repetitions?: Levels;
  definitions?: Levels;
}

export class Column<T> {
  readonly values: Values<T>;
  readonly repetitions: Levels | undefined;
  readonly definitions: Levels;
  readonly #leaf: Leaf;

  constructor(leaf: Leaf, values: Values<T>, shared: Shared = {}) {
    this.#leaf = leaf;
    this.values = values;
    this.repetitions = leaf.repetition === 0 ? undefined : (shared.repetitions ?? new Levels(leaf.repetition));
    this.definitions = shared.definitions ?? new Levels(leaf.definition);
  }

  /** A value that is there; what it repeats is pushed by itself. */
  add(value: T): void {
    this.definitions.push(this.#leaf.definition);
    this.values.add(value);
  }

  /** None, from this definition on; so many times. */
  skip(definition: number, times = 1): void {
    this.definitions.repeat(definition, times);
  }

  /** What came since the last time, which was so many rows. */
  take(rows: number): Chunk {
    const present = this.values.length;
    const repetitions = this.repetitions?.take().bytes ?? new Uint8Array();
    const { count, bytes: definitions } = this.definitions.take();
    const absent = count - present;
    return { leaf: this.#leaf, rows, count, absent, repetitions, definitions, ...this.values.take() };
  }
}
