/** The fields of request bodies, as data: what a route reads of a body, and its limits. */

export interface Field {
  readonly name: string;
  readonly kind: 'int' | 'string';
  /** Left out: the field must be there. */
  readonly optional?: boolean;
  /** Whether `null` is as good as left out. */
  readonly nullable?: boolean;
  /** Value where it is left out. */
  readonly otherwise?: number;
}

/** The fields that a body had, by name. */
export type Body = Readonly<Record<string, number | string | null>>;

/** A number of the body; undefined where it is left out or null. */
export function numberIn(body: Body, name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' ? value : undefined;
}

export interface Limits {
  /** Bytes of a request body. */
  readonly body: number;
  /** Characters of a string in it. */
  readonly text: number;
}
