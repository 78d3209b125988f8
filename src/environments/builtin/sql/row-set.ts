/**
 * Execution match as BIRD scores it: two results are equal if they have the same set of rows, whatever their order and
 * however often a row stands there; names of columns do not count, their order does. Values are compared as Python
 * compares them: 1 and 1.0 are one value, 1 and '1' are two.
 */

/** A value as libsql gives it with safe integers. */
export type Value = string | bigint | number | Buffer | null;
export type Row = readonly Value[];

/** Equal texts for equal rows. */
export function keyOf(row: Row): string {
  let key = '';
  for (const value of row) {
    const part = partOf(value);
    key += `${part.length}:${part}`;
  }
  return key;
}

function partOf(value: Value): string {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'bigint') return `n${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
  return value === null ? '0' : `b${value.toString('hex')}`;
}

/** Compares rows that come one by one with a set; says no as soon as that is certain. */
export class RowComparison {
  readonly #wanted: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  #strange = false;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  add(row: Row): void {
    if (this.#strange) return;
    const key = keyOf(row);
    if (this.#wanted.has(key)) this.#seen.add(key);
    else this.#strange = true;
  }

  /** Whether a row came that is not in the set: nothing can make it equal any more. */
  get strange(): boolean {
    return this.#strange;
  }

  get equal(): boolean {
    return !this.#strange && this.#seen.size === this.#wanted.size;
  }
}
