/** Whole numbers in one typed array, which is as long as the longest row group was. */

type Numbers = Uint8Array | Int32Array;

export class Growing<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T;
  #values: T;
  length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#values = new make(1 << 12);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(1);
    this.#values[this.length++] = value;
  }

  /** The same value so many times. */
  repeat(value: number, times: number): void {
    if (this.length + times > this.#values.length) this.#grow(times);
    const values = this.#values;
    const end = this.length + times;
    for (let i = this.length; i < end; i++) values[i] = value;
    this.length = end;
  }

  #grow(more: number): void {
    const longer = new this.#make(Math.max(2 * this.length, this.length + more));
    longer.set(this.#values);
    this.#values = longer;
  }

  /** What was pushed since the last time; stands until the next push. */
  take(): T {
    const taken = this.#values.subarray(0, this.length) as T;
    this.length = 0;
    return taken;
  }
}
