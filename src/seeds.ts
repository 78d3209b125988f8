/**
 * Seeds and streams of random numbers. All randomness of the program is derived from names and numbers by hashing, so
 * that it depends neither on order nor on timing. Not for cryptography.
 */
import { createHash } from 'node:crypto';

/** Hex SHA-256 of the parts joined by `|`. */
export function digest(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('|')).digest('hex');
}

/** A 32-bit unsigned seed named by its parts. */
export function seedOf(...parts: readonly (string | number)[]): number {
  return Number.parseInt(digest(...parts).slice(0, 8), 16);
}

/** A stream of uniform random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** A uniformly chosen element; the list must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(list: readonly T[]): T[];
  /** Standard normal (Box–Muller). */
  normal(): number;
}

/** mulberry32: 32-bit state, equal on every machine. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    shuffle: (list) => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1);
        const swap = copy[i] as (typeof copy)[number];
        copy[i] = copy[j] as (typeof copy)[number];
        copy[j] = swap;
      }
      return copy;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
